"""The client whose backend is a database of its own: a SQLite file, or a PostgreSQL server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend, utc_now
from cartui.client.local.carts import LocalCarts
from cartui.client.local.catalog import LocalCatalog
from cartui.client.local.customers import LocalCustomers
from cartui.client.local.history import LocalHistory
from cartui.client.local.imports import LocalImports
from cartui.client.local.orders import LocalOrders
from cartui.client.local.shop import LocalShop
from cartui.client.local.upkeep import LocalUpkeep
from cartui.model.actions import action_kinds
from cartui.model.agent import Actor, Role
from cartui.model.capabilities import Capabilities
from cartui.model.changes import Change
from cartui.model.query import SortKey
from cartui.rules.cart_query import KEYS
from cartui.store.changes import changes_after, latest_seq

POLL_SECONDS: Final = 0.25
"""How often the change table is looked at for what other processes wrote."""


class LocalClient:
    """A client over a local database; see :class:`cartui.client.protocol.Client` for what it promises.

    ``location`` is a path or a database URL. The file is made, or upgraded after a backup copy, when the
    client is opened; with ``readonly`` it has to be there already, and nothing of it is changed.
    """

    def __init__(
        self,
        location: str,
        actor: Actor,
        *,
        clock: Callable[[], datetime] = utc_now,
        readonly: bool = False,
    ) -> None:
        """Prepare it; nothing is touched before ``async with``."""
        self._backend = LocalBackend(location, actor, clock, readonly=readonly)
        self.actor: Final = actor
        self.carts: Final = LocalCarts(self._backend)
        self.customers: Final = LocalCustomers(self._backend)
        self.catalog: Final = LocalCatalog(self._backend)
        self.shop: Final = LocalShop(self._backend)
        self.orders: Final = LocalOrders(self._backend)
        self.history: Final = LocalHistory(self._backend)
        self.imports: Final = LocalImports(self._backend)
        self.upkeep: Final = LocalUpkeep(self._backend)

    @property
    def capabilities(self) -> Capabilities:
        """Everything, except writing for those who may only look."""
        return Capabilities(
            backend="local",
            actions=frozenset(action_kinds()),
            filters=frozenset(KEYS),
            sorts=frozenset(SortKey),
            writes=self.actor.role is not Role.VIEWER,
        )

    async def changes(self, after: int | None = None) -> AsyncIterator[Change]:
        """Changes from sequence number ``after`` on, by whatever process they were made."""
        seen = await self._backend.read(latest_seq) if after is None else after
        while True:
            fresh = await self._backend.read(partial(_changes_after, seen))
            for change in fresh:
                seen = change.seq
                yield change
            await asyncio.sleep(POLL_SECONDS)

    async def __aenter__(self) -> Self:
        """Open the database."""
        await self._backend.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it after the work under way."""
        await self._backend.close()


def _changes_after(seen: int, connection: Connection) -> tuple[Change, ...]:
    """What was written after that sequence number."""
    return changes_after(connection, seen)
