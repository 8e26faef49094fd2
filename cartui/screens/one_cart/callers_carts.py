"""A caller who has an open cart already is offered that one first (decision 4)."""

from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

from cartui.model.cart import Cart
from cartui.model.customer import Customer
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.pick import Pick
from cartui.screens.one_cart.cart_choices import open_cart_options
from cartui.screens.one_cart.opening import cart_screen

if TYPE_CHECKING:
    from cartui.screens.one_cart.one_cart import OneCart


async def goes_to_another_cart(screen: "OneCart", customer: Customer, hold: Hold) -> bool:
    """Offer the customer's open carts, and open the one that is taken; whether one was.

    The cart in front is parked then; where it was started for this call and nothing was done to it, it is
    thrown away.
    """
    cart = screen.cart
    is_theirs = cart.customer is not None and cart.customer.id == customer.id
    others = [] if is_theirs else await screen.linking.other_open_carts(customer)
    if not others:
        return False
    options = open_cart_options(others, screen.desk.display.locale, is_new=_is_for_nothing(screen))
    pick = Pick(f"{customer.name} has an open cart already", options)
    answer = screen.app.push_screen(pick, wait_for_dismiss=True)
    screen.desk_app.type_ahead.forget()
    hold.release()
    number = await answer
    if number is None:
        return False
    other = await cart_screen(screen, number)
    if _is_for_nothing(screen):
        screen.write(_discard(screen, screen.cart, token_hex(16)))
    screen.app.switch_screen(other)
    return True


def _is_for_nothing(screen: "OneCart") -> bool:
    """Whether the cart was started for this call, and nothing is in it or on its way into it."""
    cart, edits = screen.cart, screen.edits
    is_empty = not (cart.lines or cart.note or cart.tags or cart.customer or cart.shipping_address)
    is_left_alone = not (edits.busy or edits.placing or edits.drafts or len(edits.clashes))
    return screen.started and cart.version == 1 and is_empty and is_left_alone


async def _discard(screen: "OneCart", cart: Cart, key: str) -> None:
    """Delete a cart that was started for nothing."""
    await screen.until_answered(
        f"{cart.number}: not known yet whether the empty cart was deleted.",
        partial(screen.desk.client.carts.delete, cart.id, version=cart.version, key=key),
    )
    recent = tuple(other for other in screen.desk.session.recent if other != cart.id)
    screen.desk_app.remember(recent=recent)
