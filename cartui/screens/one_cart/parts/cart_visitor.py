"""The visitor who fills a storefront cart."""

from typing import TYPE_CHECKING, Final

from cartui.screens.one_cart.parts.cart_part import CartPart

if TYPE_CHECKING:
    from textual.timer import Timer

    from cartui.screens.one_cart.one_cart import OneCart

AGES_GROW: Final = 20.0
"""Seconds after which it is looked whether what is said of the last touch is another by now."""


class CartVisitor(CartPart):
    """Keeps true what is said of when they looked at the cart last."""

    def __init__(self, screen: "OneCart") -> None:
        """Nothing has been shown yet."""
        super().__init__(screen)
        self._growing: Timer | None = None

    def shown(self) -> None:
        """From the first time on: let the ages grow."""
        if self._growing is None:
            self._growing = self.screen.set_interval(AGES_GROW, self.screen.show_customer)
