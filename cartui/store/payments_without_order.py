"""Money that came in and belongs to no order: kept until a person has settled it, also after a purge.

What was reported has a table of its own; what statements tell is read from their rows. Which of them are the
same payment, and which serve an order, is for the rules (:mod:`cartui.rules.locks.without_order`).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Row,
    String,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
)

from cartui.model.cart import CartState
from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.payment_without_order import Reported, Settled, TriedCart, reported_id
from cartui.model.statement import StatementKind, StatementStatus
from cartui.store.carts.from_rows import attempt_of
from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

_payment = METADATA.tables["payment_without_order"]
_settlement = METADATA.tables["payment_settlement"]
_row = METADATA.tables["statement_row"]
_used = METADATA.tables["used_transaction"]
_attempt = METADATA.tables["payment_attempt"]
_cart = METADATA.tables["cart"]

_REPORTED: Final = reported_id(0).removesuffix("0")
"""What the ids of reported payments begin with."""


class Told(NamedTuple):
    """A place in the list: when, and the key of the row that tells of the payment."""

    at: datetime
    pk: int
    provider: str
    transaction: str


class Settlement(NamedTuple):
    """What was said last of a payment that was settled once."""

    id: int
    payment: str
    settled: Settled | None
    """``None``: it was reopened."""


def keep_payment(
    conn: Connection, payment: PaymentAttempt, *, cart_number: str, at: datetime, why: str
) -> None:
    """Keep a payment that made no order."""
    conn.execute(
        insert(_payment).values(
            cart_number=cart_number,
            provider=payment.provider,
            reference=payment.reference,
            merchant_reference=payment.merchant_reference,
            amount=payment.amount,
            currency=payment.currency,
            card_last4=payment.card_last4,
            at=at,
            why=why,
        )
    )


def open_reports(conn: Connection, *, before: tuple[datetime, int] | None, limit: int) -> list[Reported]:
    """Reported payments that nobody has settled, behind a place, the latest first."""
    chosen = select(_payment).where(~_is_settled(_REPORTED + cast(_payment.c.id, String)))
    if before is not None:
        chosen = chosen.where(tuple_(_payment.c.at, _payment.c.id) < before)
    return _reports(conn, chosen.order_by(_payment.c.at.desc(), _payment.c.id.desc()).limit(limit))


def reports_of(conn: Connection, ids: Collection[int]) -> list[Reported]:
    """The reported payments of these numbers."""
    return [
        each
        for part in in_parts(ids)
        for each in _reports(conn, select(_payment).where(_payment.c.id.in_(part)))
    ]


def reports_named(conn: Connection, names: Collection[str]) -> list[Reported]:
    """The reported payments, settled or not, that are called one of these names."""
    found: dict[int, Reported] = {}
    for part in in_parts(names):
        called = or_(_payment.c.reference.in_(part), _payment.c.merchant_reference.in_(part))
        found |= {each.id: each for each in _reports(conn, select(_payment).where(called))}
    return [*found.values()]


def open_transactions(
    conn: Connection, *, since: datetime, before: tuple[datetime, int] | None, limit: int
) -> list[Told]:
    """Payments of statements that nobody has settled, behind a place, the latest first.

    Those are left out of which a row says by itself, under any of the provider's names for it, that they paid
    an order; most do.
    """
    chosen = select(_row.c.at, _row.c.pk, _row.c.provider, _row.c.transaction_id).where(
        _row.c.kind == StatementKind.PAYMENT.value,
        _row.c.status == StatementStatus.COMPLETED.value,
        _row.c.amount > 0,
        _row.c.at >= since,
        ~_pays_plainly(conn.dialect),
        ~_is_settled(_row.c.provider + ":" + _row.c.transaction_id),
    )
    if before is not None:
        chosen = chosen.where(tuple_(_row.c.at, _row.c.pk) < before)
    rows = conn.execute(chosen.order_by(_row.c.at.desc(), _row.c.pk.desc()).limit(limit))
    return [Told(*row) for row in rows]


def transactions_called(conn: Connection, transaction: str) -> list[tuple[str, str]]:
    """Payments with that id of the provider's, as provider and transaction: one of each provider."""
    chosen = select(_row.c.provider, _row.c.transaction_id).where(
        _row.c.transaction_id == transaction, _row.c.kind == StatementKind.PAYMENT.value
    )
    return [(provider, called) for provider, called in conn.execute(chosen.order_by(_row.c.provider))]


def carts_tried(conn: Connection, names: Collection[str]) -> list[TriedCart]:
    """The carts whose attempts to pay, or which themselves, are called one of these names."""
    found: dict[str, tuple[CartState, list[PaymentAttempt]]] = {}
    for part in in_parts(names):
        called = or_(_attempt.c.reference.in_(part), _attempt.c.merchant_reference.in_(part))
        chosen = select(_attempt, _cart.c.number, _cart.c.state).join(_cart).where(called)
        for row in conn.execute(chosen.order_by(_attempt.c.cart_pk, _attempt.c.position)):
            found.setdefault(row.number, (CartState(row.state), []))[1].append(attempt_of(row))
        numbers = select(_cart.c.number, _cart.c.state).where(_cart.c.number.in_(part))
        for number, state in conn.execute(numbers):
            found.setdefault(number, (CartState(state), []))
    return [TriedCart(number, state, tuple(tried)) for number, (state, tried) in found.items()]


def settlements_of(conn: Connection, payments: Iterable[str]) -> Mapping[str, Settlement]:
    """What was said last of these payments, by what they are called; of the others nothing was."""
    found: dict[str, Settlement] = {}
    for part in in_parts([*payments]):
        chosen = select(_settlement).where(_settlement.c.payment.in_(part)).order_by(_settlement.c.id)
        found |= {row.payment: _settlement_of(row) for row in conn.execute(chosen)}
    return found


def settled_page(conn: Connection, *, before: int | None, limit: int) -> list[Settlement]:
    """What is settled, the one that was settled last first."""
    later = _settlement.alias()
    is_last = ~exists().where(later.c.payment == _settlement.c.payment, later.c.id > _settlement.c.id)
    chosen = select(_settlement).where(_settlement.c.settled, is_last)
    if before is not None:
        chosen = chosen.where(_settlement.c.id < before)
    rows = conn.execute(chosen.order_by(_settlement.c.id.desc()).limit(limit))
    return [_settlement_of(row) for row in rows]


def keep_settlement(
    conn: Connection, payment: str, *, settled: bool, reason: str, agent: str, at: datetime
) -> None:
    """Keep that somebody settled or reopened a payment."""
    conn.execute(
        insert(_settlement).values(payment=payment, settled=settled, reason=reason, agent=agent, at=at)
    )


def _is_settled(payment: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether what was said last of a payment is that it is settled."""
    last = (
        select(_settlement.c.settled)
        .where(_settlement.c.payment == payment)
        .order_by(_settlement.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(last, literal(False))


def _pays_plainly(dialect: Dialect) -> ColumnElement[bool]:
    """Whether an order was confirmed with the row's own transaction, or paid by itself under a name of it."""
    confirmed = exists().where(
        _used.c.provider == _row.c.provider, _used.c.transaction_id == _row.c.transaction_id
    )
    each_of = func.json_each if dialect.name == "sqlite" else func.json_array_elements_text
    other = each_of(_row.c.other_names).table_valued("value")
    return or_(
        confirmed,
        exists().where(*_paid_by(_row.c.transaction_id)),
        exists(select(other.c.value).where(*_paid_by(other.c.value)).correlate(_row)),
    )


def _paid_by(name: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of an attempt that paid an order under that name of the row's provider."""
    return (
        _attempt.c.reference == name,
        func.lower(_attempt.c.provider) == _row.c.provider,
        _attempt.c.status == AttemptStatus.SUCCEEDED.value,
        _cart.c.pk == _attempt.c.cart_pk,
        _cart.c.state == CartState.ORDERED.value,
    )


def _reports(conn: Connection, chosen: Any) -> list[Reported]:
    """The reported payments of a query."""
    return [
        Reported(
            id=row.id,
            cart=row.cart_number,
            provider=row.provider,
            reference=row.reference,
            merchant_reference=row.merchant_reference,
            amount=row.amount,
            currency=row.currency,
            card_last4=row.card_last4,
            at=row.at,
            why=row.why,
        )
        for row in conn.execute(chosen)
    ]


def _settlement_of(row: Row[Any]) -> Settlement:
    """What was said."""
    settled = Settled(reason=row.reason, agent=row.agent, at=row.at) if row.settled else None
    return Settlement(row.id, row.payment, settled)
