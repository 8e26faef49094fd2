"""The visitor who fills a storefront cart, and blocking whoever fills one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cartui.commands.blocklist import BlockVisitor
from cartui.commands.command import CommandClass
from cartui.screens.one_cart.parts.cart_part import CartPart

if TYPE_CHECKING:
    from textual.timer import Timer

    from cartui.model.blocklist import Block
    from cartui.screens.one_cart.one_cart import OneCart

AGES_GROW: Final = 20.0
"""Seconds after which it is looked whether what is said of the last touch is another by now."""


class CartVisitor(CartPart):
    """Keeps true what is said of when they looked at the cart last, and blocks them."""

    OFFERS = (BlockVisitor,)

    def __init__(self, screen: "OneCart") -> None:
        """Nothing has been shown yet."""
        super().__init__(screen)
        self._growing: Timer | None = None

    def shown(self) -> None:
        """From the first time on: let the ages grow."""
        if self._growing is None:
            self._growing = self.screen.set_interval(AGES_GROW, self.screen.show_customer)

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - it has one
        """Nobody can be blocked by nothing."""
        return None if any(self._known_by()) else "Neither an email nor a visitor's address is known of them"

    def _known_by(self) -> Iterator[tuple[str, str]]:
        """What they can be blocked by, and what that is."""
        cart = self.cart
        email = cart.contact.email or (cart.customer.email if cart.customer else "")
        visitor = cart.visitor
        known = [(email, "email")]
        if visitor is not None:
            known += [(visitor.ip, "IP address"), (visitor.country, "country: everybody there")]
        yield from ((value, what) for value, what in known if value)

    def action_block_visitor(self) -> None:
        """Ask by what, and why."""
        from cartui.screens.dialogs.pick import Option, Pick

        options = [Option(value, (value, what)) for value, what in self._known_by()]
        self.screen.app.push_screen(Pick(f"block whoever fills {self.cart.number}, by", options), self._block)

    def _block(self, value: str | None) -> None:
        """Ask why and for how long, beside how many carts that catches."""
        if value is not None:
            from cartui.screens.blocklist.block_form import BlockForm

            self.screen.app.push_screen(BlockForm(value), self._blocked)

    def _blocked(self, block: "Block | None") -> None:
        """Say it, and show what the cart misses now."""
        if block is not None:
            self.screen.app.notify(f"{block.value} is blocked.")
            self.screen.when_missed()
