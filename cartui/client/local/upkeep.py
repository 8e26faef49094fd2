"""``client.upkeep`` on the local database: leased work in small transactions."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.lease_steps import GAP, HeldByAnother, Leased, leased
from cartui.client.local.reporting.counting import count_before_purge, count_next, has_uncounted
from cartui.client.local.resolving import write_lock
from cartui.model.history import EntryKind
from cartui.model.upkeep import UpkeepReport
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.rules.trash import due_by_day, due_now
from cartui.store.bulk_jobs import forget_items, forget_unstarted, has_old_items, has_unstarted
from cartui.store.changes import append_change, forget_changes, has_old_changes
from cartui.store.history import NewEntry, insert_entries
from cartui.store.locked_carts import overdue_ids
from cartui.store.outbox import forget_texts, has_old_texts
from cartui.store.payers import forget_payers, has_payers
from cartui.store.presence import forget_left, has_left
from cartui.store.purge import (
    INDEXES,
    count_due,
    due_carts,
    forget_replies,
    has_replies,
    is_unswept,
    mark_swept,
    merge_index,
    purge_carts,
)
from cartui.store.shop_config import load_shop

LOCKS: Final = "locks"
TRASH: Final = "trash"
PAYERS: Final = "payers"
REPLIES: Final = "replies"
CHANGES: Final = "changes"
PRESENCE: Final = "presence"
OUTBOX: Final = "outbox"
BULK: Final = "bulk"
FIGURES: Final = "figures"

REPLIES_KEPT: Final = timedelta(days=7)
"""For how long a repeat of a call with a key is given the first answer."""

CHANGES_KEPT: Final = timedelta(days=30)
"""For how long a desk can be away and still follow one by one what changed meanwhile."""

PRESENCE_KEPT: Final = timedelta(hours=1)
"""For how long it is kept who was at a cart: nobody is shown it, and tidying up can wait."""

MESSAGES_KEPT: Final = timedelta(days=30)
"""For how long it is kept what a message said and to whom, once nothing becomes of it any more."""

BULK_PREPARED_KEPT: Final = timedelta(days=1)
"""For how long a bulk change that nobody starts is kept."""

BULK_ITEMS_KEPT: Final = timedelta(days=365)
"""For how long it is kept what became of each cart of a bulk change; its sums are kept for ever."""

COUNTED_AT_MOST: Final = 50_000
"""Entries of the history that one round counts for the reports: after an import it takes several."""

LOCKED_AT_ONCE: Final = 50
"""Carts of which one transaction writes that they are locked."""

TRUNCATIONS: Final = 20
"""How often emptying SQLite's log is tried while others read."""


class LocalUpkeep:
    """The work that nobody waits for."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def run(self) -> UpkeepReport:
        """Do what is due; nothing is written where nothing is."""
        ensure_may_do(self._backend.actor.role, Operation.KEEP_UP)
        now = self._backend.clock()
        busy: list[str] = []
        locked = await self._write_locks(busy)
        carts = await self._empty_trash(Operation.KEEP_UP, due_by_day, busy)
        payers = await self._forget_payers(busy)
        replies = await self._forget(REPLIES, has_replies, forget_replies, now - REPLIES_KEPT, busy)
        changes = await self._forget(CHANGES, has_old_changes, forget_changes, now - CHANGES_KEPT, busy)
        sent, failed = await self._work_off_outbox()
        texts = await self._forget(OUTBOX, has_old_texts, forget_texts, now - MESSAGES_KEPT, busy)
        bulk = await self._forget(BULK, has_unstarted, forget_unstarted, now - BULK_PREPARED_KEPT, busy)
        if BULK not in busy:
            bulk += await self._forget(BULK, has_old_items, forget_items, now - BULK_ITEMS_KEPT, busy)
        counted = await self._count(busy)
        left = await self._forget(PRESENCE, has_left, forget_left, now - PRESENCE_KEPT, busy)
        return UpkeepReport(
            carts_locked=locked,
            carts_purged=carts,
            payers_forgotten=payers,
            replies_forgotten=replies,
            changes_forgotten=changes,
            presences_forgotten=left,
            messages_sent=sent,
            messages_failed=failed,
            messages_forgotten=texts,
            bulk_items_forgotten=bulk,
            entries_counted=counted,
            busy=tuple(busy),
        )

    async def _work_off_outbox(self) -> tuple[int, int]:
        """Hand over the messages that are due; gives how many were sent, and how many never will be."""
        shared = self._backend.shared
        if shared.deliveries is None or shared.readonly:
            return 0, 0
        worked = await shared.deliveries.work_off(self._backend.clock)
        return worked.sent, worked.failed

    async def purge(self, *, dry_run: bool = False) -> UpkeepReport:
        """Empty the trash of what is due to the minute."""
        ensure_may_do(self._backend.actor.role, Operation.PURGE)
        if dry_run:
            until = await self._backend.read(partial(self._until, due_now))
            return UpkeepReport(carts_purged=await self._backend.read(lambda conn: count_due(conn, until)))
        busy: list[str] = []
        carts = await self._empty_trash(Operation.PURGE, due_now, busy)
        return UpkeepReport(carts_purged=carts, busy=tuple(busy))

    async def _write_locks(self, busy: list[str]) -> int:
        """Write which carts are locked since their customers did not come back; gives how many."""
        if not await self._backend.read(lambda connection: self._overdue(connection, limit=1)):
            return 0
        return await self._under_lease(
            Operation.KEEP_UP, LOCKS, lambda lease: lease.repeat(self._lock_batch), busy
        )

    def _overdue(self, connection: Connection, *, limit: int = LOCKED_AT_ONCE) -> list[str]:
        """Some of the carts that are locked by now and not written as such."""
        patience = load_shop(connection).settings.locks.no_return_after
        return overdue_ids(connection, self._backend.clock(), patience, limit=limit)

    def _lock_batch(self, connection: Connection) -> int:
        """Write some of these locks."""
        now = self._backend.clock()
        overdue = self._overdue(connection)
        for cart_id in overdue:
            write_lock(self._backend, connection, cart_id, now)
        return len(overdue)

    def _until(self, rule: Callable[[int, datetime], datetime], connection: Connection) -> datetime:
        """Until when a deleted cart is due, by what the shop decided."""
        return rule(load_shop(connection).settings.trash_keep_days, self._backend.clock())

    async def _empty_trash(
        self, operation: Operation, rule: Callable[[int, datetime], datetime], busy: list[str]
    ) -> int:
        """Purge the carts that are due, then take their words out of the indexes; gives how many went."""
        until = await self._backend.read(partial(self._until, rule))
        if not await self._backend.read(
            lambda conn: is_unswept(conn) or bool(due_carts(conn, until, limit=1))
        ):
            return 0

        async def work(lease: Leased) -> int:
            purged = await lease.repeat(partial(self._purge_batch, until))
            await self._sweep(lease)
            return purged

        return await self._under_lease(operation, TRASH, work, busy)

    async def _count(self, busy: list[str]) -> int:
        """Count for the reports what happened since the last round; gives how many entries that were."""
        if not await self._backend.read(has_uncounted):
            return 0

        async def work(lease: Leased) -> int:
            done = 0
            while done < COUNTED_AT_MOST and (count := await lease.step(count_next)):
                done += count
                await asyncio.sleep(GAP)
            return done

        return await self._under_lease(Operation.KEEP_UP, FIGURES, work, busy)

    async def _forget_payers(self, busy: list[str]) -> int:
        """Forget who made the payments that nobody can dispute any more, a whole day's together."""
        now = self._backend.clock()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)

        def before(connection: Connection) -> datetime:
            kept = load_shop(connection).settings.statements.keep_payers
            return (midnight if kept else now) - kept

        if not await self._backend.read(lambda connection: has_payers(connection, before(connection))):
            return 0

        async def work(lease: Leased) -> int:
            done = await lease.repeat(lambda connection: forget_payers(connection, before(connection)))
            await self._empty_log()
            return done

        return await self._under_lease(Operation.KEEP_UP, PAYERS, work, busy)

    async def _forget(
        self,
        kind: str,
        is_due: Callable[[Connection, datetime], bool],
        forget: Callable[[Connection, datetime], int],
        before: datetime,
        busy: list[str],
    ) -> int:
        """Remove what is from before that moment; gives how many went."""
        if not await self._backend.read(lambda connection: is_due(connection, before)):
            return 0
        return await self._under_lease(
            Operation.KEEP_UP,
            kind,
            lambda lease: lease.repeat(lambda connection: forget(connection, before)),
            busy,
        )

    async def _under_lease(
        self,
        operation: Operation,
        kind: str,
        work: Callable[[Leased], Awaitable[int]],
        busy: list[str],
    ) -> int:
        """Do one kind of work; where another process does it, say so in ``busy`` and leave it."""
        try:
            async with leased(self._backend, operation, kind) as lease:
                return await work(lease)
        except HeldByAnother:
            busy.append(kind)
            return 0

    def _purge_batch(self, until: datetime, connection: Connection) -> int:
        """Purge some of the carts that are due, and tell the feed; what was restored meanwhile is spared."""
        backend, now = self._backend, self._backend.clock()
        carts = due_carts(connection, until)
        insert_entries(
            connection,
            [
                NewEntry(
                    cart_id=cart.id,
                    kind=EntryKind.PURGED,
                    at=now,
                    agent=backend.actor.name,
                    origin=backend.actor.origin.value,
                    version=cart.version + 1,
                    summary="",
                )
                for cart in carts
            ],
        )
        count_before_purge(connection, [cart.pk for cart in carts])
        purge_carts(connection, carts)
        for cart in carts:
            append_change(
                connection,
                kind="cart",
                id=cart.id,
                version=cart.version + 1,
                agent=backend.actor.name,
                at=now,
            )
        return len(carts)

    async def _sweep(self, lease: Leased) -> None:
        """Rewrite the indexes without what was purged, step by step, and empty SQLite's log."""
        for index in INDEXES:
            more = await lease.step(partial(merge_index, index=index, begin=True))
            while more:
                await asyncio.sleep(GAP)
                more = await lease.step(partial(merge_index, index=index, begin=False))
        if await self._empty_log():
            await lease.step(mark_swept)

    async def _empty_log(self) -> bool:
        """Empty SQLite's log; ``False`` where readers were in the way for too long."""
        for _ in range(TRUNCATIONS):
            if await self._backend.truncate_log():
                return True
            await asyncio.sleep(GAP)
        return False
