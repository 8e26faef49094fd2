"""``client.digest`` on the local database."""

from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.model.digest import Digest

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalDigest:
    """What waits for somebody; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def get(self) -> Digest:
        """What waits now."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Digest:
            from cartui.client.local.digest_reading import read_digest

            return read_digest(connection, clock())

        return await self._backend.read(work)
