"""What was done to all carts, latest first.

Whoever asks for a rare kind of entry, or for what one agent did, has the latest of each kind looked up by
itself and laid together: so no more rows are read than a page for each kind, however long the history is.

A bulk job stands there as one, however many carts it changed: the indexes leave out what jobs made, and a
job's own row says where in the history it was begun. So does the row of an export. Those that were begun
between the same two entries are laid together by their time.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, Table, func, literal, select, tuple_

from cartui.model.activity import Activity, BulkActivity, CartActivity, ExportActivity
from cartui.model.frozen import EARLIEST
from cartui.model.history import EntryKind
from cartui.model.query import Page
from cartui.store.chunked import in_parts
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import storable
from cartui.store.history import entry_of
from cartui.store.job_reading import jobs_of
from cartui.store.limits import LARGEST_INTEGER, page_size
from cartui.store.noted_exports import exports_of
from cartui.store.tables import METADATA

_history = METADATA.tables["history"]
_cart = METADATA.tables["cart"]
_job = METADATA.tables["bulk_job"]
_export = METADATA.tables["noted_export"]

_ENTRY: Final = 0
_JOB: Final = 1
_EXPORT: Final = 2


class _Found(NamedTuple):
    """A row of the activity: an entry by its id; a job or an export by the latest entry when it was begun."""

    entry: int
    kind: int
    at: datetime
    id: int

    @property
    def order(self) -> tuple[int, bool, datetime]:
        """What is larger is later: what was begun after an entry comes before it."""
        return self.entry, self.kind != _ENTRY, self.at


class _Place(NamedTuple):
    """Where a page ended: of each kind what is earlier comes next."""

    entry: int
    job: int
    """The last one given of those that were begun right after that entry; 0: the entry itself was given."""
    export: int

    def past(self, row: _Found) -> "_Place":
        """Where it is once that row was given, too."""
        if row.kind == _ENTRY:
            return _Place(row.entry, 0, 0)
        here = self if row.entry == self.entry else _BEGINNING._replace(entry=row.entry)
        return here._replace(job=row.id) if row.kind == _JOB else here._replace(export=row.id)


_BEGINNING: Final = _Place(LARGEST_INTEGER, LARGEST_INTEGER, LARGEST_INTEGER)


def activity_page(
    conn: Connection,
    now: datetime,
    *,
    kinds: Collection[EntryKind] = (),
    agent: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Activity]:
    """Entries of all carts, bulk jobs and exports, latest first: of these kinds and that agent, if given.

    Raises ``Invalid`` for a cursor of another list, and for a limit below 1.
    """
    limit = page_size(limit)
    about = repr(("activity", sorted(set(kinds)), agent))
    place = _BEGINNING
    if after is not None:
        place = _Place(*map(int, read_cursor(after, about, kinds=(int, int, int))))
    by_kind = (
        _latest_entries(conn, kinds, agent, place, limit + 1),
        _latest_jobs(conn, kinds, agent, place, limit + 1),
        _latest_exports(conn, kinds, agent, place, limit + 1),
    )
    found = tuple(islice(merge(*by_kind, key=lambda row: row.order, reverse=True), limit + 1))
    page = found[:limit]
    for row in page:
        place = place.past(row)
    return Page(
        items=_rows(conn, page, now),
        next=make_cursor(about, place) if len(found) > limit else None,
    )


def latest_entry(conn: Connection) -> int:
    """The id of the latest entry of all histories, where a job that is begun now stands; 0: there is none."""
    return int(conn.execute(select(func.coalesce(func.max(_history.c.id), 0))).scalar_one())


def _latest_entries(
    conn: Connection, kinds: Collection[EntryKind], agent: str | None, before: _Place, limit: int
) -> Iterable[_Found]:
    """The latest entries before that place that no job made."""
    given = before.job == before.export == 0
    earlier = _history.c.id < before.entry if given else _history.c.id <= before.entry
    latest_first = select(_history.c.id).where(_history.c.job.is_(None), earlier)
    latest_first = latest_first.order_by(_history.c.id.desc()).limit(limit)
    if not kinds and agent is None:
        ids = conn.execute(latest_first).scalars()
        return [_Found(id_, _ENTRY, EARLIEST, id_) for id_ in ids]
    if agent is not None:
        latest_first = latest_first.where(_history.c.agent == storable(agent))
    of_kinds = (
        conn.execute(latest_first.where(_history.c.kind == kind.value)).scalars()
        for kind in set(kinds or EntryKind)
    )
    ids_found = sorted((id_ for of_kind in of_kinds for id_ in of_kind), reverse=True)
    return [_Found(id_, _ENTRY, EARLIEST, id_) for id_ in ids_found]


def _latest_jobs(
    conn: Connection, kinds: Collection[EntryKind], agent: str | None, before: _Place, limit: int
) -> Iterable[_Found]:
    """The latest jobs that were begun before that place."""
    at = func.coalesce(_job.c.started_at, _job.c.created_at, type_=_job.c.created_at.type).label("at")
    latest_first = _latest_first(_job, at, (before.entry, before.job), agent, limit)
    latest_first = latest_first.where(_job.c.place.is_not(None))
    if not kinds and agent is None:
        return [_Found(row.place, _JOB, row.at, row.id) for row in conn.execute(latest_first)]
    of_kinds = (
        conn.execute(latest_first.where(_job.c.kind == kind.value)) for kind in set(kinds or EntryKind)
    )
    found = (_Found(row.place, _JOB, row.at, row.id) for of_kind in of_kinds for row in of_kind)
    return sorted(found, key=lambda row: (row.entry, row.id), reverse=True)


def _latest_exports(
    conn: Connection, kinds: Collection[EntryKind], agent: str | None, before: _Place, limit: int
) -> Iterable[_Found]:
    """The latest exports that were begun before that place."""
    if kinds and EntryKind.EXPORTED not in kinds:
        return []
    latest_first = _latest_first(_export, _export.c.at, (before.entry, before.export), agent, limit)
    return [_Found(row.place, _EXPORT, row.at, row.id) for row in conn.execute(latest_first)]


def _latest_first(
    table: Table, at: ColumnElement[datetime], before: tuple[int, int], agent: str | None, limit: int
) -> Select[tuple[int, int, datetime]]:
    """What was begun before that place, of an agent where one is given."""
    place = tuple_(table.c.place, table.c.id)
    earlier = place < tuple_(*(literal(part, BigInteger) for part in before))
    latest_first = select(table.c.place, table.c.id, at).where(earlier)
    if agent is not None:
        latest_first = latest_first.where(table.c.agent == storable(agent))
    return latest_first.order_by(table.c.place.desc(), table.c.id.desc()).limit(limit)


def _rows(conn: Connection, found: Sequence[_Found], now: datetime) -> tuple[Activity, ...]:
    """What was found, in full and in its order."""
    entries = _entries(conn, [row.id for row in found if row.kind == _ENTRY])
    jobs = {row.id for row in found if row.kind == _JOB}
    jobs_found = jobs_of(conn, jobs, now) if jobs else {}
    exports = exports_of(conn, [row.id for row in found if row.kind == _EXPORT])

    def whole(row: _Found) -> Activity:
        if row.kind == _JOB:
            return BulkActivity(job=jobs_found[row.id])
        return entries[row.id] if row.kind == _ENTRY else ExportActivity(export=exports[row.id])

    return tuple(map(whole, found))


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
