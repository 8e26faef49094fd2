"""What a shop tells of a payment of one of its carts."""

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, require_cart
from cartui.client.local.paying import take_report
from cartui.client.local.storefront.answers import LOCKED, answered, unknown
from cartui.model.cart import CartState
from cartui.model.storefront import ShopAnswer, ShopOutcome, ShopPayment
from cartui.store.storefront_carts import find_named_cart


def take_payment(backend: LocalBackend, connection: Connection, said: ShopPayment) -> ShopAnswer:
    """Take in what became of a payment. Raises ``Refused`` where it cannot be."""
    named = find_named_cart(connection, backend.actor.name, said.cart)
    if named is None:
        return unknown(said.cart)
    before = require_cart(connection, named.cart_id)
    taken = take_report(backend, connection, named.cart_id, said.payment)
    after = cart_now(connection, named.cart_id, backend.clock())
    message = ""
    if taken.without_order:
        message = "The money belongs to no order: somebody has to look at it."
    elif after.state is CartState.LOCKED:
        message = LOCKED
    outcome = ShopOutcome.UNCHANGED
    if after.attempts != before.attempts:
        outcome = _OUTCOMES.get(after.state, ShopOutcome.TAKEN)
    return answered(connection, outcome, after, named, message=message)


_OUTCOMES = {CartState.ORDERED: ShopOutcome.ORDERED, CartState.LOCKED: ShopOutcome.LOCKED}
"""What a shop hears first of a cart whose payment was news."""
