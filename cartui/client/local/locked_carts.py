"""The queue of locked carts with what the statements say of each, read in one snapshot."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.cart_reading import cart_now
from cartui.model.customer import Customer
from cartui.model.errors import Refused
from cartui.model.locks import LockedCart
from cartui.model.money import Money
from cartui.model.payment import WITHOUT_MONEY, PaymentAttempt
from cartui.model.query import Page
from cartui.model.record import CartRecord
from cartui.model.shop import LockSettings
from cartui.model.statement import Evidence, LockedAttempts, Verdict
from cartui.rules.customer_linking import reached_by
from cartui.rules.locks.evidence import evidence_for
from cartui.rules.locks.locking import as_of, locked_for
from cartui.store.carts.records import load_carts
from cartui.store.customers import load_customers
from cartui.store.limits import page_size
from cartui.store.locked_carts import attempts_of_locked, cursor_of, locked_rows, place_of
from cartui.store.payment_statements import load_coverage, rows_for, used_of
from cartui.store.shop_config import load_shop

_WITHOUT_ATTEMPT: Final = Evidence(
    verdict=Verdict.UNKNOWN, reasons=("No payment was tried, so no statement tells.",)
)


def locked_page(connection: Connection, now: datetime, *, limit: int, after: str | None) -> Page[LockedCart]:
    """A page of the queue, the latest lock first."""
    limit = page_size(limit)
    settings = load_shop(connection).settings.locks
    place = None if after is None else place_of(after)
    rows = locked_rows(connection, now, settings.no_return_after, limit=limit + 1, after=place)
    page = rows[:limit]
    stored = load_carts(connection, [row.id for row in page])
    carts = [as_of(record, now, settings.no_return_after) for record in stored]
    evidence = evidence_now(connection, settings, now, carts)
    customers = load_customers(
        connection, {cart.content.customer_id for cart in carts if cart.content.customer_id}
    )
    return Page(
        items=tuple(_shown(cart, customers, evidence[cart.number]) for cart in carts if cart.lock),
        next=cursor_of(page[-1]) if len(rows) > limit else None,
    )


def locked_cart(connection: Connection, now: datetime, ref: str) -> LockedCart:
    """One locked cart as the queue has it. Raises ``NotFound``, ``Refused`` where it is not locked."""
    cart = cart_now(connection, ref, now)
    if cart.lock is None:
        raise Refused(f"{cart.number} is not locked: it is {cart.state}.")
    settings = load_shop(connection).settings.locks
    customers = load_customers(connection, [cart.content.customer_id] if cart.content.customer_id else [])
    return _shown(cart, customers, evidence_now(connection, settings, now, [cart])[cart.number])


def evidence_now(
    connection: Connection, settings: LockSettings, now: datetime, carts: Collection[CartRecord]
) -> Mapping[str, Evidence]:
    """What the statements say of these locked carts, by number.

    All that are locked are looked at, since one payment never serves two of them.
    """
    totals = {cart.number: Money(cart.figures.totals.total, cart.content.currency) for cart in carts}
    found = evidence_of_all(connection, settings, now, totals)
    return {cart.number: found.get(cart.number, _WITHOUT_ATTEMPT) for cart in carts}


def evidence_of_all(
    connection: Connection, settings: LockSettings, now: datetime, totals: Mapping[str, Money]
) -> Mapping[str, Evidence]:
    """What the statements say of all locked carts that somebody tried to pay, by number.

    ``totals`` are what some of the carts come to, where the reasons are to name it.
    """
    tried = _tried(connection, now, settings.no_return_after)
    locked = [
        LockedAttempts(number=number, attempts=attempts, total=totals.get(number))
        for number, attempts in tried.items()
    ]
    rows = rows_for(
        connection, [each for attempts in tried.values() for each in attempts], settings.settle_window
    )
    used = used_of(connection, rows)
    return evidence_for(locked, rows, load_coverage(connection), settings.settle_window, used)


def _tried(
    connection: Connection, now: datetime, no_return_after: timedelta
) -> dict[str, tuple[PaymentAttempt, ...]]:
    """Of all locked carts the attempts that may have been paid, where there are some."""
    known = attempts_of_locked(connection, now, no_return_after)
    open_ones = {
        number: tuple(attempt for attempt in attempts if attempt.status not in WITHOUT_MONEY)
        for number, attempts in known.items()
    }
    return {number: attempts for number, attempts in open_ones.items() if attempts}


def _shown(cart: CartRecord, customers: Mapping[str, Customer], evidence: Evidence) -> LockedCart:
    """A cart as the queue shows it."""
    if cart.lock is None:
        raise ValueError(f"{cart.number} is not locked")
    customer = customers.get(cart.content.customer_id or "")
    own = cart.content.contact
    return LockedCart(
        id=cart.id,
        number=cart.number,
        version=cart.version,
        market=cart.content.market,
        currency=cart.content.currency,
        total=cart.figures.totals.total,
        customer=customer.name if customer is not None and customer.name else own.name,
        contact=reached_by(own, customer),
        lock=cart.lock,
        attempt=locked_for(cart.lock, cart.attempts),
        evidence=evidence,
    )
