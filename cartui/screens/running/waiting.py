"""Counting what waits in the shop, for the first line of every screen."""

from typing import Final

from cartui.client.protocol import Client
from cartui.model.query import CartQuery, Count, Term
from cartui.screens.desk.desk import Waiting

MOST_TO_APPROVE: Final = 100
"""Orders to approve that are counted."""

LOCKED: Final = CartQuery(terms=(Term(key="state", values=("locked",)),))
"""The carts that wait for a payment's outcome."""


async def count_waiting(client: Client) -> Waiting:
    """Count carts, locked carts and orders to approve. Raises ``ClientError``."""
    carts = await client.carts.count(CartQuery())
    locked = await client.carts.count(LOCKED)
    pending = await client.orders.list(state="pending", limit=MOST_TO_APPROVE)
    return Waiting(carts, locked, Count(len(pending.items), exact=pending.next is None))
