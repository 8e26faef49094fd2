"""What a cart's line takes over from the variant it is of, looked up for many lines at once."""

import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, String, bindparam, cast, func, select

from cartui.store.chunked import in_parts
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
    options = cast(_variant.c.options, String)  # few are different: each is read once
    facts = (_variant.c.sku, _product.c.title, options, _product.c.image_url)
    chosen = select(*facts, _product.c.tax_class, _variant.c.weight).join(_product)
    found: dict[str, LineFacts] = {}
    for condition, values in _of_skus(conn, skus):
        for sku, title, given, image_url, tax_class, weight in conn.execute(
            chosen.where(condition), values
        ).fetchall():
            found[sku] = LineFacts(title, _shown(given), image_url, tax_class, weight)
    return found


def _of_skus(conn: Connection, skus: Collection[str]) -> Iterator[tuple[ColumnElement[bool], dict[str, str]]]:
    """Conditions that together choose these SKUs; SQLite takes all of them as one value."""
    if conn.dialect.name == "sqlite":
        listed = func.json_each(bindparam("skus", type_=String)).table_valued("value")
        yield _variant.c.sku.in_(select(listed.c.value)), {"skus": json.dumps(list(skus))}
        return
    for part in in_parts(skus):
        yield _variant.c.sku.in_(part), {}


@lru_cache(4096)
def _shown(options: str) -> str:
    """Options as they are stored, as people read them."""
    return " / ".join(json.loads(options))
