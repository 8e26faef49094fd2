"""What became of a cart that the list finds no more: an order, or it is in the trash."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import Client, Invalid, NotFound, Unsupported
from cartui.model.query import CartQuery, CartSort, OrderQuery, Term
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.lists.completing import PAUSE
from cartui.screens.one_cart.opening import open_order

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

STATE: Final = "state"
"""The key of a query that says among which carts is looked."""

TRASH: Final = Term(key=STATE, values=("deleted",))

ONE_AND_WHETHER_MORE: Final = 2
"""Rows that are asked for: one is gone to, more are listed."""


@dataclass(frozen=True, slots=True)
class WentTo:
    """What is found by words that find no cart of the list."""

    words: str
    """What is said of it, but for the key that leads there."""
    order: str = ""
    """Id of the order, where one is found."""
    cart: str = ""
    """Id of the cart in the trash, where one is found. Neither: several orders are."""


class GoneCarts(ListPart):
    """Says in an empty list what became of the cart that was looked for, and goes there."""

    def __init__(self, screen: "CartList") -> None:
        """Nothing was looked for."""
        super().__init__(screen)
        self._went: tuple[CartQuery, WentTo] | None = None

    @property
    def went_to(self) -> WentTo | None:
        """What became of what the empty list was asked for; ``None``: nobody knows, or there are rows."""
        asked, went = self._went or (None, None)
        return went if asked == self.screen.query_shown and not self.table.rows_held else None

    def why_nothing(self, query: CartQuery) -> str:
        """What became of it, and that enter goes there; empty if nobody knows."""
        asked, went = self._went or (None, None)
        if went is None or asked != query:
            return ""
        return f"{went.words}: enter {'opens it' if went.order or went.cart else 'lists them'}."

    def look_for(self, query: CartQuery) -> None:
        """Look among the orders and in the trash as well, unless the query says where to look."""
        if query.words and not any(term.key == STATE for term in query.terms):
            self.screen.read(self._follow(query), group="following", quietly=True)

    async def _follow(self, query: CartQuery) -> None:
        """Find out what became of it, once the typing pauses."""
        await asyncio.sleep(PAUSE)
        went = await what_became(self.desk.client, query)
        if went is not None:
            self._went = query, went
            self.screen.empty.show()
            self.screen.refresh_hints()

    def go_there(self, went: WentTo) -> None:
        """Open it; where several orders are found, list them."""
        screen = self.screen
        if went.cart:
            screen.opening.open(went.cart)
        elif went.order:
            work = open_order(screen, went.order)
            screen.read(work, group="open", hold=screen.desk_app.type_ahead.hold())
        else:
            from cartui.rules.query.order_query import write_order_query

            words = write_order_query(OrderQuery(words=screen.query_shown.words))
            screen.app.call_later(partial(screen.desk_app.look_for_orders, words))


async def what_became(client: Client, query: CartQuery) -> WentTo | None:
    """Look for the words of a query where carts go; ``None``: they find nothing there either."""
    from cartui.formatting.states import state_word

    try:
        orders = await client.orders.list(OrderQuery(words=query.words), limit=ONE_AND_WHETHER_MORE)
        if len(orders.items) > 1:
            return WentTo("No cart matches, but orders do")
        for order in orders:
            became = f"{order.cart} became {order.number}, {state_word(order.state)}"
            return WentTo(became, order=order.id)
        thrown = query.model_copy(update={"terms": (TRASH,)})
        trash = await client.carts.list(thrown, sort=CartSort(), limit=ONE_AND_WHETHER_MORE)
    except (Invalid, NotFound, Unsupported):
        return None
    if len(trash.items) != 1:
        return None
    return WentTo(f"{trash.items[0].number} is in the trash", cart=trash.items[0].id)
