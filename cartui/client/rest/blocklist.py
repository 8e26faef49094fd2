"""``client.blocklist`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import number_name, path_of
from cartui.model.blocklist import Block, NewBlock, Traits
from cartui.model.query import Page


class RestBlocklist:
    """Who may not buy."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def list(
        self, text: str = "", *, ended: bool = False, limit: int = 50, after: str | None = None
    ) -> Page[Block]:
        """A page of entries."""
        which = "true" if ended else None
        asked = path_of("blocklist", text=text or None, ended=which, limit=limit, after=after)
        return await self._backend.read(Page[Block], asked)

    async def add(self, new: NewBlock, *, key: str | None = None) -> Block:
        """Add an entry."""
        return await self._backend.write(Block, path_of("blocklist"), new, key=key)

    async def remove(self, block: int, *, key: str | None = None) -> Block:
        """Take it off."""
        path = path_of("blocklist", of=number_name(block), then=("remove",))
        return await self._backend.write(Block, path, key=key)

    async def test(self, traits: Traits) -> tuple[Block, ...]:
        """The entries that hold for somebody. Whom they are about stands in no address, and so in no log."""
        return await self._backend.trial(tuple[Block, ...], path_of("blocklist", "test"), traits)
