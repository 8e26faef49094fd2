"""``client.bulk`` on the local database."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.kinds import planner_of
from cartui.client.local.bulk.running import tell_of_job
from cartui.client.local.bulk.targets import Place, Target
from cartui.client.local.bulk.undoing import items_to_undo
from cartui.client.local.idempotent_replies import answered, fingerprint, write_once
from cartui.client.local.identifiers import new_id
from cartui.client.local.lease_steps import GAP
from cartui.model.actions import SetPriceLevel
from cartui.model.bulk import (
    MOST_ITEMS,
    BulkAction,
    BulkItem,
    BulkJob,
    BulkPreview,
    BulkTally,
    BulkTarget,
    ItemKind,
    ItemState,
    JobState,
    SetCustomerLevel,
    UndoJob,
    largest,
)
from cartui.model.errors import Invalid, NotFound, Refused
from cartui.model.problem import Problem
from cartui.model.query import Page
from cartui.model.shop import Shop
from cartui.rules.bulk.joining import ensure_joined, ensure_meant, operation_of
from cartui.rules.bulk.undoing import ensure_undoable
from cartui.rules.entry_kinds import kind_of_job
from cartui.rules.permissions import ensure_may_do
from cartui.store.bulk_jobs import (
    AT_ONCE,
    NewItem,
    PlacedItem,
    cancel_job,
    insert_items,
    insert_job,
    item_page,
    job_page,
    load_items,
    load_job,
    settle_job,
    take_job,
)
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.shop_config import load_shop

PREVIEWED_AT_ONCE = 500
"""Items of one part of a preview."""


class LocalBulk:
    """Jobs; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def dry_run(
        self, target: BulkTarget, actions: Sequence[BulkAction], *, after: str | None = None
    ) -> BulkPreview:
        """A part of what it would do."""
        self._ensure_possible(target, actions)
        about = fingerprint("bulk.dry_run", target, *actions)

        def work(connection: Connection) -> BulkPreview:
            _ensure_known(load_shop(connection), actions)
            meant = self._target(connection, target, actions)
            if after is None:
                matched, place = len(_all_of(meant)), Place()
            else:
                matched, named, cursor = _place_of(after, about)
                place = Place(named, cursor or None)
            part = meant.part(place, PREVIEWED_AT_ONCE)
            items = [PlacedItem(at, _waiting(item)) for at, item in enumerate(part.items)]
            rest = None
            if part.next is not None:
                rest = make_cursor(about, (matched, part.next.named, part.next.cursor or ""))
            return self._previewed(connection, actions, None, items, matched, rest)

        return await self._backend.read(work)

    async def prepare(
        self, target: BulkTarget, actions: Sequence[BulkAction], *, key: str | None = None
    ) -> BulkJob:
        """Store what is meant."""
        self._ensure_possible(target, actions)
        ensure_may_do(self._backend.actor.role, operation_of(actions))
        backend = self._backend
        call = ("bulk.prepare", target, *actions)
        known = await answered(backend, key, call, BulkJob)
        if known is not None:
            return known

        def read(connection: Connection) -> list[NewItem]:
            _ensure_known(load_shop(connection), actions)
            return _all_of(self._target(connection, target, actions))

        return await self._kept(actions, await backend.read(read), key, call)

    async def _kept(
        self,
        actions: Sequence[BulkAction],
        items: Sequence[NewItem],
        key: str | None,
        call: tuple[object, ...],
    ) -> BulkJob:
        """Store a prepared job with all its items, some at a time."""
        backend, operation = self._backend, operation_of(actions)
        begun: int | None = None
        stored = 0
        while len(items) - stored > AT_ONCE:  # the last ones come with the answer
            begun = await backend.write(operation, partial(self._store, actions, begun, items, stored))
            stored += AT_ONCE
            await asyncio.sleep(GAP)

        def settle(connection: Connection) -> BulkJob:
            job = self._store(actions, begun, items, stored, connection)
            settle_job(connection, job, len(items))
            return self._job(connection, job)

        return await write_once(backend, operation, key, call, BulkJob, settle)

    async def preview(self, job: int, *, after: str | None = None) -> BulkPreview:
        """A part of what a prepared job would do."""

        def work(connection: Connection) -> BulkPreview:
            known, about = self._job(connection, job), f"preview of bulk job {job}"
            if known.state is not JobState.PREPARED:
                raise Refused(f"Bulk change {job} is {known.state}: it has no preview any more.")
            first = 0 if after is None else _number_of(after, about)
            items = load_items(connection, job, first=first, count=PREVIEWED_AT_ONCE)
            end = first + PREVIEWED_AT_ONCE
            rest = make_cursor(about, (end,)) if end < known.tally.matched else None
            return self._previewed(connection, known.actions, job, items, known.tally.matched, rest)

        return await self._backend.read(work)

    async def start(self, job: int) -> BulkJob:
        """Begin, or go on."""
        runner = new_id()
        operation = operation_of((await self.get(job)).actions)

        def work(connection: Connection) -> tuple[BulkJob, bool]:
            known = self._job(connection, job)
            waits = known.state is JobState.PREPARED
            if not waits and (known.state is not JobState.RUNNING or known.at_work):
                return known, False
            now = self._backend.clock()
            take_job(connection, job, runner, now)
            tell_of_job(connection, job, self._backend.actor.name, now)
            return self._job(connection, job), True

        started, is_mine = await self._backend.write(operation, work)
        if is_mine:
            self._backend.shared.bulk_runs.begin(self._backend, started, runner)
        return started

    async def cancel(self, job: int) -> BulkJob:
        """Stop it."""
        operation = operation_of((await self.get(job)).actions)

        def work(connection: Connection) -> BulkJob:
            now = self._backend.clock()
            if cancel_job(connection, job, now):
                tell_of_job(connection, job, self._backend.actor.name, now)
            return self._job(connection, job)

        return await self._backend.write(operation, work)

    async def undo(self, job: int, *, key: str | None = None) -> BulkJob:
        """Prepare the job that takes it back."""
        backend, actions, call = self._backend, [UndoJob(job=job)], ("bulk.undo", job)
        ensure_may_do(backend.actor.role, operation_of(actions))
        known = await answered(backend, key, call, BulkJob)
        if known is not None:
            return known

        def read(connection: Connection) -> list[NewItem]:
            ensure_undoable(self._job(connection, job))
            items = items_to_undo(connection, job)
            if not items:
                raise Refused(f"Nothing that bulk change {job} changed is there any more.")
            return items

        return await self._kept(actions, await backend.read(read), key, call)

    async def get(self, job: int) -> BulkJob:
        """The job."""
        return await self._backend.read(lambda connection: self._job(connection, job), "bulk job")

    async def list(self, *, limit: int = 50, after: str | None = None) -> Page[BulkJob]:
        """The jobs that were begun."""
        now = self._backend.clock()
        page = await self._backend.read(
            lambda connection: job_page(connection, now, limit=limit, after=after)
        )
        runs = self._backend.shared.bulk_runs
        return replace(page, items=tuple(map(runs.as_known, page.items)))

    async def items(
        self, job: int, *, state: ItemState | None = None, limit: int = 50, after: str | None = None
    ) -> Page[BulkItem]:
        """What became of each."""

        def work(connection: Connection) -> Page[BulkItem]:
            self._job(connection, job)
            return item_page(connection, job, state=state, limit=limit, after=after)

        return await self._backend.read(work)

    def _ensure_possible(self, target: BulkTarget, actions: Sequence[BulkAction]) -> None:
        """Raise ``Invalid`` for what makes no sense, and ``Unsupported``."""
        ensure_joined(actions)
        ensure_meant(target, actions)
        planner_of(self._backend, actions, None)

    def _job(self, connection: Connection, job: int) -> BulkJob:
        """The job as it is. Raises ``NotFound``."""
        known = load_job(connection, job, self._backend.clock())
        if known is None:
            raise NotFound(f"There is no bulk change {job}.")
        return self._backend.shared.bulk_runs.as_known(known)

    def _target(self, connection: Connection, target: BulkTarget, actions: Sequence[BulkAction]) -> Target:
        """What is meant now."""
        backend = self._backend
        follow = any(isinstance(action, SetCustomerLevel) and action.carts_follow for action in actions)
        return Target(connection, target, now=backend.clock(), me=backend.actor.name, with_carts=follow)

    def _store(
        self,
        actions: Sequence[BulkAction],
        begun: int | None,
        items: Sequence[NewItem],
        first: int,
        connection: Connection,
    ) -> int:
        """Store some items, with the first ones the job itself; gives its number."""
        backend = self._backend
        job = begun
        if job is None:
            actor = backend.actor
            job = insert_job(
                connection,
                actions,
                kind=kind_of_job(actions),
                agent=actor.name,
                origin=actor.origin.value,
                at=backend.clock(),
                undoes=next((action.job for action in actions if isinstance(action, UndoJob)), None),
            )
        insert_items(connection, job, items[first : first + AT_ONCE], first=first)
        return job

    def _previewed(
        self,
        connection: Connection,
        actions: Sequence[BulkAction],
        job: int | None,
        items: Sequence[PlacedItem],
        matched: int,
        rest: str | None,
    ) -> BulkPreview:
        """What would become of these."""
        plan = planner_of(self._backend, actions, job).plan(connection, items)
        would_be = [placed.item for placed in plan.outcomes]
        return BulkPreview(
            tally=BulkTally(matched=matched).with_items(would_be),
            largest=largest(would_be),
            refused=tuple(item for item in would_be if item.state is ItemState.REFUSED),
            next=rest,
        )


def _all_of(target: Target) -> list[NewItem]:
    """All that is meant, customers first. Raises ``Refused`` for none, and for too many."""
    items = list(islice(target.all(), MOST_ITEMS + 1))
    if not items:
        raise Refused("That means nothing at all: there is nothing to change.")
    if len(items) > MOST_ITEMS:
        raise Refused(f"That means more than {MOST_ITEMS:,}, which is the most for one change: narrow it.")
    return sorted(items, key=lambda item: item.kind is ItemKind.CART)  # carts go by what their customers are


def _waiting(item: NewItem) -> BulkItem:
    """Something that is meant, before anything becomes of it."""
    return BulkItem(
        kind=item.kind,
        id=item.id,
        number=item.number,
        state=ItemState.WAITING,
        currency=item.currency,
        before=item.total,
        after=item.total,
    )


def _ensure_known(shop: Shop, actions: Sequence[BulkAction]) -> None:
    """Raise ``Invalid`` for a price level that the shop does not have."""
    for at, action in enumerate(actions):
        if not isinstance(action, SetPriceLevel | SetCustomerLevel) or not action.level:
            continue
        if shop.price_level(action.level) is None:
            known = ", ".join(level.code for level in shop.price_levels)
            message = f"there is no price level {action.level}; the shop has {known}"
            raise Invalid(message, [Problem(field=f"actions.{at}.level", message=message)])


def _place_of(cursor: str, about: str) -> tuple[int, int, str]:
    """How many there are in all, and the place of the part that follows. Raises ``Invalid``."""
    matched, named, found = read_cursor(cursor, about, kinds=(int, int, str))
    return int(matched), int(named), str(found)


def _number_of(cursor: str, about: str) -> int:
    """The position of the part that follows. Raises ``Invalid``."""
    (first,) = read_cursor(cursor, about, kinds=(int,))
    return int(first)
