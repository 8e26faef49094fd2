"""Saving many changed carts in a few statements: of each only what is different.

What is written is worked out first, which takes no connection; whether a cart is still what it was worked out
from is the caller's business, by its mark.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from cartui.model.customer import CustomerRef
from cartui.model.record import CartRecord
from cartui.store.bulk import update_rows
from cartui.store.carts.differences import cart_differences, line_differences, text_difference
from cartui.store.carts.rows import Values, attempt_values, tag_values
from cartui.store.chunked import in_parts
from cartui.store.search import index
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]
_line = METADATA.tables["cart_line"]
_tag = METADATA.tables["cart_tag"]
_attempt = METADATA.tables["payment_attempt"]


class CartMark(NamedTuple):
    """By which a cart is known to be as it was read: also what changes without a new version."""

    pk: int
    version: int
    state: str
    touched_at: datetime | None
    paying_since: datetime | None


@dataclass(frozen=True, slots=True)
class CartUpdate:
    """What is written of one changed cart."""

    pk: int
    own: Values
    """Columns of its own row."""
    lines: Mapping[str, Values]
    """By the ids of lines that stay: the columns that are others now."""
    gone: tuple[str, ...]
    """Lines that went, by their ids."""
    come: tuple[Values, ...]
    """Whole rows of lines that came."""
    tags: tuple[Values, ...] | None
    """All of them, where they are others now."""
    attempts: tuple[Values, ...] | None
    words: str | None
    """What it is found by, where that is another text now."""


def marks_of(conn: Connection, ids: Collection[str]) -> dict[str, CartMark]:
    """The marks of the carts of these ids that there are."""
    columns = (_cart.c.pk, _cart.c.version, _cart.c.state, _cart.c.touched_at, _cart.c.paying_since)
    found: dict[str, CartMark] = {}
    for part in in_parts(ids):
        for row in conn.execute(select(_cart.c.id, *columns).where(_cart.c.id.in_(part))):
            found[row[0]] = CartMark(*row[1:])
    return found


def cart_update(pk: int, before: CartRecord, after: CartRecord, customer: CustomerRef | None) -> CartUpdate:
    """What differs between two states of the cart of that row; ``customer`` is the one linked now."""
    lines = line_differences(pk, before, after)
    same_tags, same_attempts = before.content.tags == after.content.tags, before.attempts == after.attempts
    return CartUpdate(
        pk=pk,
        own=cart_differences(before, after, customer),
        lines=lines.changed,
        gone=lines.gone,
        come=lines.come,
        tags=None if same_tags else tuple(tag_values(pk, after.content.tags)),
        attempts=None if same_attempts else tuple(attempt_values(pk, after.attempts)),
        words=text_difference(before, after, customer),
    )


def write_updates(conn: Connection, updates: Sequence[CartUpdate]) -> None:
    """Write what is different of many carts."""
    _update(conn, _cart, ("pk",), [((each.pk,), each.own) for each in updates])
    keyed = [((each.pk, id_), values) for each in updates for id_, values in each.lines.items()]
    gone = [{"of_cart": each.pk, "of_id": id_} for each in updates for id_ in each.gone]
    if gone:
        mine = (_line.c.cart_pk == bindparam("of_cart"), _line.c.id == bindparam("of_id"))
        conn.execute(delete(_line).where(*mine), gone)
    _update(conn, _line, ("cart_pk", "id"), keyed)
    _insert(conn, _line, (row for each in updates for row in each.come))
    _replace(conn, _tag, updates, lambda each: each.tags)
    _replace(conn, _attempt, updates, lambda each: each.attempts)
    index(conn, "cart", {each.pk: each.words for each in updates if each.words is not None})


def _update(
    conn: Connection, table: Table, key: tuple[str, ...], rows: Iterable[tuple[tuple[object, ...], Values]]
) -> None:
    """Update rows of a table, each by its key and its new values: a statement for each set of columns."""
    groups: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for of, values in rows:
        if values:
            groups.setdefault(tuple(values), []).append((*values.values(), *of))
    for names, group in groups.items():
        update_rows(conn, table, key, names, group)


def _insert(conn: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Insert rows, if there are any."""
    new = list(rows)
    if new:
        conn.execute(insert(table), new)


def _replace(
    conn: Connection,
    table: Table,
    updates: Sequence[CartUpdate],
    rows_of: Callable[[CartUpdate], tuple[Values, ...] | None],
) -> None:
    """Put all rows of some carts in place of those that a table holds of them."""
    new: dict[int, tuple[Values, ...]] = {}
    for each in updates:
        rows = rows_of(each)
        if rows is not None:
            new[each.pk] = rows
    for part in in_parts(list(new)):
        conn.execute(delete(table).where(table.c.cart_pk.in_(part)))
    _insert(conn, table, (row for rows in new.values() for row in rows))
