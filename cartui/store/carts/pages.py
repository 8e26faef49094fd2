"""Pages of carts by keyset, counted as well.

Loads neither sqlmodel nor the ORM: this is what a starting desk waits for.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, String, bindparam, or_, select

from cartui.model.cart_filter import Filter
from cartui.model.cart_summary import CartSummary
from cartui.model.errors import NotFound
from cartui.model.query import CartQuery, CartSort, Count, Page
from cartui.store.carts.merging import read_merged
from cartui.store.carts.overdue import (
    NOW,
    Overdue,
    depends_on_locks,
    has_overdue,
)
from cartui.store.carts.reader import cart_reader
from cartui.store.carts.search import halves_of, search_for
from cartui.store.carts.sort_keys import KINDS
from cartui.store.carts.statements import PLACE_OF, SortedHalf, membership
from cartui.store.carts.summaries import shown, summaries
from cartui.store.core_tables import cart
from cartui.store.cursors import Key, list_named, read_cursor
from cartui.store.folding import storable
from cartui.store.limits import MOST_COUNTED, countable, page_size
from cartui.store.lists.pages import KeysetPages
from cartui.store.lists.reader import BOUND, FIRST, Found, Reader, StartKey
from cartui.store.lists.statements import Start
from cartui.store.micros import to_micros
from cartui.store.raw_statements import Prepared


class CartPages(KeysetPages[CartSummary]):
    """The carts that match a query, in one order, as they are in one connection's transaction."""

    def __init__(
        self,
        conn: Connection,
        query: CartQuery,
        filters: tuple[Filter, ...],
        sort: CartSort,
        *,
        now: datetime,
        me: str = "",
        bound: int = BOUND,
        most_counted: int = MOST_COUNTED,
    ) -> None:
        """``filters`` are what the query's terms mean ``now``, for the agent ``me``.

        For a page ``bound`` rows are looked at, at most. A count looks at as many as it was told to count to
        where these are more, and never beyond ``most_counted``. Raises ``Invalid`` for more terms than a
        database takes.
        """
        super().__init__(list_named(query, sort, me), descending=sort.descending, bound=bound)
        self._conn = conn
        self._sort = sort
        self._most_counted = most_counted
        self._search = search_for(conn, query.words, filters)
        self._now = to_micros(now)
        self._parts = tuple(self._parts_of(conn))

    def _parts_of(self, conn: Connection) -> Iterator[tuple[bool, Overdue]]:
        """The parts of the table that are read: its halves, and apart from them who is locked by now."""
        asked = depends_on_locks(self._search.filters, self._sort.key)
        apart = asked and has_overdue(conn, self._now)
        for active in halves_of(self._search.filters):
            if active and apart:
                yield True, Overdue.LEFT_OUT
                yield True, Overdue.ALONE
            else:
                yield active, Overdue.AMONG

    def page_at(self, refs: Sequence[str], *, limit: int = 50) -> Page[CartSummary]:
        """The page that begins with the cart of that id or number, of several refs the first that there is.

        Raises ``NotFound`` where it is not in the list, and ``Invalid`` for a limit below 1.
        """
        limit = page_size(limit)
        keys = self._keys_of(refs)
        if keys is None:
            raise NotFound(f"Cart {refs[0]} is not in this list.")
        found = self._read(StartKey(Start.AT, keys), limit + 1, bound=self._bound)
        left = self._bound - found.examined
        earlier = self._read(StartKey(Start.BEYOND, keys), 1, backwards=True, bound=left)
        return self._page_of(found, limit, has_previous=bool(earlier.rows) or earlier.stop is not None)

    def count(self, *, at_most: int = 1_000) -> Count:
        """How many match, as far as ``at_most`` and the bounds of this list let it be known.

        Raises ``Invalid`` for a limit below 1.
        """
        at_most = min(countable(at_most), self._most_counted)
        left = max(self._bound, at_most)
        number, exact = 0, True
        for at, (active, overdue) in enumerate(self._parts):
            half = SortedHalf(self._sort.key, self._sort.descending, active, overdue)
            share = left // (len(self._parts) - at)
            reader = self._reader(half, bound=share, counted=True)
            found = reader.read(FIRST, at_most + 1 - number)
            left -= found.examined
            number += int(found.rows[0][0])
            exact = exact and found.stop is None
            if number > at_most:
                return Count(value=at_most, exact=False)
        return Count(value=number, exact=exact)

    def _place_of(self, row: Sequence[Any]) -> tuple[Key, ...]:
        """What a row that was read is sorted by."""
        return PLACE_OF[self._sort.key](row)

    def _items(self, rows: Sequence[Sequence[Any]]) -> tuple[CartSummary, ...]:
        """The carts of rows that were read."""
        return summaries(rows)

    def _place(self, cursor: str) -> StartKey:
        """The place of a cursor. Raises ``Invalid``."""
        # A page of SQLite may end with a damaged row, and the next one has to begin behind it.
        damaged = self._conn.dialect.name == "sqlite"
        keys = read_cursor(cursor, self._about, KINDS[self._sort.key], damaged=damaged)
        return StartKey(Start.BEYOND, keys)

    def _keys_of(self, refs: Sequence[str]) -> tuple[Key, ...] | None:
        """Where the first cart of these refs that there is stands in the list, if it is in it."""
        names = [storable(ref) for ref in refs]
        known = select(cart.c.pk, cart.c.id, cart.c.number, cart.c.active)
        rows = self._conn.execute(known.where(or_(cart.c.id.in_(names), cart.c.number.in_(names)))).all()
        by_name = {row.number: row for row in rows} | {row.id: row for row in rows}
        row = next((by_name[name] for name in names if name in by_name), None)
        if row is None:
            return None
        values = {"pk": row.pk, NOW: self._now}
        for active, overdue in self._parts:
            if row.active == active:
                found = membership(self._conn, self._search, self._sort.key, overdue)(self._conn, values)
                if found:
                    return found[0]
        return None

    def _read(self, place: StartKey, limit: int, *, bound: int, backwards: bool = False) -> Found:
        """So many carts from a place on, of all parts of the table that are asked for."""
        descending = self._sort.descending != backwards
        share = bound // len(self._parts)
        halves = [SortedHalf(self._sort.key, descending, *part) for part in self._parts]
        readers = [self._reader(half, bound=share) for half in halves]
        if len(readers) == 1:
            return readers[0].read(place, limit)
        return read_merged(readers, place, limit, self._place_of, descending=descending)

    def _reader(self, half: SortedHalf, *, bound: int, counted: bool = False) -> Reader:
        """The reader of one part of the table."""
        return cart_reader(
            self._conn,
            self._search,
            half,
            now=self._now,
            bound=bound,
            counted=counted,
        )


def of_customer(
    conn: Connection, customer_id: str, *, now: datetime, limit: int = 10
) -> tuple[CartSummary, ...]:
    """A customer's open and locked carts, the latest change first."""
    values = {"customer_id": customer_id, "row_limit": page_size(limit), NOW: to_micros(now)}
    rows = _OF_CUSTOMER(conn, values)
    return summaries(rows)


_OF_CUSTOMER = Prepared(
    select(*shown(cart.c))
    .where(cart.c.customer_id == bindparam("customer_id", type_=String()), cart.c.active.is_(True))
    .order_by(cart.c.updated_at.desc(), cart.c.pk.desc())
    .limit(bindparam("row_limit", type_=BigInteger()))
)
