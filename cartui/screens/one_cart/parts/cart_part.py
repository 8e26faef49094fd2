"""Something that can be done with one cart, apart from the screen that shows it."""

from typing import TYPE_CHECKING

from cartui.screens.desk.part import Part

if TYPE_CHECKING:
    from cartui.model.cart import Cart
    from cartui.screens.desk.cart_edits import CartEdits
    from cartui.screens.one_cart.one_cart import OneCart  # noqa: F401 - names the screen of the parts


class CartPart(Part["OneCart"]):
    """One subject of a cart. It asks for edits of ``self.edits``; it draws nothing itself."""

    @property
    def edits(self) -> "CartEdits":
        """What is asked for and saved."""
        return self.screen.edits

    @property
    def cart(self) -> "Cart":
        """The cart as the backend last gave it."""
        return self.screen.edits.cart

    def shown(self) -> None:
        """The cart on the screen is another one now, or another version of it."""

    def when_present(self) -> None:
        """Somebody opened or left the cart; nothing of it is another."""

    def left(self) -> None:
        """The screen is taken away."""
