"""The market of a cart that is open: prices, taxes, services and warnings follow when it changes."""

from dataclasses import replace

from cartui.commands.cart_prices import ChangeMarket
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartMarket(CartPart):
    """Moves the cart to another market."""

    OFFERS = (ChangeMarket,)

    def action_change_market(self) -> None:
        """Choose one, seeing what it does."""
        from cartui.screens.one_cart.dialogs.market_pick import MarketPick

        pick = MarketPick(self.cart, self.desk.shop, self.edits)
        self.screen.app.push_screen(
            pick, lambda actions: self.edits.ask(Area.CART, *actions) if actions else None
        )

    def shown(self) -> None:
        """Amounts are written in the currency that the cart has by now."""
        self.screen.amounts = replace(self.screen.amounts, currency=self.cart.currency)
