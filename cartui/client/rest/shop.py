"""``client.shop`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.shop import Shop


class RestShop:
    """What the business decides."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def get(self) -> Shop:
        """All of it."""
        return await self._backend.read(Shop, path_of("shop"))

    async def apply(self, shop: Shop) -> Shop:
        """Replace it."""
        return await self._backend.write_unkeyed(Shop, path_of("shop"), shop, method="PUT")
