"""The columns of the list of carts."""

from collections.abc import Callable
from datetime import datetime

from cartui.formatting.ages import show_age
from cartui.formatting.amounts import show_amount
from cartui.model.cart import CartState, CartSummary
from cartui.model.money import exponent
from cartui.widgets.columns import Column

GUEST = "Guest"
"""Stands for a customer who gave no name."""

MOST_DECIMALS = 3
"""Digits after the point that the column of totals leaves room for."""


UNSAVED = "UNSAVED"
"""Stands for the state of a cart whose changes wait here for the backend."""


def cart_columns(
    now: Callable[[], datetime], locale: str, is_unsaved: Callable[[CartSummary], bool]
) -> tuple[Column[CartSummary], ...]:
    """Number, customer and the rest; ages count from ``now``; ``is_unsaved``: changes wait at this desk."""
    return (
        Column("Number", 9, lambda cart: cart.number),
        Column("Customer", 17, lambda cart: cart.customer or GUEST, grows=3, least=5),
        Column("Market", 6, lambda cart: cart.market, rank=4),
        Column("State", 7, lambda cart: UNSAVED if is_unsaved(cart) else _state(cart), rank=2),
        Column("Items", 5, lambda cart: str(cart.items), right=True, rank=3),
        Column("Total", 16, lambda cart: total(cart.total, cart.currency, locale), right=True),
        Column("Upd.", 4, lambda cart: show_age(cart.updated_at, now()), right=True, rank=1),
        Column("Products", 16, _products, grows=2, rank=5),
    )


def total(amount: int, currency: str, locale: str) -> str:
    """An amount with blanks behind it, such that points stand in line over all currencies."""
    decimals = exponent(currency)
    behind = MOST_DECIMALS - decimals if decimals else MOST_DECIMALS + 1
    return show_amount(amount, currency, locale) + " " * behind


def is_locked(cart: CartSummary) -> bool:
    """Whether it waits for a payment's outcome."""
    return cart.state == CartState.LOCKED


def _state(cart: CartSummary) -> str:
    """Its state as a word; what needs somebody is in capitals."""
    return cart.state.upper() if is_locked(cart) else cart.state


def _products(cart: CartSummary) -> str:
    """The first titles, and how many lines there are beside them."""
    more = cart.items - len(cart.products)
    return ", ".join(cart.products) + (f" +{more}" if more > 0 else "")
