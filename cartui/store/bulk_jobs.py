"""Bulk jobs and their items: whoever works on one says so in its row, and nobody else does its next batch."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkTally, ItemKind, ItemState, JobState
from cartui.model.history import EntryKind
from cartui.model.query import Page
from cartui.store.activity import latest_entry
from cartui.store.bulk import insert_rows
from cartui.store.chunked import in_parts
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.job_reading import jobs_of_rows
from cartui.store.limits import fits, page_size
from cartui.store.tables import METADATA

AT_ONCE: Final = 5_000
"""Items that one transaction stores or forgets."""

_PREPARING: Final = "preparing"
"""The state of a job whose items are not all stored, yet or any more: nobody is shown it."""

_ENDED: Final = (JobState.DONE.value, JobState.CANCELLED.value)

_job = METADATA.tables["bulk_job"]
_item = METADATA.tables["bulk_item"]


@dataclass(frozen=True, slots=True)
class NewItem:
    """Something that a job means, as it is when the job is prepared."""

    id: str
    number: str
    kind: ItemKind = ItemKind.CART
    currency: str = ""
    total: int = 0
    """Minor units of ``currency``; 0 for a customer."""
    version: int | None = None
    """The version that the job made which is to be taken back; ``None`` in any other job."""
    former_level: str | None = None
    """The price level that a customer is to have again."""


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item with its place in its job."""

    position: int
    item: BulkItem
    version: int | None = None
    """The version that the job made; ``None`` where it changed nothing.

    Of something that is still to be taken back, the version that the other job made.
    """
    former_level: str | None = None
    """A customer's price level before."""


def insert_job(
    conn: Connection,
    actions: Sequence[BulkAction],
    *,
    kind: EntryKind,
    agent: str,
    origin: str,
    at: datetime,
    undoes: int | None = None,
) -> int:
    """Begin to store a job; it is nothing to anybody before :func:`settle_job`. Gives its number.

    ``kind`` is what its entries in the histories of carts will be.
    """
    values = {
        "state": _PREPARING,
        "kind": kind.value,
        "actions": _actions().dump_python(tuple(actions), mode="json"),
        "agent": agent,
        "origin": origin,
        "created_at": at,
        "matched": 0,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "totals_before": {},
        "totals_after": {},
        "undoes": undoes,
        "runner": "",
    }
    return int(conn.execute(insert(_job).values(values).returning(_job.c.id)).scalar_one())


def insert_items(conn: Connection, job: int, items: Iterable[NewItem], *, first: int) -> None:
    """Store items of a job, from that position on."""
    rows = [
        {
            "job": job,
            "position": position,
            "kind": item.kind.value,
            "subject": item.id,
            "number": item.number,
            "state": ItemState.WAITING.value,
            "reason": "",
            "version": item.version,
            "former_level": item.former_level,
            "currency": item.currency,
            "before": item.total,
            "after": item.total,
            "made": "",
        }
        for position, item in enumerate(items, first)
    ]
    insert_rows(conn, _item, rows)


def settle_job(conn: Connection, job: int, matched: int) -> None:
    """All of its items are stored: from now on it is prepared."""
    values = {"state": JobState.PREPARED.value, "matched": matched}
    conn.execute(update(_job).where(_job.c.id == job).values(values))


def load_job(conn: Connection, job: int, now: datetime) -> BulkJob | None:
    """The job of that number, or ``None``."""
    if not fits(job):
        return None
    rows = conn.execute(select(_job).where(_job.c.id == job, _job.c.state != _PREPARING)).all()
    return next(iter(jobs_of_rows(conn, rows, now)), None)


def job_page(conn: Connection, now: datetime, *, limit: int, after: str | None) -> Page[BulkJob]:
    """The jobs that were begun, the latest first.

    Raises ``Invalid`` for a limit below 1 or a cursor of another list.
    """
    limit, about = page_size(limit), "bulk jobs"
    chosen = select(_job).where(_job.c.started_at.is_not(None))
    if after is not None:
        (last,) = read_cursor(after, about, kinds=(int,))
        chosen = chosen.where(_job.c.id < last)
    rows = conn.execute(chosen.order_by(_job.c.id.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    return Page(
        items=jobs_of_rows(conn, page, now),
        next=make_cursor(about, (page[-1].id,)) if len(rows) > limit else None,
    )


def item_page(
    conn: Connection, job: int, *, state: ItemState | None, limit: int, after: str | None
) -> Page[BulkItem]:
    """Items of a job in their order, those in one state or all.

    Raises ``Invalid`` for a limit below 1 or a cursor of another list.
    """
    limit, about = page_size(limit), f"items of bulk job {job} {state}"
    chosen = select(_item).where(_item.c.job == job)
    if state is not None:
        chosen = chosen.where(_item.c.state == state.value)
    if after is not None:
        (last,) = read_cursor(after, about, kinds=(int,))
        chosen = chosen.where(_item.c.position > last)
    rows = conn.execute(chosen.order_by(_item.c.position).limit(limit + 1)).all()
    page = rows[:limit]
    return Page(
        items=tuple(_item_of(row).item for row in page),
        next=make_cursor(about, (page[-1].position,)) if len(rows) > limit else None,
    )


def changed_items(conn: Connection, job: int) -> list[PlacedItem]:
    """All that a job changed, in the order in which it did."""
    mine = (_item.c.job == job, _item.c.state == ItemState.CHANGED.value)
    return [_item_of(row) for row in conn.execute(select(_item).where(*mine).order_by(_item.c.position))]


def waiting_customers(conn: Connection, job: int) -> frozenset[str]:
    """The customers of a job, by their ids, of whom nothing became yet."""
    mine = (_item.c.job == job, _item.c.state == ItemState.WAITING.value)
    chosen = select(_item.c.subject).where(*mine, _item.c.kind == ItemKind.CUSTOMER.value)
    return frozenset(conn.execute(chosen).scalars())


def load_items(conn: Connection, job: int, *, first: int, count: int) -> list[PlacedItem]:
    """So many items of a job from that position on."""
    places = _item.c.position.between(first, first + count - 1)
    rows = conn.execute(select(_item).where(_item.c.job == job, places).order_by(_item.c.position))
    return [_item_of(row) for row in rows]


def take_job(conn: Connection, job: int, runner: str, now: datetime) -> None:
    """Work on it from now on; whoever did so before does nothing more of it."""
    values = {"state": JobState.RUNNING.value, "runner": runner, "seen_at": now}
    mine = _job.c.id == job
    conn.execute(update(_job).where(mine).values(values))
    begun = {"started_at": now, "place": latest_entry(conn)}
    conn.execute(update(_job).where(mine, _job.c.started_at.is_(None)).values(begun))


def progress_of(conn: Connection, job: int, runner: str) -> BulkTally | None:
    """How far a job is that this runner works on; ``None`` where it does so no more."""
    mine = (_job.c.id == job, _job.c.runner == runner, _job.c.state == JobState.RUNNING.value)
    row = conn.execute(select(_job).where(*mine)).one_or_none()
    return None if row is None else _tally_of(row)


def note_batch(
    conn: Connection, job: int, done: Sequence[PlacedItem], tally: BulkTally, now: datetime
) -> None:
    """Keep what became of items, and how far the job is by that; with the last of them it is done."""
    if done:
        names = ("state", "reason", "version", "former_level", "currency", "before", "after", "made")
        changed = update(_item).where(_item.c.job == job, _item.c.position == bindparam("of"))
        conn.execute(
            changed.values({name: bindparam(f"new_{name}") for name in names}),
            [_outcome(each) for each in done],
        )
    values: dict[str, object] = {
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "refused": tally.refused,
        "totals_before": dict(tally.before),
        "totals_after": dict(tally.after),
        "seen_at": now,
    }
    if tally.done >= tally.matched:
        values |= {"state": JobState.DONE.value, "ended_at": now}
    conn.execute(update(_job).where(_job.c.id == job).values(values))


def leave_job(conn: Connection, job: int, runner: str) -> None:
    """Say that this runner works on it no more, so that another one can at once."""
    mine = (_job.c.id == job, _job.c.runner == runner, _job.c.state == JobState.RUNNING.value)
    conn.execute(update(_job).where(*mine).values(seen_at=None))


def cancel_job(conn: Connection, job: int, now: datetime) -> bool:
    """Stop it where it is; ``False``: it was over."""
    going = (_job.c.id == job, _job.c.state.not_in(_ENDED))
    ended = {"state": JobState.CANCELLED.value, "ended_at": now}
    return conn.execute(update(_job).where(*going).values(ended)).rowcount > 0


def has_unstarted(conn: Connection, before: datetime) -> bool:
    """Whether there are jobs from before that moment that nobody started."""
    return conn.execute(_unstarted(before)).first() is not None


def forget_unstarted(conn: Connection, before: datetime) -> int:
    """Forget some items of such a job, and with its last ones the job itself; gives how many went.

    With the first ones it is nothing to anybody any more: nobody starts what is forgotten in part.
    """
    job = conn.execute(_unstarted(before)).scalar()
    if job is None:
        return 0
    some = _forget_some(conn, job)
    if some < AT_ONCE:
        conn.execute(delete(_job).where(_job.c.id == job))
    else:
        conn.execute(update(_job).where(_job.c.id == job).values(state=_PREPARING))
    return max(some, 1)


def has_old_items(conn: Connection, before: datetime) -> bool:
    """Whether items are kept of jobs that were over before that moment."""
    return conn.execute(_with_old_items(before)).first() is not None


def forget_items(conn: Connection, before: datetime) -> int:
    """Forget some items of such a job, which stays with its sums; gives how many went."""
    job = conn.execute(_with_old_items(before)).scalar()
    return 0 if job is None else _forget_some(conn, job)


def forget_reasons_of(conn: Connection, carts: Collection[str]) -> None:
    """Forget why jobs refused these carts, by their ids: of a locked one that has an agent's own words."""
    refused = (_item.c.job.in_(select(_job.c.id)), _item.c.state == ItemState.REFUSED.value)
    for part in in_parts(carts):
        conn.execute(update(_item).where(*refused, _item.c.subject.in_(part)).values(reason=""))


def _forget_some(conn: Connection, job: int) -> int:
    """Forget the first items of a job; gives how many went, less than :data:`AT_ONCE` with the last ones."""
    places = select(_item.c.position).where(_item.c.job == job).order_by(_item.c.position).limit(AT_ONCE)
    some = conn.execute(places).scalars().all()
    if some:
        conn.execute(delete(_item).where(_item.c.job == job, _item.c.position <= some[-1]))
    return len(some)


def _with_old_items(before: datetime) -> Select[Any]:
    """The oldest job with items that was over before that moment, by its number."""
    has_items = select(_item.c.job).where(_item.c.job == _job.c.id).exists()
    over = (_job.c.state.in_(_ENDED), _job.c.created_at < before, _job.c.ended_at < before)
    return select(_job.c.id).where(*over, has_items).order_by(_job.c.id).limit(1)


def _unstarted(before: datetime) -> Select[Any]:
    """The oldest job from before that moment that nobody started, by its number."""
    states = (_PREPARING, JobState.PREPARED.value, JobState.CANCELLED.value)
    old = (_job.c.state.in_(states), _job.c.created_at < before, _job.c.started_at.is_(None))
    return select(_job.c.id).where(*old).order_by(_job.c.id).limit(1)


def _tally_of(row: Row[Any]) -> BulkTally:
    """How far the job of a row is."""
    return BulkTally(
        matched=row.matched,
        changed=row.changed,
        unchanged=row.unchanged,
        refused=row.refused,
        before=row.totals_before,
        after=row.totals_after,
    )


def _item_of(row: Row[Any]) -> PlacedItem:
    """The item of a row."""
    item = BulkItem(
        kind=ItemKind(row.kind),
        id=row.subject,
        number=row.number,
        state=ItemState(row.state),
        reason=row.reason,
        currency=row.currency,
        before=row.before,
        after=row.after,
        made=row.made,
    )
    return PlacedItem(row.position, item, row.version, row.former_level)


def _outcome(placed: PlacedItem) -> dict[str, object]:
    """What became of an item, for its row."""
    item = placed.item
    return {
        "of": placed.position,
        "new_state": item.state.value,
        "new_reason": item.reason,
        "new_version": placed.version,
        "new_former_level": placed.former_level,
        "new_currency": item.currency,
        "new_before": item.before,
        "new_after": item.after,
        "new_made": item.made,
    }


@cache
def _actions() -> TypeAdapter[tuple[BulkAction, ...]]:
    """Writes the actions of jobs, made when the first ones are."""
    return TypeAdapter(tuple[BulkAction, ...])
