"""Following what others do, from a moment that a test knows."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from cartui.client.protocol import Client
from cartui.model.cart import NewCart
from cartui.model.changes import Change

_PAUSE: Final = 0.1
"""Seconds in which a feed may begin before it is called once more."""


async def begun_feed(client: Client) -> AsyncIterator[Change]:
    """The client's changes from now on, which have begun: whatever is done next is told.

    A feed begins at some moment of its own after it was asked for. So carts are made until it tells of one.
    """
    feed = client.changes()
    first = asyncio.ensure_future(_next(feed))
    try:
        cart = await client.carts.create(NewCart(market="BD"))
        while not first.done():
            await asyncio.wait([first], timeout=_PAUSE)
            cart = await client.carts.create(NewCart(market="BD"))
        change = first.result()
    finally:
        first.cancel()
    while change.id != cart.id:
        change = await anext(feed)
    return feed


async def _next(feed: AsyncIterator[Change]) -> Change:
    """What is told next."""
    return await anext(feed)
