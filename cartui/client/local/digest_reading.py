"""The digest as it is at one moment, read in one snapshot."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from cartui.client.local.locked_carts import locked_page
from cartui.client.local.payments_without_order import open_page
from cartui.model.address import Contact
from cartui.model.customer import Customer
from cartui.model.digest import MOST_COUNTED, MOST_ROWS, Digest, DigestPart, WaitingOrder
from cartui.model.failed_placing import FailedPlacing, WhyNotPlaced
from cartui.model.locks import LockedCart
from cartui.model.order import OrderState, balance
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.shop import ShopSettings
from cartui.rules.customer_linking import reached_by
from cartui.store.customers import load_customers
from cartui.store.failed_placings import count_refused, refused_rows
from cartui.store.locked_carts import count_locked
from cartui.store.payment_statements import load_coverage
from cartui.store.shop_config import load_shop
from cartui.store.waiting_orders import count_waiting, waiting_orders


def read_digest(connection: Connection, now: datetime) -> Digest:
    """All that waits for somebody now."""
    shop = load_shop(connection)
    return Digest(
        shop=shop.settings.name,
        as_of=now,
        time_zone=shop.time_zone,
        pending_orders_after=shop.settings.digest.pending_orders_after,
        locked=_locked(connection, shop.settings, now),
        coverage=load_coverage(connection),
        orders=_orders(connection, shop.settings, now),
        failed=_failed(connection, shop.settings, now),
        payments=_payments(connection, now),
    )


def _locked(connection: Connection, settings: ShopSettings, now: datetime) -> DigestPart[LockedCart]:
    """Locked carts with what the statements say of each."""
    page = locked_page(connection, now, limit=MOST_ROWS, after=None)
    count = count_locked(connection, now, settings.locks.no_return_after)
    return DigestPart[LockedCart](count=count, items=page.items)


def _orders(connection: Connection, settings: ShopSettings, now: datetime) -> DigestPart[WaitingOrder]:
    """Orders that nobody has decided on for long."""
    until = now - settings.digest.pending_orders_after
    rows = waiting_orders(connection, until, limit=MOST_ROWS)
    customers = _customers(connection, rows)
    waiting = (
        WaitingOrder(
            id=row.id,
            number=row.number,
            state=OrderState(row.state),
            cart=row.cart,
            market=row.market,
            currency=row.currency,
            total=row.total,
            due=balance(OrderState(row.state), total=row.total, paid=row.paid).due,
            customer=row.customer_name,
            contact=reached_by(_contact(row), customers.get(row.customer_id)),
            placed_at=row.placed_at,
            placed_by=row.placed_by,
            hold_reason=row.hold_reason if row.state == OrderState.ON_HOLD else "",
        )
        for row in rows
    )
    return DigestPart[WaitingOrder](count=count_waiting(connection, until), items=tuple(waiting))


def _failed(connection: Connection, settings: ShopSettings, now: datetime) -> DigestPart[FailedPlacing]:
    """Open carts that somebody tried to place in vain."""
    patience = settings.locks.no_return_after
    rows = refused_rows(connection, now, patience, limit=MOST_ROWS)
    customers = _customers(connection, rows)
    failed = (
        FailedPlacing(
            id=row.id,
            number=row.number,
            market=row.market,
            currency=row.currency,
            total=row.total,
            customer=row.customer_name,
            contact=reached_by(_contact(row, phone=row.phone), customers.get(row.customer_id)),
            reason=WhyNotPlaced(row.reason),
            why=tuple(row.why),
            at=row.at,
            agent=row.agent,
            tries=row.tries,
            changed_since=row.version != row.cart_version,
        )
        for row in rows
    )
    return DigestPart[FailedPlacing](count=count_refused(connection, now, patience), items=tuple(failed))


def _payments(connection: Connection, now: datetime) -> DigestPart[PaymentWithoutOrder]:
    """Money that belongs to no order: one page of it, since a year of payments takes too long to weigh."""
    page = open_page(connection, now, limit=MOST_COUNTED, after=None)
    return DigestPart[PaymentWithoutOrder](
        count=len(page.items), items=page.items[:MOST_ROWS], is_all=page.next is None
    )


def _customers(connection: Connection, rows: Collection[Row[Any]]) -> dict[str, Customer]:
    """The customers of these rows, by id."""
    return load_customers(connection, {row.customer_id for row in rows if row.customer_id})


def _contact(row: Row[Any], *, phone: str = "") -> Contact:
    """The contact of a cart's row; ``phone`` is what the caller said last."""
    return Contact(name=row.contact_name, email=row.contact_email, phone=phone or row.contact_phone)
