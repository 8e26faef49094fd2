"""``client.locks`` at a server."""

from datetime import datetime

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.cart import Cart
from cartui.model.locks import LockedCart
from cartui.model.order import Order
from cartui.model.query import Page
from cartui.model.statement import Verdict
from cartui.wire.bodies import Locking, Resolving


class RestLocks:
    """Locked carts."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def list(self, *, limit: int = 50, after: str | None = None) -> Page[LockedCart]:
        """A page of the queue."""
        return await self._backend.read(Page[LockedCart], path_of("locks", limit=limit, after=after))

    async def get(self, ref: str) -> LockedCart:
        """One of it."""
        return await self._backend.read(LockedCart, path_of("locks", of=ref))

    async def lock(self, ref: str, reason: str, *, key: str | None = None) -> Cart:
        """Lock it."""
        why = Locking(reason=reason)
        return await self._backend.write(Cart, path_of("locks", of=ref, then=("lock",)), why, key=key)

    async def unlock(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: Verdict | None = None,
        since: datetime | None = None,
        key: str | None = None,
    ) -> Cart:
        """Unlock it."""
        how = Resolving(reason=reason, against_evidence=against_evidence, seen=seen, since=since)
        return await self._backend.write(Cart, path_of("locks", of=ref, then=("unlock",)), how, key=key)

    async def confirm(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: Verdict | None = None,
        since: datetime | None = None,
        key: str | None = None,
    ) -> Order:
        """Confirm its payment."""
        how = Resolving(reason=reason, against_evidence=against_evidence, seen=seen, since=since)
        return await self._backend.write(Order, path_of("locks", of=ref, then=("confirm",)), how, key=key)

    async def delete(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: Verdict | None = None,
        since: datetime | None = None,
        key: str | None = None,
    ) -> Cart:
        """Put it into the trash."""
        how = Resolving(reason=reason, against_evidence=against_evidence, seen=seen, since=since)
        return await self._backend.write(Cart, path_of("locks", of=ref, then=("delete",)), how, key=key)
