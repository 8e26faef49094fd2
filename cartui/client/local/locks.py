"""``client.locks`` on the local database: each call one unit of work in a thread."""

from datetime import datetime
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.cart import Cart
from cartui.model.locks import LockedCart
from cartui.model.order import Order
from cartui.model.query import Page
from cartui.model.statement import Verdict
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


# What was seen guards a resolution and is no part of it: the key of one that is done has its answer, whatever
# there is to be seen of the cart by then.


class LocalLocks:
    """Locked carts; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(self, *, limit: int = 50, after: str | None = None) -> Page[LockedCart]:
        """The queue, the latest lock first."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Page[LockedCart]:
            from cartui.client.local.locked_carts import locked_page

            return locked_page(connection, clock(), limit=limit, after=after)

        return await self._backend.read(work)

    async def get(self, ref: str) -> LockedCart:
        """One of it."""
        clock = self._backend.clock

        def work(connection: "Connection") -> LockedCart:
            from cartui.client.local.locked_carts import locked_cart

            return locked_cart(connection, clock(), ref)

        return await self._backend.read(work)

    async def lock(self, ref: str, reason: str, *, key: str | None = None) -> Cart:
        """Lock it by hand."""
        backend = self._backend

        def work(connection: "Connection") -> Cart:
            from cartui.client.local.resolving import lock_cart

            return lock_cart(backend, connection, ref, reason)

        return await write_once(backend, Operation.LOCK, key, ("locks.lock", ref, reason), Cart, work)

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
        """Let it go on."""
        backend = self._backend

        def work(connection: "Connection") -> Cart:
            from cartui.client.local.resolving import Weighing, unlock_cart

            return unlock_cart(backend, connection, ref, reason, Weighing(against_evidence, seen, since))

        call = ("locks.unlock", ref, reason, against_evidence)
        return await write_once(backend, Operation.LOCK, key, call, Cart, work)

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
        """Make it the order that was paid for."""
        backend = self._backend

        def work(connection: "Connection") -> Order:
            from cartui.client.local.resolving import Weighing, confirm_cart

            return confirm_cart(backend, connection, ref, reason, Weighing(against_evidence, seen, since))

        call = ("locks.confirm", ref, reason, against_evidence)
        return await write_once(backend, Operation.LOCK, key, call, Order, work)

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
        backend = self._backend

        def work(connection: "Connection") -> Cart:
            from cartui.client.local.resolving import Weighing, delete_locked

            return delete_locked(backend, connection, ref, reason, Weighing(against_evidence, seen, since))

        call = ("locks.delete", ref, reason, against_evidence)
        return await write_once(backend, Operation.LOCK, key, call, Cart, work)
