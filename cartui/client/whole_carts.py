"""Reading whole carts, a hundred at a time: what a query finds, and carts that are named."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, NamedTuple

from cartui.client.protocol import Client
from cartui.client.resources.carts import MOST_AT_ONCE
from cartui.client.selected_carts import selected_carts
from cartui.model.cart import Cart, CartState

if TYPE_CHECKING:
    from cartui.model.bulk import BulkTarget
    from cartui.model.order import Order


class WholeCart(NamedTuple):
    """A cart with its lines, and the order that it became."""

    cart: Cart
    order: "Order | None"


async def whole_carts(
    client: Client, target: "BulkTarget", *, left_out: Callable[[str], None] = lambda _number: None
) -> AsyncGenerator[tuple[WholeCart, ...], None]:
    """The carts that are meant in portions, each once; ``left_out`` hears the number of one that is damaged.

    Carts that are gone are left out as well. Raises ``ClientError`` as ``carts.list`` does.
    """
    async with aclosing(selected_carts(client.carts, target)) as portions:
        async for summaries in portions:
            for summary in summaries:
                if summary.damaged:
                    left_out(summary.number)
            ids = [summary.id for summary in summaries if not summary.damaged]
            for start in range(0, len(ids), MOST_AT_ONCE):
                carts = await client.carts.get_many(ids[start : start + MOST_AT_ONCE])
                yield tuple([WholeCart(cart, await _order_of(client, cart)) for cart in carts])


async def _order_of(client: Client, cart: Cart) -> "Order | None":
    """The order that a cart became."""
    return await client.orders.get(cart.id) if cart.state is CartState.ORDERED else None
