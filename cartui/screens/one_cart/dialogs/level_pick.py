"""Choosing the price level of a cart."""

from cartui.model.actions import Action, SetPriceLevel
from cartui.model.cart import Cart
from cartui.model.market import Market
from cartui.model.shop import Shop
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.one_cart.cart_choices import Level, level_options
from cartui.screens.one_cart.dialogs.previewed_pick import PreviewedPick


class LevelPick(PreviewedPick[Level]):
    """The cart's own course, and every level of the shop."""

    HEADING = "price level"

    def __init__(self, cart: Cart, shop: Shop, market: Market, edits: CartEdits) -> None:
        """Choose one for that cart."""
        super().__init__(level_options(cart, shop, market), edits)

    def actions_for(self, value: Level) -> tuple[Action, ...]:
        """The cart has that level from now on."""
        return (SetPriceLevel(level=value.code),)
