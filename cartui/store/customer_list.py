"""Pages of customers by keyset, in the orders that they are listed in, from an index each."""

from collections.abc import Sequence
from operator import gt, lt
from typing import Any, Final

from sqlalchemy import Column, Connection, Select, select, tuple_

from cartui.model.customer import Customer, CustomerSort
from cartui.model.errors import Invalid
from cartui.model.query import Page
from cartui.store.cursors import Key, make_cursor, read_cursor
from cartui.store.customers import load_customers_by_pk
from cartui.store.limits import page_size
from cartui.store.micros import from_micros, to_micros
from cartui.store.tables import METADATA

_customer = METADATA.tables["customer"]

_COLUMNS: Final[dict[str, Column[Any]]] = {
    "name": _customer.c.name_key,
    "number": _customer.c.number_key,
    "created": _customer.c.created_at,
}
"""What each order compares; equals stand by how long the shop knows them."""


def customer_page(
    conn: Connection,
    sort: CustomerSort,
    *,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
) -> Page[Customer]:
    """The customers behind ``after`` or before ``before``, or the first of all.

    Raises ``Invalid`` for a cursor of another list, for two cursors, and for a limit below 1.
    """
    if after is not None and before is not None:
        raise Invalid("A page lies after one place or before one, not both.")
    limit = page_size(limit)
    about = repr(("customers", str(sort)))
    backwards = before is not None
    cursor = before if backwards else after
    rows = conn.execute(_rows(sort, about, cursor, backwards=backwards).limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows = rows[::-1]
    places = [make_cursor(about, (_key(row[1]), row[0])) for row in (*rows[:1], *rows[-1:])]
    has_previous, has_next = (more, True) if backwards else (cursor is not None, more)
    return Page(
        items=tuple(load_customers_by_pk(conn, [row[0] for row in rows])),
        next=places[-1] if places and has_next else None,
        previous=places[0] if places and has_previous else None,
    )


def _rows(sort: CustomerSort, about: str, cursor: str | None, *, backwards: bool) -> Select[Any]:
    """Key and place of the customers from there on, in the direction of reading."""
    column = _COLUMNS[sort.key]
    descending = sort.descending is not backwards
    keys = (column, _customer.c.pk)
    chosen = select(_customer.c.pk, column).order_by(*(key.desc() if descending else key for key in keys))
    if cursor is None:
        return chosen
    place = _place(sort, read_cursor(cursor, about, kinds=(str if sort.key == "name" else int, int)))
    return chosen.where((lt if descending else gt)(tuple_(*keys), place))


def _place(sort: CustomerSort, keys: Sequence[Key]) -> tuple[Any, ...]:
    """The place of a cursor as its columns have it."""
    first, pk = keys
    return (from_micros(int(first)) if sort.key == "created" else first, pk)


def _key(value: Any) -> Key:
    """A column's value as a cursor has it."""
    return value if isinstance(value, int | str) else to_micros(value)
