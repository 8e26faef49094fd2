"""Rows of carts as the list shows them."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast

from cartui.model.cart_summary import CartSummary
from cartui.model.text import clean_line
from cartui.store.cart_columns import Columns
from cartui.store.damaged_carts import is_whole, stand_in
from cartui.store.types import from_micros

_FIELDS: Final = [field.name for field in fields(CartSummary) if field.name != "damaged"]
_TAGS: Final = _FIELDS.index("tags")
_PRODUCTS: Final = _FIELDS.index("products")
_MOMENTS: Final = [_FIELDS.index(name) for name in ("created_at", "updated_at", "touched_at")]

SHOWN: Final = len(_FIELDS)
"""So many columns a summary is made of."""


def shown(c: Columns) -> tuple[ColumnElement[Any], ...]:
    """The columns of a summary, in the order of its fields."""
    return (
        c.id,
        c.number,
        c.version,
        c.state,
        c.market,
        c.currency,
        c.customer_name,
        c.customer_number,
        c.channel,
        c["items"],
        c.units,
        c.total,
        c.price_level,
        c.rep,
        c.origin,
        c.assigned_to,
        cast(c.tags, String),
        cast(c.products, String),
        c.card_last4,
        c.created_at,
        c.updated_at,
        c.touched_at,
    )


def summary(row: Sequence[Any]) -> CartSummary:
    """The summary of a row that begins with these columns, cleaned: others may have written it.

    Moments are microseconds in the row, as the driver gives them. What cannot be read gets a stand-in.
    """
    try:
        read = _read(row)
        return read if is_whole(read) else stand_in(row)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return stand_in(row)


def _read(row: Sequence[Any]) -> CartSummary:
    """The summary of a row; raises where a value is none."""
    values: list[Any] = list(row[:SHOWN])
    if not "".join([value for value in values if isinstance(value, str)]).isprintable():  # quicker than each
        values = [clean_line(value) if isinstance(value, str) else value for value in values]
    values[_TAGS] = _texts(values[_TAGS])
    values[_PRODUCTS] = _texts(values[_PRODUCTS])
    for at in _MOMENTS:
        if values[at] is not None:
            values[at] = from_micros(values[at])
    return CartSummary(*values)


def _texts(raw: str) -> tuple[str, ...]:
    """A stored list of texts; most are empty."""
    return () if raw == "[]" else tuple(map(clean_line, json.loads(raw)))
