"""At which carts this desk is seen by others: entered, said again now and then, left."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from os import urandom
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cartui.client.protocol import Client, ClientError
from cartui.formatting.cells import fit

if TYPE_CHECKING:  # a starting desk is at no cart
    from cartui.model.presence import OpenElsewhere, Present

BEAT: Final = 15.0
"""Seconds after which a desk says again that it is at a cart: it may get lost twice before it is gone."""

GOODBYE: Final = 1.0
"""Seconds that quitting waits for saying so; what is not said is over by itself a little later."""

LONGEST_NAME: Final = 20
"""Cells that somebody's name takes in the line at most."""


class Attendance:
    """Tells the backend which carts this desk has open. A failure is not shown: it is not worth it."""

    def __init__(self) -> None:
        """Be nowhere, under a name that no other desk has."""
        self._desk: Final = urandom(8).hex()
        self._open: Final[Counter[str]] = Counter()
        """How many screens show each cart."""
        self._seen_at: Final[set[str]] = set()
        """The carts in which the backend may believe this desk to be."""
        self._turn: Final = asyncio.Lock()
        """Serialises enter and leave, so that the last thing the backend hears is true."""
        self._telling: Final[set[asyncio.Task[tuple[Present, ...]]]] = set()

    def opened(self, cart: str) -> None:
        """A screen shows that cart."""
        self._open[cart] += 1

    def closed(self, cart: str) -> None:
        """A screen shows it no more."""
        self._open[cart] -= 1

    async def enter(self, client: Client, cart: str, *, seen: bool) -> "tuple[Present, ...]":
        """Be there for a while, unless one is not to be ``seen``; gives who else is, nobody if not known."""
        if seen:  # a question given up by who asked is not one given up by the backend, which goes on
            telling = asyncio.create_task(self._enter(client, cart), name="presence")
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)
            return await asyncio.shield(telling)
        try:
            return await client.presence.of(cart, desk=self._desk)
        except ClientError:
            return ()

    async def _enter(self, client: Client, cart: str) -> "tuple[Present, ...]":
        """Be there, unless it was left before its turn came."""
        async with self._turn:
            if self._open[cart] <= 0:
                return ()
            self._seen_at.add(cart)
            try:
                return await client.presence.enter(cart, desk=self._desk)
            except ClientError:
                return ()

    async def look(self, client: Client, cart: str) -> "tuple[Present, ...]":
        """Who else is there; nobody where that is not known."""
        return await self.enter(client, cart, seen=False)

    async def elsewhere(self, client: Client) -> "tuple[OpenElsewhere, ...]":
        """The carts that somebody has open at other desks; none where that is not known."""
        try:
            return await client.presence.everywhere(desk=self._desk)
        except ClientError:
            return ()

    async def leave(self, client: Client, cart: str) -> None:
        """Be there no more, unless another screen of this desk still shows it."""
        async with self._turn:
            if self._open[cart] > 0 or cart not in self._seen_at:
                return
            with suppress(ClientError):
                await client.presence.leave(cart, desk=self._desk)
                self._seen_at.discard(cart)

    async def leave_all(self, client: Client) -> None:
        """Be nowhere any more: the desk is left."""
        self._open.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE):
                for cart in tuple(self._seen_at):
                    await self.leave(client, cart)
        for telling in tuple(self._telling):
            telling.cancel()


def who_is_here(present: "Sequence[Present]", myself: str) -> tuple[str, ...]:
    """Who else has a cart open, in the most words first; nothing where nobody has."""
    others = [
        fit(each.agent, min(LONGEST_NAME, cell_len(each.agent))) for each in present if each.agent != myself
    ]
    mine = len(others) < len(present)
    if not others:
        return ("you, at another desk", "you, elsewhere") if mine else ()
    first, more = others[0], len(others) - 1 + mine
    if not more:
        return (f"{first} is here too", f"{first} here")
    if more == 1:
        second = "you at another desk" if mine else others[1]
        return (f"{first} and {second} are here", f"{first} and 1 other are here", f"{first} +1")
    return (f"{first} and {more} others are here", f"{first} +{more}")
