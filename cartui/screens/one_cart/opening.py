"""Opening what a list names in a screen of its own; where the backend is away, as it was known last."""

from typing import TYPE_CHECKING, TypeVar

from cartui.screens.desk.desk_screen import DeskScreen

if TYPE_CHECKING:
    from cartui.screens.one_cart.one_cart import OneCart

T = TypeVar("T")


async def cart_screen(screen: DeskScreen[T], ref: str) -> "OneCart":
    """The screen of a cart, to be shown by the caller. Raises ``ClientError`` if nothing is known of it."""
    from cartui.screens.one_cart.one_cart import OneCart

    cart, known_at = await screen.or_last_known(screen.desk.client.carts.get(ref))
    return OneCart(cart, known_at=known_at)


async def open_cart(screen: DeskScreen[T], ref: str) -> None:
    """Show a cart over that screen. Raises ``ClientError`` if nothing is known of it."""
    screen.app.push_screen(await cart_screen(screen, ref))


async def open_order(screen: DeskScreen[T], ref: str) -> None:
    """Show an order over that screen. Raises ``ClientError`` if nothing is known of it."""
    from cartui.screens.orders.one_order import OneOrder

    order, known_at = await screen.or_last_known(screen.desk.client.orders.get(ref))
    screen.app.push_screen(OneOrder(order, known_at))
