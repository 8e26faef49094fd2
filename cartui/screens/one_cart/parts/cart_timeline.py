"""The history of one cart, and what is said of it there."""

from cartui.commands.history import OF_A_CART
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartTimeline(CartPart):
    """Shows what happened to the cart, and lets a comment be written."""

    OFFERS = OF_A_CART

    def action_show_history(self) -> None:
        """Show it."""
        from cartui.screens.history.cart_history import CartHistory, OfCart

        self.screen.app.push_screen(CartHistory(OfCart.of(self.cart)))

    def action_write_comment(self) -> None:
        """Write a comment."""
        from cartui.screens.history.comment_editor import write_comment

        write_comment(self.screen, self.cart.id, self.cart.number)
