"""Saving many changed carts in a few statements: of each only what is different.

What is written is worked out first, which takes no connection; whether a cart is still what it was worked out
from is the caller's business, by its mark.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Dialect, Table, bindparam, delete, insert, select

from cartui.model.customer import CustomerRef
from cartui.model.record import CartRecord
from cartui.store.bulk import ReadyUpdate, ready_update, write_update
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


@dataclass(frozen=True, slots=True)
class ReadyUpdates:
    """What is written of many changed carts, as it is handed to the driver."""

    carts: tuple[ReadyUpdate, ...]
    lines: tuple[ReadyUpdate, ...]
    gone: tuple[Values, ...]
    """Lines that went, by cart and id."""
    come: tuple[Values, ...]
    tags: Mapping[int, tuple[Values, ...]]
    """By the keys of carts that have other tags now: all of them."""
    attempts: Mapping[int, tuple[Values, ...]]
    words: Mapping[int, str]


def ready_updates(dialect: Dialect, updates: Sequence[CartUpdate]) -> ReadyUpdates:
    """Make ready what is different of many carts; that takes no connection."""
    lines = [((each.pk, id_), values) for each in updates for id_, values in each.lines.items()]
    return ReadyUpdates(
        carts=tuple(_grouped(dialect, _cart, ("pk",), [((each.pk,), each.own) for each in updates])),
        lines=tuple(_grouped(dialect, _line, ("cart_pk", "id"), lines)),
        gone=tuple([{"of_cart": each.pk, "of_id": id_} for each in updates for id_ in each.gone]),
        come=tuple([row for each in updates for row in each.come]),
        tags={each.pk: each.tags for each in updates if each.tags is not None},
        attempts={each.pk: each.attempts for each in updates if each.attempts is not None},
        words={each.pk: each.words for each in updates if each.words is not None},
    )


def write_updates(conn: Connection, ready: ReadyUpdates) -> None:
    """Write what is different of many carts."""
    for update in ready.carts:
        write_update(conn, update)
    if ready.gone:
        mine = (_line.c.cart_pk == bindparam("of_cart"), _line.c.id == bindparam("of_id"))
        conn.execute(delete(_line).where(*mine), ready.gone)
    for update in ready.lines:
        write_update(conn, update)
    _insert(conn, _line, ready.come)
    _replace(conn, _tag, ready.tags)
    _replace(conn, _attempt, ready.attempts)
    index(conn, "cart", ready.words)


def _grouped(
    dialect: Dialect,
    table: Table,
    key: tuple[str, ...],
    rows: Iterable[tuple[tuple[object, ...], Values]],
) -> Iterator[ReadyUpdate]:
    """Updates of rows of a table, each by its key and its new values: one for each set of columns."""
    groups: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for of, values in rows:
        if values:
            groups.setdefault(tuple(values), []).append((*values.values(), *of))
    for names, group in groups.items():
        yield ready_update(dialect, table, key, names, group)


def _insert(conn: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, if there are any."""
    if rows:
        conn.execute(insert(table), rows)


def _replace(conn: Connection, table: Table, rows: Mapping[int, tuple[Values, ...]]) -> None:
    """Put all rows of some carts in place of those that a table holds of them."""
    for part in in_parts(list(rows)):
        conn.execute(delete(table).where(table.c.cart_pk.in_(part)))
    _insert(conn, table, [row for each in rows.values() for row in each])
