"""Variants by what people type.

First comes the very SKU or barcode, then those whose title is or begins so, then those with all the words in
the title, then those whose SKU begins so, then the others. Equals stand by title, options and SKU.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, or_, select

from cartui.model.catalog import SoldVariant
from cartui.store.catalog import load_variants
from cartui.store.folding import FIELDS, spread, storable
from cartui.store.limits import page_size
from cartui.store.search import Candidate, Wanted, candidates, readings
from cartui.store.tables import METADATA

_variant = METADATA.tables["variant"]

_LOOKED_AT: Final = 400
"""So many that have the words are ranked, where there are more."""


def search_variants(conn: Connection, text: str, *, limit: int = 20) -> tuple[SoldVariant, ...]:
    """Variants with all the words, in any order, in title, options, SKU or barcode; the best match first."""
    limit = page_size(limit)
    asked = storable(text.strip())
    wanted = readings(asked.split())
    if not wanted:
        return ()
    exact = or_(_variant.c.sku == asked, _variant.c.barcode == asked)
    found = list(
        conn.execute(select(_variant.c.pk).where(exact).order_by(_variant.c.pk).limit(limit)).scalars()
    )
    ranked = candidates(conn, "variant", wanted, max(limit, _LOOKED_AT))
    found += [each.pk for each in sorted(ranked, key=lambda each: _rank(each, wanted, asked))]
    pks = list(dict.fromkeys(found))[:limit]
    skus = {
        row.pk: row.sku
        for row in conn.execute(select(_variant.c.pk, _variant.c.sku).where(_variant.c.pk.in_(pks)))
    }
    variants = load_variants(conn, list(skus.values()))
    return tuple(variants[skus[pk]] for pk in pks)


def _rank(candidate: Candidate, wanted: Sequence[Wanted], asked: str) -> tuple[int, str, int]:
    """How far a variant is from what was asked, the nearest lowest."""
    title, *others = candidate.text.strip().split(FIELDS)
    phrase = spread(asked).strip()
    nearer = (
        phrase in others,
        title == phrase,
        title.startswith(phrase),
        any(reading.beginnings.is_in(f"  {title}  ") for reading in wanted),
        any(other.startswith(phrase) for other in others),
        any(reading.beginnings.is_in(candidate.text) for reading in wanted),
        True,
    )
    return nearer.index(True), candidate.text, candidate.pk
