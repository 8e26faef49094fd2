"""The coupon of a cart: what it would do, or why it takes nothing, is shown before it is put on."""

from cartui.commands.cart_prices import EnterCoupon
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartCoupon(CartPart):
    """Puts a coupon on, and takes it off."""

    OFFERS = (EnterCoupon,)

    def action_enter_coupon(self) -> None:
        """Type a code, or choose one."""
        from cartui.screens.one_cart.dialogs.coupon_pick import DRAFT, CouponPick

        self.screen.app.push_screen(
            CouponPick(self.cart, self.edits),
            lambda actions: self.edits.ask(Area.COUPON, *actions, draft=DRAFT) if actions else None,
        )
