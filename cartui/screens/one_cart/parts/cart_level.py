"""The price level of a cart: what each would do to its prices is shown before it is taken."""

from cartui.commands.cart_prices import ChooseLevel
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartLevel(CartPart):
    """Gives the cart a level of its own, or the customer's again."""

    OFFERS = (ChooseLevel,)

    def action_choose_level(self) -> None:
        """Choose one, seeing what it does."""
        from cartui.screens.one_cart.dialogs.level_pick import LevelPick

        market = self.screen.market
        if market is not None:
            pick = LevelPick(self.cart, self.desk.shop, market, self.edits)
            self.screen.app.push_screen(
                pick, lambda actions: self.edits.ask(Area.LEVEL, *actions) if actions else None
            )
