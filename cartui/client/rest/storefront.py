"""``client.storefront`` at a server."""

from collections.abc import Sequence

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.storefront import Checkout, CheckoutAnswer, ShopAnswer, ShopCartNow, ShopEvent
from cartui.wire.storefront import Told


class RestStorefront:
    """The carts of one shop."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def tell(self, events: Sequence[ShopEvent]) -> tuple[ShopAnswer, ...]:
        """Tell until it is answered: telling twice changes nothing."""
        path = path_of("storefront", "events")
        return await self._backend.write_again(tuple[ShopAnswer, ...], path, Told(events=tuple(events)))

    async def cart(self, name: str) -> ShopCartNow:
        """One cart."""
        return await self._backend.read(ShopCartNow, path_of("storefront", "carts", of=name))

    async def checkout(self, question: Checkout) -> CheckoutAnswer:
        """Ask whether a shopper may go on to pay."""
        return await self._backend.trial(CheckoutAnswer, path_of("storefront", "checkout"), question)
