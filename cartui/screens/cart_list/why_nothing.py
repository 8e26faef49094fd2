"""Why no cart matches: the values in the query that no cart has, and those that come near to them."""

from typing import TYPE_CHECKING, Final

from cartui.client.protocol import Invalid, NotFound, Unsupported
from cartui.model.query import CartQuery
from cartui.model.text import clean_line
from cartui.rules.query.unknown_values import is_among, unknown_value, values_in_doubt
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.lists.completing import MOST

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

MOST_NEAR: Final = 200
"""Values among which the nearest to an unknown one is looked for."""

NOTHING_MATCHES: Final = "No cart matches"


class WhyNothing(ListPart):
    """Says in an empty list which values of its query no cart has."""

    def __init__(self, screen: "CartList") -> None:
        """Nothing was looked for yet."""
        super().__init__(screen)
        self._explained: tuple[CartQuery, str] | None = None
        """A query that found nothing, and which of its values no cart has."""

    def why_nothing(self, query: CartQuery) -> str:
        """What an empty list of that query says, by what is known so far."""
        asked, said = self._explained or (None, "")
        return said if asked == query else NOTHING_MATCHES

    def look_for(self, query: CartQuery) -> None:
        """Find out which values of a query no cart has by now, and say so in the empty list."""
        if values_in_doubt(query):
            self.screen.read(self._explain(query), group="explaining", quietly=True)

    async def _explain(self, query: CartQuery) -> None:
        """Ask for each value, and for those that come near to one that there is not."""
        said = [await self._unknown(key, value) for key, value in values_in_doubt(query)]
        self._explained = query, "\n".join(filter(None, said)) or NOTHING_MATCHES
        self.screen.empty.show()

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
