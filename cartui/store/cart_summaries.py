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
from cartui.store.cart_sort_keys import Columns
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
        read = _read(row[:SHOWN])
        return read if is_whole(read) else stand_in(row)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return stand_in(row)


def _read(row: Sequence[Any], *, cleaned: bool = False) -> CartSummary:
    """The summary of a row; raises where a value is none. Written out, since it is done for each row."""
    (
        id_,
        number,
        version,
        state,
        market,
        currency,
        customer,
        customer_number,
        channel,
        items,
        units,
        total,
        price_level,
        rep,
        origin,
        assigned_to,
        tags,
        products,
        card_last4,
        created_at,
        updated_at,
        touched_at,
    ) = row
    texts = (
        id_,
        number,
        state,
        market,
        currency,
        customer,
        customer_number,
        channel or "",
        price_level,
        rep,
        origin,
        assigned_to or "",
        tags,
        products,
        card_last4 or "",
    )
    if not cleaned and not "".join(texts).isprintable():
        return _read([clean_line(each) if isinstance(each, str) else each for each in row], cleaned=True)
    return CartSummary(
        id_,
        number,
        version,
        state,
        market,
        currency,
        customer,
        customer_number,
        channel,
        items,
        units,
        total,
        price_level,
        rep,
        origin,
        assigned_to,
        () if tags == "[]" else _texts(tags),
        () if products == "[]" else _texts(products),
        card_last4,
        _EPOCH + created_at * _MICROSECOND,
        _EPOCH + updated_at * _MICROSECOND,
        None if touched_at is None else _EPOCH + touched_at * _MICROSECOND,
    )


@lru_cache(8_192)
def _texts(raw: str) -> tuple[str, ...]:
    """A stored list of texts, remembered: carts have the same tags, and a page is read again and again."""
    return tuple(map(clean_line, json.loads(raw)))
