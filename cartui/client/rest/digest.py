"""``client.digest`` at a server."""

from collections.abc import Sequence

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.digest import Digest, SentDigest
from cartui.wire.bodies import DigestToSend


class RestDigest:
    """What waits for somebody."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def get(self) -> Digest:
        """What waits now."""
        return await self._backend.read(Digest, path_of("digest"))

    async def send(
        self, *, again: bool = False, to: Sequence[str] = (), key: str | None = None
    ) -> SentDigest:
        """Have the server mail it."""
        how = DigestToSend(again=again, to=tuple(to))
        return await self._backend.write(SentDigest, path_of("digest", "send"), how, key=key)
