"""The statements by which orders of a search are read in the order in which they were placed.

The ways are those of every list (:mod:`cartui.store.lists.statements`). What an index of orders does not
answer is tested row by row, together with the cart that the order was; or a few carts are looked up through
their own indexes, and the orders that they became.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, CompoundSelect, Connection, Select, func, select, union_all

from cartui.model.cart_filter import During, Field, Filter, Has, OneOf, Test
from cartui.store.carts.conditions import Condition, ends_of
from cartui.store.carts.indexes import MOST_ALTERNATIVES, MOST_LOOKUPS, keys_of
from cartui.store.carts.statements import BEGUN
from cartui.store.core_tables import cart
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
from cartui.store.order_list.conditions import (
    OF_CART,
    TABLES,
    OrderSearch,
    Sides,
    alternatives_on,
    condition_of,
    order,
    placed_at,
)
from cartui.store.raw_statements import Prepared
from cartui.store.search import held, hits

_other: Final = order.alias("other")

_FIELDS: Final = (
    *("pk", "id", "number", "version", "state", "currency", "total", "paid"),
    *("placed_by", "hold_reason", "cancel_reason"),
)
_OF_CART: Final = ("number", "market", "customer_name", "items")


class OrderRow(NamedTuple):
    """An order as it is read for a list, with what is shown of its cart."""

    pk: int
    id: str
    number: str
    version: int
    state: str
    currency: str
    total: int
    paid: int
    placed_by: str
    hold_reason: str
    cancel_reason: str
    cart: str
    market: str
    customer: str
    items: int
    placed_at: int
    """Microseconds UTC."""


class _Split(NamedTuple):
    """Filters of a search, split by how they are answered: by the index, or by testing each row."""

    first: Filter | None
    """Given by what stands first in an index in the order of the list."""
    span: Filter | None
    """A range of when orders were placed."""
    tested: list[Filter]


class _Found(NamedTuple):
    """A query for keys of orders, or of the carts that they were, and the column of orders that has these."""

    keys: Select[Any] | CompoundSelect[Any]
    column: Column[Any]


def statements_for(
    conn: Connection, search: OrderSearch, start: Start, *, descending: bool, counted: bool
) -> Statements:
    """Make them; with ``counted`` they give how many rows there are, instead of the rows."""
    if any(
        not each.negated and not alternatives_on(each.test, TABLES, search.facts) for each in search.filters
    ):
        return Impossible()
    first, span, tested = _split(search.filters)
    keys = _keys(order.c)
    conditions: list[Condition] = []
    if first is not None:
        conditions.append(condition_of(first, TABLES, search.facts))
    if span is not None:
        conditions += ends_of(span.test, order.c, begun=BEGUN.get((descending, start)))
    conditions += from_place(keys, start, descending=descending)
    in_order = directed(keys, descending=descending)
    if not tested and not any(map(str.strip, search.words)):
        rows = select(*_chosen(TABLES)).select_from(InTurn(order, cart, order.c.cart_pk == cart.c.pk))
        return Indexed(limited(rows.where(*conditions).order_by(*in_order), counted=counted))
    walked = select(order.c.pk).where(*conditions).order_by(*in_order).limit(value(PART))
    sides, matching = _of_part(conn, walked)
    matching = matching.where(*_tests(conn, search, tested, sides))
    if conn.dialect.name != "sqlite":  # only SQLite keeps the order of a part by itself
        matching = matching.order_by(*directed(_keys(sides.order), descending=descending))
    stop = select(*keys).where(*conditions).order_by(*in_order).limit(1).offset(value(SKIPPED))
    lookups = (
        _lookup(conn, search, start, found, descending=descending, counted=counted)
        for found in _found(conn, search, tested)
    )
    return Walked(limited(matching, counted=counted), Prepared(stop), tuple(lookups))


def _keys(c: Any) -> tuple[Any, ...]:
    """What the list is sorted by."""
    return placed_at(c), c.pk


def _split(filters: tuple[Filter, ...]) -> _Split:
    """Split filters into those that an index answers, and those for which rows are tested."""
    first = next((each for each in filters if _stands_first(each)), None)
    span = next((each for each in filters if _is_span(each)), None)
    return _Split(first, span, [each for each in filters if each not in (first, span)])


def _stands_first(wanted: Filter) -> bool:
    """Whether an index has the orders that pass in the order of the list."""
    match wanted:
        case Filter(OneOf(field=Field.STATE, values=(_,)) | Has(traits=(_,)), negated=False):
            return True
        case _:
            return False


def _is_span(wanted: Filter) -> bool:
    """Whether the orders that pass lie side by side in the list."""
    match wanted:
        case Filter(During(field=Field.PLACED, spans=(_,)), negated=False):
            return True
        case _:
            return False


_RANKED: Final = (
    Field.NUMBER,
    Field.CART,
    Field.CUSTOMER,
    Field.PRODUCT,
    Field.REP,
    Field.PLACED,
    Field.TOTAL,
    Field.MARKET,
    Field.STATE,
    Field.ORIGIN,
)
"""Fields, those first of which a value is probably rarer."""


def _rank(test: Test) -> int:
    """How rare what passes a test probably is, without asking the database: lower is rarer."""
    return _RANKED.index(Field.TOTAL) if isinstance(test, Has) else _RANKED.index(test.field)


def _found(conn: Connection, search: OrderSearch, tested: list[Filter]) -> Iterator[_Found]:
    """Queries for the keys of what one filter finds, the probably rarer ones first."""
    asked = sorted((each.test for each in tested if _is_asked(each)), key=_rank)
    by_words = hits(conn, "cart", search.words, search.facts.numbers)
    found = [(by_words, order.c.cart_pk), *(_keys_of(conn, test, search) for test in asked)]
    usable = [(keys, column) for keys, column in found if 0 < len(keys) <= MOST_ALTERNATIVES]
    for keys, column in usable[:MOST_LOOKUPS]:
        yield _Found(keys[0] if len(keys) == 1 else union_all(*keys), column)


def _is_asked(wanted: Filter) -> bool:
    """Whether it may be worth asking how many pass: too many values are no few orders."""
    return not wanted.negated and not (
        isinstance(wanted.test, OneOf) and len(wanted.test.values) > MOST_ALTERNATIVES
    )


def _keys_of(conn: Connection, test: Test, search: OrderSearch) -> tuple[list[Select[Any]], Column[Any]]:
    """Queries whose keys together are of all that pass a test, and what of orders has these keys."""
    facts = search.facts
    match test:
        case OneOf(field=Field.CART, values=values):
            named = OneOf(Field.NUMBER, values)
            return keys_of(conn, named, facts, active=False), order.c.cart_pk
        case OneOf(field=field) if field in OF_CART:
            return keys_of(conn, test, facts, active=False), order.c.cart_pk
        case _:
            passed = alternatives_on(test, Sides(_other.c, cart.c), facts)
            return [select(_other.c.pk).where(each) for each in passed], order.c.pk


def _lookup(
    conn: Connection, search: OrderSearch, start: Start, found: _Found, *, descending: bool, counted: bool
) -> Lookup:
    """Statements that look up the orders of the keys that a query finds."""
    some = found.keys.limit(value(PART)).subquery("some")
    named = select(order.c.pk).where(found.column.in_(select(some.c[0]))).limit(value(PART))
    sides, rows = _of_part(conn, named)
    keys = _keys(sides.order)
    rows = (
        rows.where(*_tests(conn, search, list(search.filters), sides))
        .where(*from_place(keys, start, descending=descending))
        .order_by(*directed(keys, descending=descending))
    )
    return Lookup(Prepared(select(func.count()).select_from(some)), limited(rows, counted=counted))


def _of_part(conn: Connection, pks: Select[tuple[int]]) -> tuple[Sides, Select[Any]]:
    """Columns of the orders of these keys and of their carts, to be tested, and a query for what is shown."""
    if conn.dialect.name != "sqlite":
        part = pks.with_only_columns(*order.c).subquery("part")
        sides = Sides(part.c, cart.c)
        return sides, select(*_chosen(sides)).select_from(part.join(cart, part.c.cart_pk == cart.c.pk))
    keys = pks.subquery("part")
    orders = InTurn(keys, order, keys.c.pk == order.c.pk)
    both = InTurn(orders, cart, order.c.cart_pk == cart.c.pk)
    return TABLES, select(*_chosen(TABLES)).select_from(both)


def _chosen(sides: Sides) -> tuple[Any, ...]:
    """The columns of an :class:`OrderRow`."""
    return (
        *(sides.order[name] for name in _FIELDS),
        *(sides.cart[name].label(f"cart_{name}") for name in _OF_CART),
        placed_at(sides.order),
    )


def _tests(conn: Connection, search: OrderSearch, filters: list[Filter], sides: Sides) -> list[Condition]:
    """Conditions that each row is tested for."""
    conditions = [condition_of(each, sides, search.facts) for each in filters]
    has_words = held(conn, "cart", sides.cart.pk, search.words, search.facts.numbers)
    return conditions if has_words is None else [*conditions, has_words]
