"""Variants by what people type."""

from rapidfuzz.fuzz import ratio
from sqlalchemy import Connection, or_, select

from cartui.model.catalog import SoldVariant
from cartui.store.catalog import load_variants
from cartui.store.folding import spaced, storable
from cartui.store.limits import page_size
from cartui.store.search import CANDIDATES, matches
from cartui.store.tables import METADATA

_variant = METADATA.tables["variant"]


def search_variants(conn: Connection, text: str, *, limit: int = 20) -> tuple[SoldVariant, ...]:
    """Variants with all the words, in any order, in title, options, SKU or barcode; the best match first."""
    limit = page_size(limit)
    asked = storable(text.strip())
    found = matches(conn, "variant", _variant.c.pk, asked.split())
    if found is None:
        return ()
    exact = select(_variant.c.sku).where(or_(_variant.c.sku == asked, _variant.c.barcode == asked))
    skus = list(conn.execute(exact.limit(limit)).scalars())
    skus += conn.execute(select(_variant.c.sku).where(found).limit(CANDIDATES)).scalars()
    variants = load_variants(conn, skus)
    return tuple(sorted(variants.values(), key=lambda sold: _rank(sold, asked))[:limit])


def _rank(sold: SoldVariant, asked: str) -> tuple[int, float, str, str, str]:
    """How far a variant is from what was asked, the nearest lowest; equals by how alike the titles are."""
    wanted = spaced(asked)
    sku, title = spaced(sold.variant.sku), spaced(sold.title)
    if wanted in {sku, spaced(sold.variant.barcode)}:
        distance = 0
    elif title == wanted:
        distance = 1
    elif title.startswith(wanted):
        distance = 2
    elif all(f" {word}" in f" {title}" for word in wanted.split()):
        distance = 3
    elif sku.startswith(wanted):
        distance = 4
    else:
        distance = 5
    return distance, -ratio(wanted, title), title, sold.variant.options_text, sku
