"""Rows of carts as the list shows them."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast

from cartui.model.cart_summary import CartSummary
from cartui.model.text import clean_line
from cartui.store.cart_columns import Columns
from cartui.store.damaged_carts import is_whole, stand_in

_FIELDS: Final = [field.name for field in fields(CartSummary) if field.name != "damaged"]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

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
    """The summary of a row; raises where a value is none. Written out, since it is done for each row."""
    texts = (*row[:2], *row[3:8], row[8] or "", *row[12:15], row[15] or "", row[16], row[17], row[18] or "")
    if not "".join(texts).isprintable():
        row = [clean_line(value) if isinstance(value, str) else value for value in row]
    touched = row[21]
    values: tuple[Any, ...] = (
        *row[:16],
        () if row[16] == "[]" else _texts(row[16]),
        () if row[17] == "[]" else _texts(row[17]),
        row[18],
        _EPOCH + row[19] * _MICROSECOND,
        _EPOCH + row[20] * _MICROSECOND,
        None if touched is None else _EPOCH + touched * _MICROSECOND,
    )
    return CartSummary(*values)


@lru_cache(8_192)
def _texts(raw: str) -> tuple[str, ...]:
    """A stored list of texts, remembered: carts have the same tags, and a page is read again and again."""
    return tuple(map(clean_line, json.loads(raw)))
