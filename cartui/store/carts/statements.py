"""The statements by which carts of a search are read in one order.

The ways are those of every list (:mod:`cartui.store.lists.statements`).

SQLite copies every column of a part of the table, row by row, whether a row passes or not: that took it twice
as long as reading them. So it gets the keys of a part only, and looks at the rows by these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    func,
    select,
)
from sqlalchemy.sql.base import ColumnCollection

from cartui.model.cart_filter import Filter
from cartui.model.query import SortKey
from cartui.store.carts.conditions import Condition, End, alternatives_of, condition_of, ends_of
from cartui.store.carts.indexes import Keys, keys_found, split
from cartui.store.carts.overdue import Overdue, as_locked, is_not_overdue, overdue_keys
from cartui.store.carts.search import Search
from cartui.store.carts.sort_keys import Columns, sort_keys, sort_names
from cartui.store.carts.summaries import FIELDS, SHOWN, shown
from cartui.store.core_tables import cart
from cartui.store.cursors import Key
from cartui.store.lists.statements import (
    PART,
    SKIPPED,
    Impossible,
    Indexed,
    InTurn,
    Lookup,
    Start,
    Statements,
    Walked,
    directed,
    from_place,
    limited,
    value,
)
from cartui.store.raw_statements import Prepared
from cartui.store.search import held


class SortedHalf(NamedTuple):
    """One half of the table, by one sort in one direction."""

    key: SortKey
    descending: bool
    active: bool
    overdue: Overdue = Overdue.AMONG


def statements_for(
    conn: Connection, search: Search, half: SortedHalf, start: Start, *, counted: bool
) -> Statements:
    """Make them; with ``counted`` they give how many rows there are, instead of the rows."""
    if _is_impossible(search):
        return Impossible()
    if half.overdue is Overdue.ALONE:
        return _overdue_alone(conn, search, half, start, counted=counted)
    first, span, tested = split(search, half.key)
    keys, in_order = sort_keys(cart.c, half.key), _directed(cart.c, half)
    conditions: list[Condition] = [cart.c.active.is_(half.active), *_but_overdue(cart.c, half.overdue)]
    if first is not None:
        conditions.append(condition_of(first, cart.c, search.facts))
    if span is not None:
        conditions += ends_of(span.test, cart.c, begun=BEGUN.get((half.descending, start)))
    # Where all rows have the same first key, an index cannot be entered by a place that begins with it.
    same = 1 if first is not None and half.key is not SortKey.UPDATED else 0
    conditions += from_place(keys, start, descending=half.descending, same=same)
    if not tested and not any(map(str.strip, search.words)):
        rows = select(*_chosen(cart.c, half.key)).where(*conditions).order_by(*in_order)
        return Indexed(limited(rows, counted=counted))
    walked = select(cart.c.pk).where(*conditions).order_by(*in_order).limit(value(PART))
    c, matching = _of_part(conn, walked, half.key)
    matching = matching.where(*_tests(conn, search, tested, c))
    if conn.dialect.name != "sqlite":
        # Only SQLite keeps the order of a part by itself, and would sort it again: another database joins it
        # with what it is tested for by whichever of the two is smaller.
        matching = matching.order_by(*_directed(c, half))
    stop = select(*keys).where(*conditions).order_by(*in_order).limit(1).offset(value(SKIPPED))
    return Walked(
        limited(matching, counted=counted),
        Prepared(stop),
        tuple(
            _lookup(conn, search, half, start, found, counted=counted)
            for found in keys_found(conn, search, half.key, active=half.active)
        ),
    )


def _is_impossible(search: Search) -> bool:
    """Whether no cart can match, so that looking is not worth it."""
    return any(
        not each.negated and not alternatives_of(each.test, cart.c, search.facts) for each in search.filters
    )


def membership(conn: Connection, search: Search, key: SortKey, overdue: Overdue) -> Prepared:
    """Statement for the place of the cart of the key ``pk`` in a list; no row where it is not in it."""
    c = _locked_by_now().c if overdue is Overdue.ALONE else cart.c
    conditions = [*_tests(conn, search, search.filters, c), *_but_overdue(c, overdue)]
    return Prepared(select(*sort_keys(c, key)).where(c.pk == value("pk"), *conditions))


def _but_overdue(c: Columns, overdue: Overdue) -> list[Condition]:
    """What keeps those apart that are locked by now and not written as such."""
    return [is_not_overdue(c)] if overdue is Overdue.LEFT_OUT else []


def _locked_by_now() -> Subquery:
    """The carts that are locked by now and not written as such, as they will be."""
    keys = overdue_keys().subquery("overdue")
    carts = select(*as_locked()).select_from(InTurn(keys, cart, keys.c.pk == cart.c.pk))
    return carts.subquery("locked_by_now")


def _overdue_alone(
    conn: Connection, search: Search, half: SortedHalf, start: Start, *, counted: bool
) -> Statements:
    """Statements that read these alone: they are few, so all are looked at."""
    c = _locked_by_now().c
    matching = (
        select(*_chosen(c, half.key))
        .where(*_tests(conn, search, search.filters, c))
        .where(*from_place(sort_keys(c, half.key), start, descending=half.descending))
        .order_by(*_directed(c, half))
    )
    return Indexed(limited(matching, counted=counted))


def _lookup(
    conn: Connection,
    search: Search,
    half: SortedHalf,
    start: Start,
    found: Keys,
    *,
    counted: bool,
) -> Lookup:
    """Statements that look up the carts whose keys a query finds."""
    some = found.limit(value(PART)).subquery("some")
    named = select(cart.c.pk).where(cart.c.pk.in_(select(some.c[0]))).limit(value(PART))
    c, rows = _of_part(conn, named, half.key)
    rows = (
        rows.where(c.active.is_(half.active), *_but_overdue(c, half.overdue))
        .where(*_tests(conn, search, search.filters, c))
        .where(*from_place(sort_keys(c, half.key), start, descending=half.descending))
        .order_by(*_directed(c, half))
    )
    return Lookup(Prepared(select(func.count()).select_from(some)), limited(rows, counted=counted))


def _of_part(conn: Connection, pks: Select[tuple[int]], key: SortKey) -> tuple[Columns, Select[Any]]:
    """Columns of the carts of these keys, to be tested, and a query for what a list shows of them.

    For SQLite their key is the part's: by the cart's own, the row of each is looked up before it is known
    from another table whether it passes, which took a page of a tag three times as long.
    """
    if conn.dialect.name != "sqlite":
        part = pks.with_only_columns(*cart.c).subquery("part")
        return part.c, select(*_chosen(part.c, key))
    keys = pks.subquery("part")
    chosen = select(*_chosen(cart.c, key)).select_from(InTurn(keys, cart, keys.c.pk == cart.c.pk))
    columns = [(name, keys.c.pk if name == cart.c.pk.key else column) for name, column in cart.c.items()]
    return ColumnCollection(columns).as_readonly(), chosen


def _chosen(c: Columns, key: SortKey) -> tuple[ColumnElement[Any], ...]:
    """A summary, and behind it what it is sorted by, unless it has that itself."""
    named = zip(sort_names(key), sort_keys(c, key), strict=True)
    return (*shown(c), *(column for name, column in named if name not in FIELDS))


def _places(key: SortKey) -> Iterator[int]:
    """Where in such a row stands what it is sorted by."""
    behind = count(SHOWN)
    for name in sort_names(key):
        yield FIELDS.index(name) if name in FIELDS else next(behind)


PLACE_OF: Final[Mapping[SortKey, Callable[[Sequence[Any]], tuple[Key, ...]]]] = {
    key: itemgetter(*_places(key)) for key in SortKey
}
"""What a row that was read is sorted by."""


def _directed(c: Columns, half: SortedHalf) -> list[ColumnElement[Any]]:
    """What rows are sorted by, each in the direction of the list."""
    return directed(sort_keys(c, half.key), descending=half.descending)


BEGUN: Final = {
    (False, Start.AT): End.LOW,
    (False, Start.BEYOND): End.LOW,
    (True, Start.AT): End.HIGH,
    (True, Start.BEYOND): End.HIGH,
}
"""The end of a range that the place where reading begins is beyond already."""


def _tests(conn: Connection, search: Search, filters: Sequence[Filter], c: Columns) -> list[Condition]:
    """Conditions that each row is tested for."""
    conditions = [condition_of(each, c, search.facts) for each in filters]
    has_words = held(conn, "cart", c.pk, search.words, search.facts.numbers)
    return conditions if has_words is None else [*conditions, has_words]
