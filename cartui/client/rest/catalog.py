"""``client.catalog`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.catalog import VariantHit


class RestCatalog:
    """What is sold."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def search(
        self, text: str, *, market: str, level: str | None = None, limit: int = 20
    ) -> tuple[VariantHit, ...]:
        """Variants that match."""
        asked = path_of("variants", text=text, market=market, level=level, limit=limit)
        return await self._backend.read(tuple[VariantHit, ...], asked)
