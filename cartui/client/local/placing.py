"""Placing: a cart becomes an order, once and for good."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import Surroundings, cart_now, surroundings
from cartui.client.local.cart_writing import save_changed, with_content
from cartui.client.local.editing import stale
from cartui.client.local.identifiers import new_id, new_ids
from cartui.client.local.numbers import next_order_number
from cartui.client.local.order_reading import show_order
from cartui.model.actions import SetContact
from cartui.model.cart import CartState
from cartui.model.errors import NotReady, TotalChanged
from cartui.model.history import EntryKind
from cartui.model.money import Money
from cartui.model.order import Order
from cartui.model.payment import PaymentAttempt
from cartui.model.problem import Problem
from cartui.model.record import CartContent, CartRecord
from cartui.rules.cart_view import missing_requirements
from cartui.rules.editing.applying import apply_actions, priced_anew
from cartui.rules.life import ensure_placeable
from cartui.rules.locks.locking import unlocked
from cartui.rules.pricing.quotes import are_held
from cartui.rules.pricing.unit_price_refresh import quantities
from cartui.store.catalog import take_stock
from cartui.store.changes import append_change
from cartui.store.coupon_uses import record_coupon_use
from cartui.store.orders import NewOrder, insert_order


@dataclass(frozen=True, slots=True)
class Terms:
    """How an order comes to be: as an agent or a payment has it."""

    told: str = ""
    """What is said of it in the history, behind the order's number."""
    action: str = "place"
    paid: int = 0
    """Minor units of the cart's currency that came in."""
    waived_because: str = ""
    """Why requirements are waived."""
    noted: tuple[str, ...] = ()
    """What else is to be seen on the order."""
    waived: tuple[str, ...] = ()
    attempts: tuple[PaymentAttempt, ...] | None = None
    """The attempts to pay as they are from now on; ``None``: as they were."""


def place_cart(
    backend: LocalBackend,
    connection: Connection,
    ref: str,
    *,
    phone: str,
    version: int | None,
    total: int | None,
) -> Order:
    """Price again, check everything, take the stock, number the order: all of it or nothing.

    A cart that is an order already gives that order, whoever placed it: two desks and a repeat after a
    lost reply all end with the same one.
    """
    before = cart_now(connection, ref, backend.clock())
    if before.state is CartState.ORDERED:
        return show_order(connection, before.id, backend.clock())
    ensure_placeable(before.number, before.state, before.lock, before.order_number)
    if version is not None and version != before.version:
        raise stale(backend, connection, before, version)
    around = surroundings(connection, before.content, backend.clock())
    confirmed = _confirmed(before.content, phone, around)
    if are_held(before.content.prices_held_until, around.now):
        priced = replace(before, content=confirmed)
    else:
        content = priced_anew(confirmed, around.for_editing(new_ids()))
        priced, around = with_content(connection, before, content, around)
    _ensure_total(priced, around, total)
    _ensure_ready(priced, around)
    _take_stock(connection, priced)
    return _save_order(backend, connection, before, priced, around, Terms())


def place_paid(backend: LocalBackend, connection: Connection, before: CartRecord, terms: Terms) -> Order:
    """Make an order of a cart whose payment came in, or was promised, whatever it misses (decision 20).

    What the customer was shown is what they paid: nothing is priced again. Missing stock goes negative, and
    what stood in the way of an order is waived and kept with it.
    """
    around = surroundings(connection, before.content, backend.clock())
    missing = missing_requirements(before, around.for_viewing(before))
    wanted = dict(quantities(before.content))
    gone = set(take_stock(connection, wanted, allow_negative=True))
    waived = [problem.message for problem in missing]
    waived += [
        f"{line.title} is not sold any more."
        for line in before.content.lines
        if line.sku in gone and line.sku not in around.variants
    ]
    reason = terms.waived_because
    noted = (*(f"{each} Waived: {reason}" for each in dict.fromkeys(waived)), *terms.noted)
    paid = replace(terms, waived=noted)
    return _save_order(backend, connection, before, unlocked(before), around, paid)


def _confirmed(content: CartContent, phone: str, around: Surroundings) -> CartContent:
    """The content with the phone as it was confirmed with the caller; that alone prices nothing anew."""
    if not phone.strip():
        return content
    return apply_actions(content, [SetContact(phone=phone)], around.for_editing(new_ids()))


def _ensure_total(priced: CartRecord, around: Surroundings, shown: int | None) -> None:
    """Refuse to place another total than the one that was shown (decision 9)."""
    now = priced.figures.totals.total
    if shown is None or shown == now:
        return
    currency = priced.content.currency
    raise TotalChanged(
        f"the total is now {currency} {Money(now, currency).major()}, not {Money(shown, currency).major()}: "
        "prices have changed since it was shown",
        current=around.view(priced),
        shown=shown,
        now=now,
    )


def _ensure_ready(priced: CartRecord, around: Surroundings) -> None:
    """Refuse with everything that is missing."""
    missing = missing_requirements(priced, around.for_viewing(priced))
    if missing:
        raise NotReady(
            f"{priced.number} cannot be placed yet: " + " ".join(p.message for p in missing), missing
        )


def _take_stock(connection: Connection, priced: CartRecord) -> None:
    """Take the units out of stock in the database itself, where two desks cannot both take the last one."""
    wanted = quantities(priced.content)
    short = set(take_stock(connection, dict(wanted)))
    if short:
        problems = [
            Problem(field=f"lines.{position}.quantity", message=f"{line.title} is no longer in stock.")
            for position, line in enumerate(priced.content.lines)
            if line.sku in short
        ]
        raise NotReady(f"{priced.number} cannot be placed: {problems[0].message}", problems)


def _save_order(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    priced: CartRecord,
    around: Surroundings,
    terms: Terms,
) -> Order:
    """Write the order, the cart's last version and its entry."""
    number = next_order_number(connection, around.shop)
    attempts = before.attempts if terms.attempts is None else terms.attempts
    ordered = replace(priced, state=CartState.ORDERED, order_number=number, attempts=attempts)
    saved = save_changed(
        backend,
        connection,
        before,
        ordered,
        around,
        EntryKind.PLACED,
        f"placed as {number}{terms.told}",
        actions=[terms.action],
    )
    order_id = new_id()
    insert_order(
        connection,
        NewOrder(
            id=order_id,
            number=number,
            cart_id=saved.id,
            placed_at=around.now,
            placed_by=backend.actor.name,
            currency=saved.content.currency,
            total=saved.figures.totals.total,
            took_stock=True,
            paid=terms.paid,
            waived=terms.waived,
        ),
    )
    coupon = saved.figures.coupon
    if coupon is not None and coupon.applied:
        record_coupon_use(connection, coupon.code, order_id, saved.content.customer_id)
    append_change(connection, kind="order", id=order_id, version=1, agent=backend.actor.name, at=around.now)
    return show_order(connection, order_id, around.now)
