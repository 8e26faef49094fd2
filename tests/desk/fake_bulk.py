"""The changes of many carts of a fake backend: prepared, then done in steps that a test releases."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import Invalid, NotFound, Refused
from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import (
    BulkAction,
    BulkItem,
    BulkJob,
    BulkPreview,
    BulkTally,
    BulkTarget,
    DeleteCarts,
    ItemState,
    JobState,
    RestoreCarts,
    UndoJob,
    largest,
)
from cartui.model.cart import CartSummary
from cartui.model.changes import Change
from cartui.model.query import CartQuery, Page

if TYPE_CHECKING:
    from tests.desk.fake_client import FakeClient


def _locked(number: str) -> str:
    """Why a locked cart is refused, as the rules say it: each has a moment of its own."""
    return (
        f"{number} is locked since 2026-11-21 09:{int(number[-2:]) % 60:02} UTC because an agent locked it."
    )


OVER: Final = frozenset({JobState.DONE, JobState.CANCELLED})


@dataclass
class FakeJobs:
    """The jobs of a fake backend, with what becomes of each of their carts."""

    jobs: list[BulkJob] = field(default_factory=list)
    """The earliest first; a job's id is its place, from 1 on."""
    items: dict[int, list[BulkItem]] = field(default_factory=dict)
    """What becomes of each cart, by the job's id; done are as many as its tally says."""
    part: int = 500
    """Carts that one part of a preview looks at."""
    previews: asyncio.Event | None = None
    """What each part of a preview waits for."""
    listed: int = 0
    """How often they were listed."""
    starts: asyncio.Event | None = None
    """What starting a job waits for."""

    def at(self, job: int) -> BulkJob:
        """A job by its id; raises ``NotFound``."""
        if not 0 < job <= len(self.jobs):
            raise NotFound(f"There is no bulk change {job}.")
        return self.jobs[job - 1]

    def put(self, job: int, **changes: object) -> BulkJob:
        """Let a job be another than it was."""
        self.jobs[job - 1] = self.at(job).model_copy(update=changes)
        return self.jobs[job - 1]

    def add(
        self,
        actions: Sequence[BulkAction],
        items: Sequence[BulkItem],
        *,
        agent: str,
        now: datetime,
        undoes: int | None = None,
    ) -> BulkJob:
        """Keep a prepared job."""
        job = BulkJob(
            id=len(self.jobs) + 1,
            state=JobState.PREPARED,
            actions=tuple(actions),
            agent=agent,
            created_at=now,
            tally=BulkTally(matched=len(items)),
            undoes=undoes,
        )
        self.jobs.append(job)
        self.items[job.id] = list(items)
        return job


@dataclass(frozen=True, slots=True)
class FakeBulk:
    """Changing many carts of a fake backend."""

    backend: "FakeClient"

    @property
    def _kept(self) -> FakeJobs:
        """All that is kept of jobs."""
        return self.backend.jobs

    # --- what the protocol asks ----------------------------------------------------------------------

    async def dry_run(
        self, target: BulkTarget, actions: Sequence[BulkAction], *, after: str | None = None
    ) -> BulkPreview:
        self.backend.answer("bulk dry run")
        return self._part(self._planned(target, actions), after)

    async def prepare(
        self, target: BulkTarget, actions: Sequence[BulkAction], *, key: str | None = None
    ) -> BulkJob:
        self.backend.answer(f"bulk prepare {[action.type for action in actions]}")

        async def keep() -> BulkJob:
            items = self._planned(target, actions)
            if not items:
                raise Refused("No cart is meant: nothing was changed.")
            return self._kept.add(actions, items, agent=self.backend.actor.name, now=self.backend.clock())

        return await self.backend.once(key, f"prepare {target!r} {actions!r}", keep)

    async def preview(self, job: int, *, after: str | None = None) -> BulkPreview:
        self.backend.answer(f"bulk preview {job} {after}")
        if self._kept.previews is not None:
            await self._kept.previews.wait()
            self._kept.previews.clear()
        self._kept.at(job)
        return self._part(self._kept.items[job], after)

    async def start(self, job: int) -> BulkJob:
        self.backend.answer(f"bulk start {job}")
        if self._kept.starts is not None:
            await self._kept.starts.wait()
        now = self._kept.at(job)
        if now.state in OVER or now.at_work:
            return now
        started = now.started_at or self.backend.clock()
        return self._kept.put(job, state=JobState.RUNNING, at_work=True, started_at=started)

    async def cancel(self, job: int) -> BulkJob:
        self.backend.answer(f"bulk cancel {job}")
        now = self._kept.at(job)
        if now.state in OVER:
            return now
        if now.undoes is not None and now.started_at is None:
            self._kept.put(now.undoes, undone_by=None)
        return self._kept.put(job, state=JobState.CANCELLED, at_work=False, ended_at=self.backend.clock())

    async def undo(self, job: int, *, key: str | None = None) -> BulkJob:
        self.backend.answer(f"bulk undo {job}")

        async def keep() -> BulkJob:
            undone = self._kept.at(job)
            if not undone.can_be_undone:
                raise Refused(f"Bulk change {job} cannot be undone.")
            items = [
                item.model_copy(update={"before": item.after, "after": item.before})
                for item in self._kept.items[job][: undone.tally.done]
                if item.state is ItemState.CHANGED
            ]
            action = UndoJob(job=job)
            prepared = self._kept.add(
                [action], items, agent=self.backend.actor.name, now=self.backend.clock(), undoes=job
            )
            self._kept.put(job, undone_by=prepared.id)
            return prepared

        return await self.backend.once(key, f"undo {job}", keep)

    async def get(self, job: int) -> BulkJob:
        self.backend.answer(f"bulk get {job}")
        return self._kept.at(job)

    async def list(self, *, limit: int = 50, after: str | None = None) -> Page[BulkJob]:
        self._kept.listed += 1  # not among what was asked: a desk does so by itself, a while after its start
        if self.backend.away is not None:
            raise self.backend.away
        begun = [job for job in reversed(self._kept.jobs) if job.started_at is not None]
        start = int(after or 0)
        end = start + limit
        return Page(tuple(begun[start:end]), next=str(end) if end < len(begun) else None)

    async def items(
        self, job: int, *, state: ItemState | None = None, limit: int = 50, after: str | None = None
    ) -> Page[BulkItem]:
        self.backend.answer(f"bulk items {job} {state}")
        done = self._kept.at(job).tally.done
        items = [
            item if place < done else item.model_copy(update={"state": ItemState.WAITING, "reason": ""})
            for place, item in enumerate(self._kept.items[job])
        ]
        shown = [item for item in items if state in {None, item.state}]
        start = int(after or 0)
        end = start + limit
        return Page(tuple(shown[start:end]), next=str(end) if end < len(shown) else None)

    # --- what a test does ----------------------------------------------------------------------------

    def work(self, count: int | None = None, *, job: int | None = None) -> BulkJob:
        """Let the latest job, or that one, do so many carts more; ``None``: all that are left."""
        now = self._kept.jobs[-1] if job is None else self._kept.at(job)
        assert now.state is JobState.RUNNING, now
        left = self._kept.items[now.id][now.tally.done :]
        step = left if count is None else left[:count]
        for item in step:
            if item.state is ItemState.CHANGED:
                self._change(item, now.actions)
        tally = now.tally.with_items(step)
        over = {"state": JobState.DONE, "at_work": False, "ended_at": self.backend.clock()}
        after = self._kept.put(now.id, tally=tally, **(over if tally.done == tally.matched else {}))
        self.backend.feed.put_nowait(Change(tally.done, "bulk", str(now.id), tally.done, now.agent))
        return after

    def leave_behind(self) -> BulkJob:
        """What worked on the latest job ended: nobody does any more."""
        return self._kept.put(self._kept.jobs[-1].id, at_work=False)

    # --- what becomes of a cart ----------------------------------------------------------------------

    def _planned(self, target: BulkTarget, actions: Sequence[BulkAction]) -> tuple[BulkItem, ...]:
        """What would become of each cart that is meant."""
        from tests.desk.fake_client import FakeCarts

        for action in actions:
            if isinstance(action, SetPriceLevel) and action.level is not None:
                level = self.backend.shop_now.price_level(action.level)
                if level is None:
                    raise Invalid(f"There is no price level {action.level}.")
        carts = FakeCarts(self.backend)
        found = carts._matching(target.query) if target.query is not None else []
        meant = {cart.id: cart for cart in found if cart.id not in target.without}
        for ref in target.carts:
            named = [cart for cart in carts._matching(CartQuery()) if ref in {cart.id, cart.number}]
            if not named:
                raise NotFound(f"There is no cart {ref}.")
            meant[named[0].id] = named[0]
        return tuple(self._planned_one(cart, actions) for cart in meant.values())

    @staticmethod
    def _planned_one(cart: CartSummary, actions: Sequence[BulkAction]) -> BulkItem:
        """What would become of one: what is locked is refused, and a level takes a tenth off."""
        item = BulkItem(
            id=cart.id,
            number=cart.number,
            state=ItemState.CHANGED,
            currency=cart.currency,
            before=cart.total,
            after=cart.total,
        )
        if cart.state == "locked":
            return item.model_copy(update={"state": ItemState.REFUSED, "reason": _locked(cart.number)})
        for action in actions:
            if isinstance(action, SetPriceLevel):
                if cart.price_level == (action.level or "retail"):
                    return item.model_copy(update={"state": ItemState.UNCHANGED})
                item = item.model_copy(update={"after": cart.total * 9 // 10})
        return item

    def _part(self, items: Sequence[BulkItem], after: str | None) -> BulkPreview:
        """One part of what would become of them."""
        start = int(after or 0)
        end = start + self._kept.part
        part = items[start:end]
        return BulkPreview(
            tally=BulkTally(matched=len(items)).with_items(part),
            largest=largest(part),
            refused=tuple(item for item in part if item.state is ItemState.REFUSED),
            next=str(end) if end < len(items) else None,
        )

    def _change(self, item: BulkItem, actions: Sequence[BulkAction]) -> None:
        """Change the cart as planned."""
        summaries = self.backend.summaries
        at = next(at for at, cart in enumerate(summaries) if cart.id == item.id)
        cart = replace(summaries[at], version=summaries[at].version + 1, total=item.after)
        for action in actions:
            match action:
                case SetPriceLevel(level=level):
                    cart = replace(cart, price_level=level or "retail")
                case Assign(agent=agent):
                    cart = replace(cart, assigned_to=agent)
                case DeleteCarts():
                    cart = replace(cart, state="deleted")
                case RestoreCarts():
                    cart = replace(cart, state="open")
                case _:
                    pass
        summaries[at] = cart
