"""Sums over what was counted of carts, for the carts that are meant."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, literal, select

from cartui.model.cart_story import CountedLock, ProductCount
from cartui.model.cart_summary import CartState
from cartui.model.reports import ReportGroup
from cartui.store.tables import METADATA

_counted = METADATA.tables["counted_cart"]
_product = METADATA.tables["counted_product"]
_lock = METADATA.tables["counted_lock"]
_cart = METADATA.tables["cart"]

_ACTIVE: Final = (CartState.OPEN.value, CartState.LOCKED.value)


class Meant(NamedTuple):
    """Which carts are meant, by the number of the day on which they began and their market."""

    since: int | None
    until: int | None
    market: str | None


class CartSum(NamedTuple):
    """The carts of one group in one currency."""

    group: str | int
    currency: str
    carts: int
    units: int
    value: int


def sums_by(conn: Connection, meant: Meant, by: ReportGroup, ages: Sequence[datetime]) -> list[CartSum]:
    """Carts by the values of a column; a day is its number.

    ``ages``: the moments between one age and the next, the latest first; an age is its place among them.
    """
    group = _age(ages) if by is ReportGroup.AGE else _counted.c[by.value]
    sums = (func.count(), func.sum(_counted.c.units), func.sum(_counted.c.value))
    chosen = select(group, _counted.c.currency, *sums).group_by(group, _counted.c.currency)
    if by is ReportGroup.AGE:
        # said as the index says it: bound values would not be known to be the same
        chosen = chosen.where(_counted.c.state.in_([literal(each, literal_execute=True) for each in _ACTIVE]))
    rows = conn.execute(_of(chosen, _counted, meant))
    return [CartSum(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


def recovered_sums(conn: Connection, meant: Meant) -> list[tuple[int, str, int, int, int]]:
    """Day of the order, currency, carts, value and how many were called, of recovered carts."""
    called = func.sum(case((_counted.c.called.is_(True), 1), else_=0))
    key = (_counted.c.order_day, _counted.c.currency)
    chosen = select(*key, func.count(), func.sum(_counted.c.value), called).group_by(*key)
    rows = conn.execute(_of(chosen.where(_counted.c.recovered), _counted, meant))
    return [(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


def product_sums(conn: Connection, meant: Meant) -> dict[str, ProductCount]:
    """How often products were added and ordered, by SKU."""
    sums = (func.sum(_product.c[name]) for name in ProductCount._fields)
    chosen = select(_product.c.sku, *sums).group_by(_product.c.sku)
    return {row[0]: ProductCount(*map(int, row[1:])) for row in conn.execute(_of(chosen, _product, meant))}


def locks_meant(conn: Connection, meant: Meant) -> list[CountedLock]:
    """The locks that began within the time."""
    chosen = select(*(_lock.c[name] for name in CountedLock._fields))
    return [CountedLock(*row) for row in conn.execute(_of(chosen, _lock, meant))]


def lately_touched(
    conn: Connection, now: datetime, since: int, no_return_after: timedelta
) -> list[tuple[str, str, datetime]]:
    """Market, currency and beginning of open carts that were touched since then (microseconds)."""
    is_locked_by_time = and_(_cart.c.paying_since.is_not(None), _cart.c.paying_since <= now - no_return_after)
    chosen = select(_cart.c.market, _cart.c.currency, _cart.c.created_at).where(
        _cart.c.active.is_(True),
        _cart.c.touched_key >= since,
        _cart.c.state == CartState.OPEN.value,
        ~is_locked_by_time,
    )
    return [(row[0], row[1], row[2]) for row in conn.execute(chosen)]


def locked_by_time(conn: Connection, now: datetime, no_return_after: timedelta) -> dict[int, datetime]:
    """Carts that are locked by now though nobody has written it: since when, by their keys."""
    chosen = select(_cart.c.pk, _cart.c.paying_since).where(_cart.c.paying_since <= now - no_return_after)
    return {row.pk: row.paying_since + no_return_after for row in conn.execute(chosen)}


def _age(ages: Sequence[datetime]) -> ColumnElement[Any]:
    """The place of a cart's age: 0 for one that was changed after the first moment, and so on."""
    at = _counted.c.changed_at
    return case(*((at > each, literal(place)) for place, each in enumerate(ages)), else_=literal(len(ages)))


def _of(chosen: Select[Any], table: Table, meant: Meant) -> Select[Any]:
    """A query over the carts that are meant alone."""
    if meant.since is not None:
        chosen = chosen.where(table.c.day >= meant.since)
    if meant.until is not None:
        chosen = chosen.where(table.c.day <= meant.until)
    return chosen if meant.market is None else chosen.where(table.c.market == meant.market)
