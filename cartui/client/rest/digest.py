"""``client.digest`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.digest import Digest


class RestDigest:
    """What waits for somebody."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def get(self) -> Digest:
        """What waits now."""
        return await self._backend.read(Digest, path_of("digest"))
