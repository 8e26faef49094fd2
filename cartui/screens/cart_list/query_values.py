"""Offering values in the query line over carts: the shop's own, and those that carts have."""

import asyncio
from typing import Final

from textual import on

from cartui.client.protocol import Invalid, NotFound, Unsupported
from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery
from cartui.model.text import clean_line
from cartui.rules.query.completion import Completion, complete
from cartui.rules.query.keys import KEYS
from cartui.rules.query.unknown_values import is_among, unknown_value, values_in_doubt
from cartui.screens.lists.list_screen import ListScreen
from cartui.widgets.query_line import QueryLine

PAUSE: Final = 0.08
"""Seconds without a key before the backend is asked for values."""

MOST: Final = 20
"""Values of a key that are asked for at once."""


MOST_NEAR: Final = 200
"""Values among which the nearest to an unknown one is looked for."""

NOTHING_MATCHES: Final = "No cart matches"


class QueryValues(ListScreen[CartSummary]):
    """A list of carts that knows what may stand in its query line."""

    def __init__(self) -> None:
        """Know nothing that carts have yet."""
        super().__init__()
        self._values: dict[str, tuple[str, ...]] = {}
        self._explained: tuple[CartQuery, str] | None = None
        """A query that found nothing, and which of its values no cart has."""

    def on_mount(self) -> None:
        """From now on the line offers what there is."""
        self.line.completer = self._complete

    def _complete(self, text: str, cursor: int, asked: bool) -> Completion:
        """What may stand at that place, by what is known so far."""
        shop = self.desk.shop
        known = {key: tuple((value, "") for value in values) for key, values in self._values.items()}
        known["market"] = tuple((market.code, market.name) for market in shop.markets)
        known["level"] = tuple((level.code, level.name) for level in shop.price_levels)
        keys = self.desk.client.capabilities.filters if self.desk.is_open else frozenset(KEYS)
        return complete(text, cursor, keys=keys, known=known, asked=asked)

    @on(QueryLine.Wanted)
    def values_wanted(self, event: QueryLine.Wanted) -> None:
        """Ask for values, once the typing pauses; a newer question takes the place of this one."""
        event.stop()
        if self.desk.is_open:
            self.read(self._read_values(event.key, event.prefix), group="values", quietly=True)

    async def _read_values(self, key: str, prefix: str) -> None:
        """Offer the values that begin like that. A backend that has none to offer is no trouble."""
        await asyncio.sleep(PAUSE)
        try:
            values = await self.desk.client.carts.values(key, prefix, limit=MOST)
        except (Invalid, NotFound, Unsupported):
            values = ()
        values = tuple(clean_line(value) for value in values)  # they are what shops have sent
        if values != self._values.get(key):
            self._values[key] = values
            self.line.offer_again()

    # --- where nothing is found ----------------------------------------------------------------------

    def why_nothing(self, query: CartQuery) -> str:
        """What an empty list of that query says, by what is known so far."""
        asked, said = self._explained or (None, "")
        return said if asked == query else NOTHING_MATCHES

    def explain_nothing(self, query: CartQuery) -> None:
        """Find out which values of a query no cart has by now, and say so in the empty list."""
        if values_in_doubt(query):
            self.read(self._explain(query), group="explaining", quietly=True)

    async def _explain(self, query: CartQuery) -> None:
        """Ask for each value, and for those that come near to one that there is not."""
        said = [await self._unknown(key, value) for key, value in values_in_doubt(query)]
        self._explained = query, "\n".join(filter(None, said)) or NOTHING_MATCHES
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say in the empty list what is known by now."""

    async def _unknown(self, key: str, value: str) -> str:
        """What is said of a value that no cart has; nothing of one that a cart has, or where nobody knows."""
        carts, shop = self.desk.client.carts, self.desk.shop
        try:
            if is_among(value, await carts.values(key, value, limit=MOST)):
                return ""
            near = await carts.values(key, value[:1], limit=MOST_NEAR)
        except (Invalid, NotFound, Unsupported):
            return ""
        named = {
            "market": tuple(market.code for market in shop.markets),
            "level": tuple(level.code for level in shop.price_levels),
        }
        return unknown_value(key, value, [clean_line(each) for each in (*near, *named.get(key, ()))])
