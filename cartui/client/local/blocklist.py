"""``client.blocklist`` on the local database: each call one unit of work in a thread."""

from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.query import Page
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.model.blocklist import Block, NewBlock, Traits


class LocalBlocklist:
    """Who may not buy; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(
        self, text: str = "", *, ended: bool = False, limit: int = 50, after: str | None = None
    ) -> "Page[Block]":
        """Entries."""
        clock = self._backend.clock

        def work(connection: "Connection") -> "Page[Block]":
            from cartui.store.blocklist import entry_page

            return entry_page(connection, text, ended=ended, now=clock(), limit=limit, after=after)

        return await self._backend.read(work)

    async def add(self, new: "NewBlock", *, key: str | None = None) -> "Block":
        """Add an entry."""
        from cartui.model.blocklist import Block

        backend = self._backend

        def work(connection: "Connection") -> Block:
            from cartui.client.local.blocking import block

            return block(backend, connection, new)

        return await write_once(backend, Operation.BLOCK, key, ("blocklist.add", new), Block, work)

    async def remove(self, block: int, *, key: str | None = None) -> "Block":
        """Take it off."""
        from cartui.model.blocklist import Block

        backend = self._backend

        def work(connection: "Connection") -> Block:
            from cartui.client.local.blocking import unblock

            return unblock(backend, connection, block)

        return await write_once(backend, Operation.BLOCK, key, ("blocklist.remove", block), Block, work)

    async def test(self, traits: "Traits") -> "tuple[Block, ...]":
        """The entries that hold for somebody."""
        clock = self._backend.clock

        def work(connection: "Connection") -> "tuple[Block, ...]":
            from cartui.client.local.blocked import blocks_of

            return blocks_of(connection, traits, clock())

        return await self._backend.read(work)
