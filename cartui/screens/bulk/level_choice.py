"""Choosing the price level that many carts or customers are to have."""

from cartui.model.actions import SetPriceLevel
from cartui.model.shop import Shop
from cartui.screens.dialogs.pick import Option
from cartui.screens.dialogs.typed_pick import TypedPick


class LevelChoice(TypedPick[SetPriceLevel | None, str | None]):
    """Every level of the shop, and none; what it does is shown after that."""

    def __init__(self, shop: Shop, of: str, otherwise: str = "the customer's, else the market's") -> None:
        """``of``: which carts or customers, in words; ``otherwise``: what holds without one."""
        levels: list[Option[str | None]] = [
            Option(level.code, (level.name, level.code if level.code != level.name else ""))
            for level in shop.price_levels
        ]
        none: Option[str | None] = Option(None, ("No level of their own", otherwise))
        super().__init__((*levels, none))
        self._of = of

    def heading(self) -> str:
        """Of which of them."""
        return f"price level of {self._of}"

    def take(self, option: Option[str | None]) -> None:
        """They are to have it."""
        self.dismiss(SetPriceLevel(level=option.value))
