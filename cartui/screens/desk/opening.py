"""Opening what a list names in a screen of its own; where the backend is away, as it was known last."""

from typing import TypeVar

from cartui.screens.desk.desk_screen import DeskScreen

T = TypeVar("T")


async def open_cart(screen: DeskScreen[T], ref: str) -> None:
    """Show a cart over that screen. Raises ``ClientError`` where nothing is known of it."""
    from cartui.screens.one_cart.one_cart import OneCart

    cart, known_at = await screen.or_last_known(screen.desk.client.carts.get(ref))
    screen.app.push_screen(OneCart(cart, known_at=known_at))


async def open_order(screen: DeskScreen[T], ref: str) -> None:
    """Show an order over that screen. Raises ``ClientError`` where nothing is known of it."""
    from cartui.screens.orders.one_order import OneOrder

    order, known_at = await screen.or_last_known(screen.desk.client.orders.get(ref))
    screen.app.push_screen(OneOrder(order, known_at))
