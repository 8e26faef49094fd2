"""``client.orders`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of, within_bounds
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.wire.bodies import AtVersion, WithReason


class RestOrders:
    """Orders."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def list(
        self, text: str = "", *, state: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[OrderSummary]:
        """A page of orders."""
        asked = path_of("orders", text=text, state=state, limit=limit, after=after)
        return await self._backend.read(Page[OrderSummary], asked)

    async def get(self, ref: str) -> Order:
        """One order."""
        return await self._backend.read(Order, path_of("orders", of=ref))

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> Order:
        """Release it."""
        at = AtVersion(version=within_bounds(version))
        return await self._backend.write(Order, path_of("orders", of=ref, then=("approve",)), at, key=key)

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> Order:
        """Put it on hold."""
        held = WithReason(reason=reason, version=within_bounds(version))
        return await self._backend.write(Order, path_of("orders", of=ref, then=("hold",)), held, key=key)

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> Order:
        """End it."""
        ended = WithReason(reason=reason, version=within_bounds(version))
        return await self._backend.write(Order, path_of("orders", of=ref, then=("cancel",)), ended, key=key)
