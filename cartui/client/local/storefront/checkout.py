"""Whether a shopper may go on to pay."""

from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, surroundings
from cartui.client.local.storefront.answers import BLOCKED, LOCKED, shown
from cartui.client.local.storefront.blocking import why_blocked
from cartui.client.local.visitors import visitor_of
from cartui.model.cart import CartState
from cartui.model.errors import NotFound
from cartui.model.problem import Problem
from cartui.model.record import CartRecord
from cartui.model.storefront import Checkout, CheckoutAnswer, CheckoutVerdict, ShopCartNow
from cartui.model.text import clean_line
from cartui.rules.storefront.checkout import missing_for_shopper
from cartui.store.storefront_carts import NamedCart, find_named_cart


def known_cart(backend: LocalBackend, connection: Connection, name: str) -> tuple[CartRecord, NamedCart]:
    """The cart that the shop calls so, as it is now. Raises ``NotFound``."""
    called = clean_line(name).strip()  # as it was when it was told
    named = find_named_cart(connection, backend.actor.name, called)
    if named is None:
        raise NotFound(f"There is no cart {called}: tell of it first.")
    return cart_now(connection, named.cart_id, backend.clock()), named


def cart_of_shop(backend: LocalBackend, connection: Connection, name: str) -> ShopCartNow:
    """One cart of the shop, as it shows it. Raises ``NotFound``."""
    return shown(connection, *known_cart(backend, connection, name))


def check_out(backend: LocalBackend, connection: Connection, question: Checkout) -> CheckoutAnswer:
    """The verdict, with what the shop should show. Raises ``NotFound``."""
    record, named = known_cart(backend, connection, question.cart)
    verdict, message, problems = _verdict(backend, connection, question, record, named)
    cart = shown(connection, record, named)
    return CheckoutAnswer(verdict=verdict, message=message, problems=problems, cart=cart)


_Verdict = tuple[CheckoutVerdict, str, tuple[Problem, ...]]

_OVER: Final = {
    CartState.ORDERED: (CheckoutVerdict.ORDERED, "This cart has been ordered already."),
    CartState.DELETED: (CheckoutVerdict.DELETED, "This cart is not there any more."),
    CartState.LOCKED: (CheckoutVerdict.LOCKED, LOCKED),
}
"""What is said of a cart that nobody can pay for now."""


def _verdict(
    backend: LocalBackend, connection: Connection, question: Checkout, record: CartRecord, named: NamedCart
) -> _Verdict:
    """What stands first in the way, with what is to be said of it."""
    if named.merged_into is not None:
        return CheckoutVerdict.DELETED, f"This cart went into {named.merged_into}.", ()
    if record.state in _OVER:
        return *_OVER[record.state], ()
    around = surroundings(connection, record.content, backend.clock())
    visitor = None if question.visitor is None else visitor_of(question.visitor)
    if why_blocked(connection, record, around, visitor):
        return CheckoutVerdict.BLOCKED, BLOCKED, ()
    if question.version is not None and question.version != record.version:
        return CheckoutVerdict.CHANGED, "The cart has changed. Please look at it again.", ()
    problems = missing_for_shopper(record, around.for_viewing(record))
    if problems:
        return CheckoutVerdict.NOT_READY, "Something is missing before this cart can be ordered.", problems
    return CheckoutVerdict.ALLOWED, "", ()
