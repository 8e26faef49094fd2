"""That a shopper looked at a cart, and what is known of them: facts beside it, which raise no version."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, require_cart
from cartui.client.local.storefront.answers import answered, over, unknown
from cartui.client.local.visitors import known_by_now
from cartui.model.cart import UserType, Visitor
from cartui.model.record import CartRecord
from cartui.model.storefront import ShopAnswer, ShopOutcome, ShopTouch
from cartui.store.carts.records import update_cart
from cartui.store.changes import append_change
from cartui.store.storefront_carts import find_named_cart


def take_touch(backend: LocalBackend, connection: Connection, said: ShopTouch) -> ShopAnswer:
    """The shopper looked at the cart, locked or not."""
    named = find_named_cart(connection, backend.actor.name, said.cart)
    if named is None:
        return unknown(said.cart)
    stored, now = require_cart(connection, named.cart_id), backend.clock()
    gone = over(connection, stored, named)
    if gone is not None:
        return gone
    after = touched(stored, said.at, now)
    save_facts(backend, connection, stored, after)
    outcome = ShopOutcome.UNCHANGED if after == stored else ShopOutcome.TAKEN
    return answered(connection, outcome, cart_now(connection, stored.id, now), named)


def touched(record: CartRecord, at: datetime | None, now: datetime) -> CartRecord:
    """The cart, looked at by its customer then: never before the last time, and not in the future."""
    moment = now if at is None else min(at, now)
    if record.touched_at is not None and record.touched_at >= moment:
        return record
    return replace(record, touched_at=moment)


def visited(record: CartRecord, said: Visitor) -> CartRecord:
    """The cart with what is known of its visitor by now: signed in as long as a customer is linked."""
    visitor = known_by_now(record.visitor, said)
    if visitor is None:
        return record
    user_type = UserType.CUSTOMER if record.content.customer_id else UserType.GUEST
    visitor = visitor.model_copy(update={"user_type": user_type})
    return record if visitor == record.visitor else replace(record, visitor=visitor)


def save_facts(backend: LocalBackend, connection: Connection, before: CartRecord, after: CartRecord) -> None:
    """Save when it was touched, and by whom.

    Desks are told of touches once a minute: who shops looks at a page every few seconds.
    """
    if after == before:
        return
    update_cart(connection, before, after)
    if _minute(after.touched_at) != _minute(before.touched_at) or after.visitor != before.visitor:
        shop, now = backend.actor.name, backend.clock()
        append_change(connection, kind="cart", id=after.id, version=after.version, agent=shop, at=now)


def _minute(moment: datetime | None) -> datetime | None:
    """The minute of a moment."""
    return None if moment is None else moment.replace(second=0, microsecond=0)
