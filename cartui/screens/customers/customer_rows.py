"""What a customer has, a row each: addresses, carts that are not ordered, and orders."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from cartui.formatting.ages import show_age
from cartui.formatting.states import state_word
from cartui.model.cart import CartState, CartSummary
from cartui.model.customer import Customer, SavedAddress
from cartui.model.order import OrderSummary
from cartui.model.query import Page
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import one_line
from cartui.widgets.choices import Choice


class More(Enum):
    """Rows that stand for those behind them."""

    CARTS = "carts"
    ORDERS = "orders"


Had = SavedAddress | CartSummary | OrderSummary | More | None
"""What a row stands for; ``None``: it only says that there is nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and what it stands for."""

    had: Had
    choice: Choice


def rows_of(
    customer: Customer,
    carts: Page[CartSummary] | None,
    orders: Page[OrderSummary] | None,
    now: Callable[[], datetime],
    locale: str,
) -> list[Row]:
    """All rows; ``None``: that is not read yet. A cart that was ordered is there as its order."""
    return [
        *_carts(carts, now, locale),
        *_orders(orders, now, locale),
        *(_address(saved) for saved in customer.addresses),
    ] or [Row(None, Choice(("No addresses, carts or orders yet.",), quiet=True))]


def _carts(page: Page[CartSummary] | None, now: Callable[[], datetime], locale: str) -> Iterator[Row]:
    """The carts, those that can be worked on first."""
    if page is None:
        yield Row(None, Choice(("Carts and orders are on their way …",), quiet=True))
        return
    there = [cart for cart in page if cart.state != CartState.ORDERED]
    for cart in sorted(there, key=lambda cart: cart.state == CartState.DELETED):
        gone = cart.state == CartState.DELETED
        state = "in trash" if gone else "LOCKED" if cart.state == CartState.LOCKED else cart.state
        total = Amounts(cart.currency, locale).money(cart.total)
        what = f"{cart.number}  {', '.join(cart.products) or 'empty'}"
        yield Row(cart, Choice((what, state, total, show_age(cart.updated_at, now())), quiet=gone))
    if page.next is not None:
        yield Row(More.CARTS, Choice(("More carts …",), quiet=True))


def _orders(page: Page[OrderSummary] | None, now: Callable[[], datetime], locale: str) -> Iterator[Row]:
    """The orders, latest first."""
    if page is None:
        return
    for order in page:
        total = Amounts(order.currency, locale).money(order.total)
        what = f"{order.number}  from {order.cart}"
        age = show_age(order.placed_at, now())
        yield Row(order, Choice((what, state_word(order.state), total, age)))
    if page.next is not None:
        yield Row(More.ORDERS, Choice(("More orders …",), quiet=True))


def _address(saved: SavedAddress) -> Row:
    """An address with its person."""
    person = f"{saved.address.name}: " if saved.address.name else ""
    return Row(saved, Choice((person + one_line(saved.address), "default" if saved.default else "address")))
