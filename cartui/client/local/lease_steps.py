"""Work under a lease: small transactions that another process cannot do at the same time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.identifiers import new_id
from cartui.rules.permissions import Operation
from cartui.store.leases import release_lease, take_lease

T = TypeVar("T")

GAP: Final = 0.05
"""Seconds between two transactions: longer than a writer that waits sleeps before it tries again."""


class HeldByAnother(Exception):
    """Another process does this kind of work at the moment."""


class Leased:
    """One round of one kind of work. Every step renews the lease in its own transaction, or does nothing."""

    def __init__(self, backend: LocalBackend, operation: Operation, name: str) -> None:
        """Prepare it; the lease is taken with the first step."""
        self._backend = backend
        self._operation = operation
        self._name = name
        self._holder = new_id()
        self._held = False

    async def step(self, work: Callable[[Connection], T]) -> T:
        """Do ``work`` in one transaction. Raises ``HeldByAnother`` where the lease is another's."""
        return await self._backend.write(self._operation, partial(self._step, work))

    async def repeat(self, batch: Callable[[Connection], int]) -> int:
        """Do batches until one finds nothing to do, with gaps for other writers; give their sum."""
        done = 0
        while count := await self.step(batch):
            done += count
            await asyncio.sleep(GAP)
        return done

    async def release(self) -> None:
        """Give the lease back, if it was taken."""
        if self._held:
            await self._backend.write(self._operation, self._release)

    def _step(self, work: Callable[[Connection], T], connection: Connection) -> T:
        """Take or renew the lease, then work."""
        self._held = take_lease(connection, self._name, self._holder, self._backend.clock())
        if not self._held:
            raise HeldByAnother
        return work(connection)

    def _release(self, connection: Connection) -> None:
        """Give it back."""
        release_lease(connection, self._name, self._holder)


@asynccontextmanager
async def leased(backend: LocalBackend, operation: Operation, name: str) -> AsyncIterator[Leased]:
    """Work of that kind; the lease is given back at the end, whatever ends it."""
    work = Leased(backend, operation, name)
    try:
        yield work
    finally:
        await work.release()
