"""What was done to all carts, latest first.

Whoever asks for a rare kind of entry, or for what one agent did, has the latest of each kind looked up by
itself and laid together: so no more rows are read than a page for each kind, however long the history is.

A bulk job stands there as one, however many carts it changed: the indexes leave out what jobs made, and a
job's own row says where in the history it was begun.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from heapq import nlargest

from sqlalchemy import BigInteger, Connection, func, literal, select, tuple_

from cartui.model.activity import Activity, BulkActivity, CartActivity
from cartui.model.history import EntryKind
from cartui.model.query import Page
from cartui.store.chunked import in_parts
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import storable
from cartui.store.history import entry_of
from cartui.store.job_reading import jobs_of
from cartui.store.limits import LARGEST_INTEGER, page_size
from cartui.store.tables import METADATA

_history = METADATA.tables["history"]
_cart = METADATA.tables["cart"]
_job = METADATA.tables["bulk_job"]

Place = tuple[int, int]
"""An entry's id and 0; or that of the latest one when a job was begun, and the job's id. Larger is later."""


def activity_page(
    conn: Connection,
    now: datetime,
    *,
    kinds: Collection[EntryKind] = (),
    agent: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Activity]:
    """Entries of all carts and bulk jobs, latest first: of these kinds and that agent where they are given.

    Raises ``Invalid`` for a cursor of another list, and for a limit below 1.
    """
    limit = page_size(limit)
    about = repr(("activity", sorted(set(kinds)), agent))
    before = (LARGEST_INTEGER, 0)
    if after is not None:
        entry, job = read_cursor(after, about, kinds=(int, int))
        before = (int(entry), int(job))
    entries = _latest_entries(conn, kinds, agent, before, limit + 1)
    jobs = _latest_jobs(conn, kinds, agent, before, limit + 1)
    found = nlargest(limit + 1, (*entries, *jobs))
    page = found[:limit]
    return Page(
        items=_rows(conn, page, now),
        next=make_cursor(about, page[-1]) if len(found) > limit else None,
    )


def latest_entry(conn: Connection) -> int:
    """The id of the latest entry of all histories, where a job that is begun now stands; 0: there is none."""
    return int(conn.execute(select(func.coalesce(func.max(_history.c.id), 0))).scalar_one())


def _latest_entries(
    conn: Connection, kinds: Collection[EntryKind], agent: str | None, before: Place, limit: int
) -> Iterable[Place]:
    """The latest entries before that place that no job made."""
    entry, job = before
    earlier = _history.c.id <= entry if job else _history.c.id < entry
    latest_first = select(_history.c.id).where(_history.c.job.is_(None), earlier)
    latest_first = latest_first.order_by(_history.c.id.desc()).limit(limit)
    if not kinds and agent is None:
        return [(found, 0) for found in conn.execute(latest_first).scalars()]
    if agent is not None:
        latest_first = latest_first.where(_history.c.agent == storable(agent))
    of_kinds = (
        conn.execute(latest_first.where(_history.c.kind == kind.value)).scalars()
        for kind in set(kinds or EntryKind)
    )
    return [(found, 0) for of_kind in of_kinds for found in of_kind]


def _latest_jobs(
    conn: Connection, kinds: Collection[EntryKind], agent: str | None, before: Place, limit: int
) -> Iterable[Place]:
    """The latest jobs that were begun before that place."""
    place = tuple_(_job.c.place, _job.c.id)
    earlier = place < tuple_(*(literal(part, BigInteger) for part in before))
    latest_first = select(_job.c.place, _job.c.id).where(_job.c.place.is_not(None), earlier)
    latest_first = latest_first.order_by(_job.c.place.desc(), _job.c.id.desc()).limit(limit)
    if not kinds and agent is None:
        return [(row.place, row.id) for row in conn.execute(latest_first)]
    if agent is not None:
        latest_first = latest_first.where(_job.c.agent == storable(agent))
    of_kinds = (
        conn.execute(latest_first.where(_job.c.kind == kind.value)) for kind in set(kinds or EntryKind)
    )
    return [(row.place, row.id) for of_kind in of_kinds for row in of_kind]


def _rows(conn: Connection, places: Collection[Place], now: datetime) -> tuple[Activity, ...]:
    """What stands at these places, in their order."""
    entries = _entries(conn, [entry for entry, job in places if not job])
    ids = [job for _, job in places if job]
    jobs = jobs_of(conn, ids, now) if ids else {}
    return tuple(BulkActivity(job=jobs[job]) if job else entries[entry] for entry, job in places)


def _entries(conn: Connection, ids: Collection[int]) -> dict[int, CartActivity]:
    """The entries of these ids with their carts, by their ids."""
    names = ("number", "customer_name", "contact_name", "currency")
    about = (_cart.c.id.label("cart_id"), *(_cart.c[name] for name in names))
    return {
        row.id: CartActivity(
            entry=entry_of(row, row.cart_id),
            number=row.number,
            customer=row.customer_name or row.contact_name or "",
            currency=row.currency,
        )
        for part in in_parts(ids)
        for row in conn.execute(select(_history, *about).join(_cart).where(_history.c.id.in_(part)))
    }
