"""Choosing the market of a cart that is open: what comes with the move is said before it is made."""

import re
from typing import Final

from cartui.client.protocol import Invalid
from cartui.model.actions import Action, RemoveLine, SetMarket
from cartui.model.cart import Cart
from cartui.model.market import Market, TaxMode
from cartui.model.shop import Shop
from cartui.rules.editing.market_effects import market_effects
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.dialogs.pick import Option
from cartui.screens.one_cart.dialogs.previewed_pick import PreviewedPick
from cartui.widgets.price_preview import Outcome

_UNSOLD: Final = re.compile(r"lines\.(\d+)\.sku")
"""The path by which a backend names a line that the market does not have."""

BY_HAND: Final = "Take what was set by hand off these lines first, or start a new cart in that market."
"""What can be done where amounts in the old currency stand in the way."""


class MarketPick(PreviewedPick[Market]):
    """The shop's markets. Lines that are not sold in one are taken out on the second word only."""

    HEADING = "move the cart to market"

    def __init__(self, cart: Cart, shop: Shop, edits: CartEdits) -> None:
        """Choose one for that cart."""
        super().__init__([_option(market, cart) for market in shop.markets], edits)
        self._shop = shop
        self._warned: Outcome | None = None

    def actions_for(self, value: Market) -> tuple[Action, ...]:
        """The move alone."""
        return (SetMarket(market=value.code),)

    async def outcome_of(self, value: Market, cart: Cart) -> Outcome:
        """What the move does; where lines are not sold there, the move without them."""
        try:
            after = await self._edits.carts.preview(cart.id, cart.version, self.actions_for(value))
        except Invalid as error:
            unsold = _unsold(error, cart)
            if not unsold:
                said = [problem.message for problem in error.problems] or [error.message]
                return Outcome(cart, None, (*(f"{sentence}." for sentence in dict.fromkeys(said)), BY_HAND))
            actions = (*unsold, *self.actions_for(value))
            after = await self._edits.carts.preview(cart.id, cart.version, actions)
        return Outcome(cart, after, market_effects(cart, after, value, self._shop))

    def moved(self) -> None:
        """What was said of the market before is no word about this one."""
        self._warned = None
        super().moved()

    def take(self, option: Option[Market]) -> None:
        """Move it, once it is known what that does; say first which lines it would lose."""
        outcome = self.known_of(option)
        if outcome is None:
            self._take_when_known(option)
        elif option.chosen:
            self.dismiss(None)
        elif outcome.after is None:
            super().take(option)
        elif (lost := _lost(outcome.before, outcome.after)) and outcome is not self._warned:
            self._warned = outcome
            lines, them = ("1 line is", "it") if len(lost) == 1 else (f"{len(lost)} lines are", "them")
            self.told.say(
                f"{lines} not sold in {option.value.name}: enter again takes {them} out and moves the cart.",
                wrong=True,
            )
        else:
            self.dismiss((*lost, *self.actions_for(option.value)))

    def _take_when_known(self, option: Option[Market]) -> None:
        """Find out first what it does; keys wait for that. Where nobody can say, no line is taken out."""

        async def find_out_and_take() -> None:
            await self.find_out(option)
            if not self.is_current:
                return
            if self.known_of(option) is None:
                self.dismiss(self.actions_for(option.value))
            else:
                self.take(option)

        self.read(find_out_and_take(), group="prices", hold=self.desk_app.type_ahead.hold())


def _option(market: Market, cart: Cart) -> Option[Market]:
    """A market as it is listed: name, code, currency, and how its prices are."""
    tax = "tax included" if market.tax_mode is TaxMode.INCLUSIVE else "tax added"
    cells = (market.name, market.code, market.currency, tax)
    return Option(market, cells, chosen=market.code == cart.market)


def _unsold(error: Invalid, cart: Cart) -> tuple[Action, ...]:
    """What takes out the lines that are not sold there; nothing, where anything else is wrong as well."""
    found = [_UNSOLD.fullmatch(problem.field) for problem in error.problems]
    places = [int(match[1]) for match in found if match is not None]
    if len(places) != len(found) or any(place >= len(cart.lines) for place in places):
        return ()
    return tuple(RemoveLine(line=cart.lines[place].id) for place in places)


def _lost(before: Cart, after: Cart) -> tuple[Action, ...]:
    """What takes out the lines that the cart would be without."""
    return tuple(RemoveLine(line=line.id) for line in before.lines if after.line(line.id) is None)
