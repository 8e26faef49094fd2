"""Loading and saving the records of carts: whole when they are new, else only what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, String, cast, delete, insert, select, update
from sqlalchemy.engine import Dialect

from cartui.model.customer import Customer, CustomerRef
from cartui.model.payment import PaymentAttempt
from cartui.model.record import CartRecord
from cartui.store.bulk import ReadyRows, insert_ready, ready_columns, ready_rows
from cartui.store.carts.damaged import as_damage
from cartui.store.carts.differences import (
    LineDifferences,
    cart_differences,
    line_differences,
    text_difference,
)
from cartui.store.carts.from_rows import CartRow, LineRow, attempt_of, records_of
from cartui.store.carts.rows import (
    CUSTOMER_COLUMNS,
    LINE_COLUMNS,
    Values,
    attempt_values,
    cart_text,
    cart_values,
    line_columns,
    tag_values,
)
from cartui.store.chunked import in_parts
from cartui.store.column_types import Json
from cartui.store.folding import storable
from cartui.store.raw_statements import RowsByKey
from cartui.store.row_keys import next_keys
from cartui.store.search import index
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]
_line = METADATA.tables["cart_line"]
_tag = METADATA.tables["cart_tag"]
_attempt = METADATA.tables["payment_attempt"]
_order = METADATA.tables["orders"]
_issue = METADATA.tables["goods_issue"]
_document = METADATA.tables["issued_document"]


def _as_text(column: Column[Any]) -> ColumnElement[Any]:
    """The column as every driver gives it alike: JSON as its text."""
    return cast(column, String) if isinstance(column.type, Json) else column


_whole_carts: Final = (
    select(*[_as_text(_cart.c[name]) for name in CartRow._fields if name != "order_number"], _order.c.number)
    .outerjoin_from(_cart, _order, _order.c.cart_pk == _cart.c.pk)
    .order_by(_cart.c.pk)
)
_carts_of_ids: Final = RowsByKey(_cart.c.id, _whole_carts)
_carts_of_numbers: Final = RowsByKey(_cart.c.number, _whole_carts)
_lines_of: Final = RowsByKey(
    _line.c.cart_pk,
    select(*[_line.c[name] for name in LINE_COLUMNS]).order_by(_line.c.cart_pk, _line.c.position),
)
"""The driver's own rows, since a bulk change reads them by the ten thousand."""

_cart_row: Final = partial(tuple.__new__, CartRow)


@dataclass(frozen=True, slots=True)
class StoredCart:
    """A new cart with what only the store keeps: its customer's names, and where it was imported from."""

    record: CartRecord
    customer: Customer | CustomerRef | None = None
    source: str | None = None
    reference: str | None = None


def load_cart(conn: Connection, *refs: str) -> CartRecord | None:
    """The cart of that id or number, of several the first that there is; or ``None``."""
    names = [storable(ref) for ref in refs]
    found = _load(conn, [*_carts_of_ids(conn, names), *_carts_of_numbers(conn, names)])
    by_name = {record.number: record for record in found} | {record.id: record for record in found}
    return next((by_name[name] for name in names if name in by_name), None)


def load_carts(conn: Connection, ids: Sequence[str]) -> list[CartRecord]:
    """The carts of these ids that there are, in the order of ``ids``."""
    found: dict[str, CartRecord] = {}
    for part in in_parts(ids):
        found |= {record.id: record for record in _load(conn, _carts_of_ids(conn, part))}
    return [found[id_] for id_ in ids if id_ in found]


def insert_cart(
    conn: Connection,
    record: CartRecord,
    *,
    customer: Customer | CustomerRef | None = None,
    source: str | None = None,
    reference: str | None = None,
) -> int:
    """Store a new cart and give its row's key; ``customer`` is the linked one."""
    return insert_carts(conn, [StoredCart(record, customer, source, reference)])[0]


@dataclass(frozen=True, slots=True)
class ReadyCarts:
    """New carts as they are handed to the driver, with all that belongs to them."""

    rows: tuple[ReadyRows, ...]
    """The carts' own first: the others refer to them."""
    texts: dict[int, str]
    """What each is found by, by its row's key."""


def insert_carts(conn: Connection, carts: Iterable[StoredCart]) -> list[int]:
    """Store many new carts in a few statements and give their rows' keys."""
    carts = list(carts)
    pks = next_keys(conn, "cart", len(carts))
    insert_ready_carts(conn, ready_carts(conn.dialect, pks, carts))
    return pks


def ready_carts(dialect: Dialect, pks: Sequence[int], carts: Sequence[StoredCart]) -> ReadyCarts:
    """Make new carts ready to be stored under these keys; that takes no connection."""
    rows: list[Values] = []
    tags: list[Values] = []
    attempts: list[Values] = []
    texts: dict[int, str] = {}
    for pk, cart in zip(pks, carts, strict=True):
        record = cart.record
        own: Values = {"pk": pk, "source": cart.source, "reference": cart.reference}
        rows.append(cart_values(record, cart.customer) | own)
        tags += tag_values(pk, record.content.tags)
        attempts += attempt_values(pk, record.attempts)
        texts[pk] = cart_text(record, cart.customer)
    lines = line_columns(pks, [cart.record for cart in carts])
    ready = (
        ready_rows(dialect, _cart, rows),
        ready_columns(dialect, _line, LINE_COLUMNS, lines),
        ready_rows(dialect, _tag, tags),
        ready_rows(dialect, _attempt, attempts),
    )
    return ReadyCarts(ready, texts)


def insert_ready_carts(conn: Connection, carts: ReadyCarts) -> None:
    """Store carts that were made ready for the connection's engine."""
    for rows in carts.rows:
        insert_ready(conn, rows)
    index(conn, "cart", carts.texts)


def update_cart(
    conn: Connection, before: CartRecord, after: CartRecord, *, customer: Customer | CustomerRef | None = None
) -> bool:
    """Save what is different in ``after``; ``customer`` is the one linked now.

    Gives ``False``, with nothing saved, where the stored version is no longer ``before.version``.
    ``order_number`` belongs to the order: here it is only what the cart is found by.
    """
    changed = cart_differences(before, after, customer)
    chosen = (_cart.c.id == before.id, _cart.c.version == before.version)
    if changed:
        pk = conn.execute(
            update(_cart).where(*chosen).values(changed).returning(_cart.c.pk)
        ).scalar_one_or_none()
    else:
        pk = conn.execute(select(_cart.c.pk).where(*chosen)).scalar_one_or_none()
    if pk is None:
        return False
    _update_lines(conn, pk, line_differences(pk, before, after))
    if before.content.tags != after.content.tags:
        _replace(conn, _tag.c.cart_pk == pk, _tag, tag_values(pk, after.content.tags))
    if before.attempts != after.attempts:
        _replace(conn, _attempt.c.cart_pk == pk, _attempt, attempt_values(pk, after.attempts))
    text = text_difference(before, after, customer)
    if text is not None:
        index(conn, "cart", {pk: text})
    return True


def customer_changed(conn: Connection, customer: Customer | CustomerRef) -> int:
    """Show a customer's new names on the carts that link it, and find them by these; gives how many."""
    ids = list(conn.execute(select(_cart.c.id).where(_cart.c.customer_id == customer.id)).scalars())
    for record in load_carts(conn, ids):
        new = cart_values(record, customer)
        names = {name: new[name] for name in CUSTOMER_COLUMNS}
        changed = update(_cart).where(_cart.c.id == record.id).values(names).returning(_cart.c.pk)
        pk = conn.execute(changed).scalar_one()
        index(conn, "cart", {pk: cart_text(record, customer, _issued(conn, pk, record))})
    return len(ids)


def _issued(conn: Connection, pk: int, record: CartRecord) -> list[str]:
    """The numbers of what was issued for the cart of that row, if it became an order, the oldest first."""
    if record.order_number is None:
        return []
    picked = select(_issue.c.number).join(_order, _order.c.pk == _issue.c.order_pk)
    charged = select(_document.c.number).where(_document.c.order_number == record.order_number)
    return [
        *conn.execute(picked.where(_order.c.cart_pk == pk)).scalars(),
        *conn.execute(charged.order_by(_document.c.pk)).scalars(),
    ]


@as_damage()
def _load(conn: Connection, rows: Sequence[Sequence[Any]]) -> list[CartRecord]:
    """The carts of these rows, with all that belongs to them. Raises ``DamagedValue``."""
    found = {cart.pk: cart for cart in map(_cart_row, rows)}  # once, however often it was asked for
    carts = [found[pk] for pk in sorted(found)]
    lines: list[LineRow] = []
    attempts: dict[int, list[PaymentAttempt]] = {}
    for part in in_parts([cart.pk for cart in carts]):
        lines += _lines_of(conn, part)
        chosen = select(_attempt).where(_attempt.c.cart_pk.in_(part)).order_by(_attempt.c.position)
        for row in conn.execute(chosen):
            attempts.setdefault(row.cart_pk, []).append(attempt_of(row))
    return list(records_of(carts, lines, attempts))


def _update_lines(conn: Connection, pk: int, lines: LineDifferences) -> None:
    """Write the lines of a cart that went, changed or came."""
    mine = _line.c.cart_pk == pk
    for id_ in lines.gone:
        conn.execute(delete(_line).where(mine, _line.c.id == id_))
    for id_, values in lines.changed.items():
        conn.execute(update(_line).where(mine, _line.c.id == id_).values(values))
    if lines.come:
        conn.execute(insert(_line), lines.come)


def _replace(conn: Connection, condition: ColumnElement[bool], table: Any, rows: list[Values]) -> None:
    """Put rows in place of the ones that fulfil a condition."""
    conn.execute(delete(table).where(condition))
    if rows:
        conn.execute(insert(table), rows)
