"""A new cart for a customer who was found first: the market is asked, and then what they want."""

from typing import Final, TypeVar

from cartui.client.protocol import ClientError
from cartui.model.cart import CartSummary
from cartui.model.customer import Customer
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.pick import Option, Pick
from cartui.screens.one_cart.cart_choices import open_cart_options
from cartui.screens.one_cart.dialogs.market_choice import MarketChoice
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.opening import open_cart

T = TypeVar("T")

NEW: Final = ""
"""Stands for a new cart among the numbers of open ones."""


async def start_cart_for(screen: DeskScreen[T], customer: Customer, hold: Hold, *, offers_open: bool) -> None:
    """Start a cart for the customer and stand in its product search.

    ``offers_open``: their open carts are offered first (decision 4), where they are not in sight anyway.
    """
    others = await _open_carts(screen, customer) if offers_open else ()
    if others:
        options = open_cart_options(others, screen.desk.display.locale, is_new=True)[:-1]
        options.append(Option(NEW, ("Start a new cart",)))
        pick = Pick(f"{customer.name} has an open cart already", options)
        answer = screen.app.push_screen(pick, wait_for_dismiss=True)
        screen.desk_app.type_ahead.forget()
        hold.release()
        number = await answer
        if number is None:
            return
        if number != NEW:
            await open_cart(screen, number)
            return
    started = screen.app.push_screen(MarketChoice(customer), wait_for_dismiss=True)
    hold.release()
    new = await started
    if new is not None:
        opened = OneCart(new, started=True)
        await screen.app.push_screen(opened)
        opened.line_edits.action_add_product()


async def _open_carts(screen: DeskScreen[T], customer: Customer) -> tuple[CartSummary, ...]:
    """The customer's open carts; none when that cannot be found out."""
    try:
        return await screen.desk.client.customers.open_carts(customer.id)
    except ClientError:
        return ()
