"""``client.sharing`` at a server."""

from datetime import timedelta

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import number_name, path_of
from cartui.model.sharing import SharedPage
from cartui.wire.bodies import Sharing


class RestSharing:
    """Links for customers."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def share(
        self, ref: str, *, lifetime: timedelta | None = None, key: str | None = None
    ) -> SharedPage:
        """Make a link."""
        path = path_of("carts", of=ref, then=("links",))
        return await self._backend.write(SharedPage, path, Sharing(lifetime=lifetime), key=key)

    async def of_cart(self, ref: str) -> tuple[SharedPage, ...]:
        """The links of a cart."""
        return await self._backend.read(tuple[SharedPage, ...], path_of("carts", of=ref, then=("links",)))

    async def revoke(self, page: int, *, key: str | None = None) -> SharedPage:
        """Let it lead nowhere."""
        path = path_of("links", of=number_name(page), then=("revoke",))
        return await self._backend.write(SharedPage, path, key=key)
