"""What a cart's line takes over from the variant it is of, looked up for many lines at once."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select

from cartui.store.in_parts import in_parts
from cartui.store.tables import METADATA

_product = METADATA.tables["product"]
_variant = METADATA.tables["variant"]


class LineFacts(NamedTuple):
    """What stays on the line, whatever becomes of the variant; prices are another question."""

    title: str = ""
    options: str = ""
    """As people read them: ``L / Blue``."""
    image_url: str | None = None
    tax_class: str | None = "standard"
    weight: int = 0
    """Grams of one unit."""


def load_line_facts(conn: Connection, skus: Collection[str]) -> dict[str, LineFacts]:
    """The facts of the variants of these SKUs that there are."""
    found: dict[str, LineFacts] = {}
    facts = (_variant.c.sku, _product.c.title, _variant.c.options, _product.c.image_url)
    chosen = select(*facts, _product.c.tax_class, _variant.c.weight).join(_product)
    for part in in_parts(skus):
        for sku, title, options, image_url, tax_class, weight in conn.execute(
            chosen.where(_variant.c.sku.in_(part))
        ):
            found[sku] = LineFacts(title, " / ".join(options), image_url, tax_class, weight)
    return found
