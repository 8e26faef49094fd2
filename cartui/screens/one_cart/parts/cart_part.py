"""Something that can be done with one cart, apart from the screen that shows it."""

from typing import TYPE_CHECKING, ClassVar

from cartui.commands.command import CommandClass

if TYPE_CHECKING:
    from cartui.model.cart import Cart
    from cartui.screens.desk.cart_edits import CartEdits
    from cartui.screens.desk.desk import Desk
    from cartui.screens.one_cart.one_cart import OneCart


class CartPart:
    """One subject of a cart: it does its commands in methods ``action_<name>``, as a screen does its own.

    A part asks for edits of ``self.edits`` and opens dialogs over ``self.screen``; it draws nothing itself.
    What it needs for a dialog is imported when that is opened, since a desk starts with every part.
    """

    OFFERS: ClassVar[tuple[CommandClass, ...]] = ()
    """The commands that it does."""

    def __init__(self, screen: "OneCart") -> None:
        """Work on the cart of that screen."""
        self.screen = screen

    @property
    def edits(self) -> "CartEdits":
        """What is asked for and saved."""
        return self.screen.edits

    @property
    def cart(self) -> "Cart":
        """The cart as the backend last gave it."""
        return self.screen.edits.cart

    @property
    def desk(self) -> "Desk":
        """The client and what goes with it."""
        return self.screen.desk

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - for parts that know one
        """Why this command of its own cannot be done just now, in words; ``None``: it can."""
        return None

    def shown(self) -> None:
        """The cart on the screen is another one now, or another version of it."""

    def when_present(self) -> None:
        """Somebody opened or left the cart; nothing of it is another."""

    def left(self) -> None:
        """The screen is taken away."""
