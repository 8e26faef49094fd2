"""Calls to the customers of carts: what the cart's row knows of the last one, and what the history has."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, update

from cartui.model.history import EntryKind
from cartui.model.recovery import Call, CallOutcome
from cartui.model.text import clean_block, clean_line
from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]
_customer = METADATA.tables["customer"]
_history = METADATA.tables["history"]

_OUTCOMES: Final = frozenset(CallOutcome)


@dataclass(frozen=True, slots=True)
class Callee:
    """Whom to call about a cart: what the cart's contact says, else its customer."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls about one cart."""

    number: int
    last: Call


def mark_called(conn: Connection, cart_id: str, outcome: CallOutcome, at: datetime) -> None:
    """Keep beside the cart when its customer was called last, and what came of it."""
    row = update(_cart).where(_cart.c.id == cart_id)
    conn.execute(row.values(called_at=at, call_outcome=outcome.value))


def callees(conn: Connection, cart_ids: Collection[str]) -> dict[str, Callee]:
    """Whom to call about these carts, by their ids."""
    return {cart: callee for part in in_parts(cart_ids) for cart, callee in _callees(conn, part)}


def _callees(conn: Connection, cart_ids: Collection[str]) -> Iterator[tuple[str, Callee]]:
    """Whom to call about some carts."""
    chosen = (
        select(
            _cart.c.id,
            _cart.c.contact_name,
            _cart.c.contact_phone,
            _cart.c.contact_email,
            *(_customer.c[name].label(f"customers_{name}") for name in ("name", "phone", "email")),
        )
        .join_from(_cart, _customer, _customer.c.id == _cart.c.customer_id, isouter=True)
        .where(_cart.c.id.in_(cart_ids))
    )
    for row in conn.execute(chosen):
        yield (
            row.id,
            Callee(
                name=clean_line(row.contact_name or row.customers_name or ""),
                phone=clean_line(row.contact_phone or row.customers_phone or ""),
                email=clean_line(row.contact_email or row.customers_email or ""),
            ),
        )


def calls_of(conn: Connection, cart_ids: Collection[str]) -> dict[str, Calls]:
    """The calls about these carts, by their ids; nothing of those that nobody called about."""
    return {cart: calls for part in in_parts(cart_ids) for cart, calls in _calls(conn, part)}


def _calls(conn: Connection, cart_ids: Collection[str]) -> Iterator[tuple[str, Calls]]:
    """The calls about some carts."""
    counted = (
        select(func.max(_history.c.id).label("entry"), func.count().label("number"))
        .join_from(_history, _cart)
        .where(
            _cart.c.id.in_(cart_ids),
            _cart.c.called_at.is_not(None),
            _history.c.kind == EntryKind.CALLED.value,
        )
        .group_by(_history.c.cart_pk)
        .subquery("counted")
    )
    about = (_history.c.at, _history.c.agent, _history.c.actions, _history.c.summary)
    chosen = (
        select(_cart.c.id, counted.c.number, *about)
        .join_from(counted, _history, _history.c.id == counted.c.entry)
        .join(_cart)
    )
    for row in conn.execute(chosen):
        outcomes = [CallOutcome(action) for action in row.actions if action in _OUTCOMES]
        if outcomes:
            last = Call(
                outcome=outcomes[0], at=row.at, agent=clean_line(row.agent), text=clean_block(row.summary)
            )
            yield row.id, Calls(number=row.number, last=last)
