"""Variants by what people type.

First comes the very SKU or barcode, then those whose title is or begins so, then those with all the words in
the title, then those whose SKU begins so, then the others. Equals stand by how many of the words they have as
whole words (``shirt s`` means the size), then by how alike their titles are to the text, then by title,
options and SKU.
"""

from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.fuzz import ratio
from sqlalchemy import Connection, or_, select

from cartui.model.catalog import SoldVariant
from cartui.store.catalog import load_variants
from cartui.store.folding import FIELDS, spread, storable
from cartui.store.limits import page_size
from cartui.store.search import Candidate, Wanted, candidates, is_any_in, readings
from cartui.store.tables import METADATA

_variant = METADATA.tables["variant"]

_LOOKED_AT: Final = 400
"""Most matches that are ranked."""


def search_variants(conn: Connection, text: str, *, limit: int = 20) -> tuple[SoldVariant, ...]:
    """Variants with all the words, in any order, in title, options, SKU or barcode; the best match first."""
    limit = page_size(limit)
    asked = storable(text.strip())
    wanted = readings(asked.split())
    if not wanted:
        return ()
    spelled = {asked, asked.upper(), asked.lower()}
    exact = or_(_variant.c.sku.in_(spelled), _variant.c.barcode == asked)
    found = list(
        conn.execute(select(_variant.c.pk).where(exact).order_by(_variant.c.pk).limit(limit)).scalars()
    )
    ranked = candidates(conn, "variant", wanted, max(limit, _LOOKED_AT))
    found += [each.pk for each in sorted(ranked, key=_ranking(wanted, asked))]
    pks = list(dict.fromkeys(found))[:limit]
    skus = {
        row.pk: row.sku
        for row in conn.execute(select(_variant.c.pk, _variant.c.sku).where(_variant.c.pk.in_(pks)))
    }
    variants = load_variants(conn, list(skus.values()))
    return tuple(variants[skus[pk]] for pk in pks)


def _ranking(wanted: Sequence[Wanted], asked: str) -> Callable[[Candidate], tuple[int, int, float, str, int]]:
    """What sorts variants by how far they are from what was asked; equals by whole words and alike titles."""
    phrase = spread(asked).strip()
    beginnings = [reading.beginnings for reading in wanted]
    wholes = [reading.whole for reading in wanted]
    # A SKU in another writing; one plain word may as well be an option, such as a colour.
    is_code = " " in phrase or any(map(str.isdecimal, phrase))

    def rank(candidate: Candidate) -> tuple[int, int, float, str, int]:
        title, *others = candidate.text.strip().split(FIELDS)
        if is_code and phrase in others:
            distance = 0
        elif title.startswith(phrase):
            distance = 1 if title == phrase else 2
        elif is_any_in(beginnings, f"  {title}  "):
            distance = 3
        elif any(other.startswith(phrase) for other in others):
            distance = 4
        else:
            distance = 5 if is_any_in(beginnings, candidate.text) else 6
        parts = min(whole.missing(candidate.text) for whole in wholes)
        return distance, parts, -ratio(phrase, title), candidate.text, candidate.pk

    return rank
