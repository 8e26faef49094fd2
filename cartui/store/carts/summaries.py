"""Rows of carts as the list shows them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain, repeat
from operator import truediv
from typing import TYPE_CHECKING, Any, Final

from cartui.model.cart_summary import CartSummary
from cartui.model.text import clean_line
from cartui.store.carts.damaged import are_whole, is_whole, stand_in

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from cartui.store.carts.sort_keys import Columns

FIELDS: Final = [field.name for field in fields(CartSummary) if field.name != "damaged"]
"""What a summary is made of, in the order of its columns."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_SECOND: Final = 1_000_000
_EXACT: Final = 2**32 * _SECOND
"""Microseconds, to the year 2106, up to which a float of seconds has each one."""

SHOWN: Final = len(FIELDS)
"""So many columns a summary is made of."""


def shown(c: "Columns") -> "tuple[ColumnElement[Any], ...]":
    """The columns of a summary, in the order of its fields."""
    from sqlalchemy import String, cast

    from cartui.store.carts.overdue import shown_state

    return (
        c.id,
        c.number,
        c.version,
        shown_state(c).label("state"),
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


def summaries(rows: Sequence[Sequence[Any]]) -> tuple[CartSummary, ...]:
    """The summaries of rows that begin with these columns, see :func:`summary`."""
    try:
        return _read_all(rows)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return tuple(map(summary, rows))  # one of them is another than all should be: look at each


def summary(row: Sequence[Any]) -> CartSummary:
    """The summary of a row that begins with these columns, cleaned: others may have written it.

    Moments are microseconds in the row, as the driver gives them. What cannot be read gets a stand-in.
    """
    try:
        read = _read(row[:SHOWN])
        return read if is_whole(read) else stand_in(row)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return stand_in(row)


def _read_all(rows: Sequence[Sequence[Any]]) -> tuple[CartSummary, ...]:
    """The summaries of rows, column by column, which is quicker; raises where one is not clean and whole."""
    if not rows:
        return ()
    (
        ids,
        numbers,
        versions,
        states,
        markets,
        currencies,
        customers,
        customer_numbers,
        channels,
        items,
        units,
        totals,
        price_levels,
        reps,
        origins,
        assigned,
        tags,
        products,
        cards,
        created,
        updated,
        touched,
    ) = tuple(zip(*rows, strict=True))[:SHOWN]
    # What most carts share is looked at once.
    few, may_be_none = {*markets, *price_levels, *reps, *origins}, {*channels, *assigned, *cards}
    may_be_none.discard(None)
    given = chain(ids, numbers, customers, customer_numbers, few, may_be_none)
    if not "".join(given).isprintable():
        raise ValueError("not all of these are clean")
    if not are_whole((versions, items, units, totals, created, updated), currencies, states):
        raise ValueError("not all of these are whole")
    return tuple(
        map(
            CartSummary,
            ids,
            numbers,
            versions,
            states,
            markets,
            currencies,
            customers,
            customer_numbers,
            channels,
            items,
            units,
            totals,
            price_levels,
            reps,
            origins,
            assigned,
            map(_texts, tags),
            map(_texts, products),
            cards,
            _moments(created),
            _moments(updated),
            [None if each is None else _EPOCH + each * _MICROSECOND for each in touched],
        )
    )


def _moments(column: Sequence[int]) -> Iterable[datetime]:
    """The moments of a column. Raises ``ValueError`` where one is not in what a float has exactly."""
    if min(column) < 0 or max(column) > _EXACT:
        raise ValueError("some of these are no usual moments")
    return map(datetime.fromtimestamp, map(truediv, column, repeat(_SECOND)), repeat(UTC))


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
    """A stored list of texts, remembered: carts have the same tags, and a page is read again and again.

    Raises ``ValueError`` and ``TypeError`` for what is none, as bytes are, though JSON could be read of them.
    """
    if not isinstance(raw, str):
        raise TypeError("this is no text")
    return tuple(map(clean_line, json.loads(raw)))
