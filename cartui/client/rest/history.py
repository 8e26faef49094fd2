"""``client.history`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.history import HistoryEntry


class RestHistory:
    """What happened."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def of_cart(self, ref: str, *, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The entries of one cart."""
        asked = path_of("carts", of=ref, then=("history",), limit=limit)
        return await self._backend.read(tuple[HistoryEntry, ...], asked)
