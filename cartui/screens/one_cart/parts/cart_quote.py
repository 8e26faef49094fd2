"""The prices of a cart in time: held until a date for a quote, or taken anew."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cartui.commands.cart_prices import HoldPricesUntil
from cartui.commands.cart_prices import Reprice as TakeTodaysPrices
from cartui.formatting.ages import show_time
from cartui.model.actions import HoldPrices, Reprice
from cartui.rules.pricing.quotes import are_held
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart
from cartui.widgets.pane import PaneLine, Tone, warning_line

DRAFT = "hold prices"
"""What is half typed of it."""


class CartQuote(CartPart):
    """Holds prices, and takes those of today."""

    OFFERS = (HoldPricesUntil, TakeTodaysPrices)

    @property
    def news(self) -> str:
        """That prices have changed, and the key that takes today's; nothing while they are held."""
        held = are_held(self.cart.prices_held_until, self.desk.now())
        if not self.cart.prices_changed or held:
            return ""
        key = self.screen.keymap.shown(TakeTodaysPrices)
        way = f": {key} takes today's" if key else ""
        return f"Prices have changed since they were taken{way}."

    @property
    def lines(self) -> list[PaneLine]:
        """Until when they are held, or were."""
        until, now = self.cart.prices_held_until, self.desk.now()
        if until is None:
            return []
        when = show_time(until, self.desk.display.timezone, now)
        if are_held(until, now):
            return [PaneLine(f"prices held until {when}", tone=Tone.STRONG)]
        return [warning_line(f"The quote has ended: prices were held until {when}.")]

    def action_reprice(self) -> None:
        """Take today's prices."""
        self.edits.ask(Area.LINES, Reprice())

    def action_hold_prices_until(self) -> None:
        """Ask until when, and hold them."""
        from cartui.screens.one_cart.dialogs.quote_form import QuoteForm
        from cartui.settings.system_zone import system_zone

        zone = ZoneInfo(self.desk.display.timezone or system_zone())
        form = QuoteForm(self.cart.prices_held_until, self.desk.now, zone, DRAFT, self.edits.drafts)
        self.screen.app.push_screen(form, self._hold)

    def _hold(self, asked: "tuple[datetime | None] | None") -> None:
        """Hold them until then, or no longer; given up: neither."""
        if asked is not None:
            self.edits.ask(Area.LEVEL, HoldPrices(until=asked[0]), draft=DRAFT)
