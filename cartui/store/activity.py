"""What was done to all carts, latest first.

Whoever asks for a rare kind of entry, or for what one agent did, has the latest of each kind looked up by
itself and laid together: so no more rows are read than a page for each kind, however long the history is.
"""

from collections.abc import Collection
from heapq import nlargest

from sqlalchemy import Connection, select

from cartui.model.history import Activity, EntryKind
from cartui.model.query import Page
from cartui.store.chunked import in_parts
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import storable
from cartui.store.history import entry_of
from cartui.store.limits import LARGEST_INTEGER, page_size
from cartui.store.tables import METADATA

_history = METADATA.tables["history"]
_cart = METADATA.tables["cart"]


def activity_page(
    conn: Connection,
    *,
    kinds: Collection[EntryKind] = (),
    agent: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Activity]:
    """Entries of all carts, latest first: of these kinds and that agent where they are given.

    Raises ``Invalid`` for a cursor of another list, and for a limit below 1.
    """
    limit = page_size(limit)
    about = repr(("activity", sorted(set(kinds)), agent))
    before = LARGEST_INTEGER
    if after is not None:
        [place] = read_cursor(after, about, kinds=(int,))
        before = int(place)
    found = _latest(conn, kinds, agent, before, limit + 1)
    page = found[:limit]
    return Page(
        items=_entries(conn, page),
        next=make_cursor(about, (page[-1],)) if len(found) > limit else None,
    )


def _latest(
    conn: Connection, kinds: Collection[EntryKind], agent: str | None, before: int, limit: int
) -> list[int]:
    """The ids of the latest entries before that one, the latest first."""
    latest_first = select(_history.c.id).where(_history.c.id < before).order_by(_history.c.id.desc())
    if not kinds and agent is None:
        return [*conn.execute(latest_first.limit(limit)).scalars()]
    if agent is not None:
        latest_first = latest_first.where(_history.c.agent == storable(agent))
    of_kinds = (
        conn.execute(latest_first.where(_history.c.kind == kind.value).limit(limit)).scalars()
        for kind in set(kinds or EntryKind)
    )
    return nlargest(limit, (entry for found in of_kinds for entry in found))


def _entries(conn: Connection, ids: Collection[int]) -> tuple[Activity, ...]:
    """The entries of these ids with their carts, the latest first."""
    names = ("number", "customer_name", "contact_name", "currency")
    about = (_cart.c.id.label("cart_id"), *(_cart.c[name] for name in names))
    found = [
        Activity(
            number=row.number,
            customer=row.customer_name or row.contact_name or "",
            currency=row.currency,
            entry=entry_of(row, row.cart_id),
        )
        for part in in_parts(ids)
        for row in conn.execute(select(_history, *about).join(_cart).where(_history.c.id.in_(part)))
    ]
    return tuple(sorted(found, key=lambda each: each.entry.id, reverse=True))
