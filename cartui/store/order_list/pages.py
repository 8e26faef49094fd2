"""Pages of orders by keyset, the latest or the earliest first, and how many there are."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from cartui.model.cart_filter import Filter
from cartui.model.order import OrderState, OrderSummary, balance
from cartui.model.query import Count, OrderQuery, OrderSort
from cartui.model.text import clean_line
from cartui.store.carts.filter_lookups import facts_for
from cartui.store.carts.search import check_size
from cartui.store.cursors import Key, read_cursor
from cartui.store.limits import MOST_COUNTED, countable
from cartui.store.lists.pages import KeysetPages
from cartui.store.lists.reader import BOUND, FIRST, Found, Reader, StartKey
from cartui.store.lists.statements import KeptStatements, Start, Statements
from cartui.store.micros import from_micros
from cartui.store.order_list.conditions import OrderSearch
from cartui.store.order_list.statements import OrderRow, statements_for

_KEPT: Final = KeptStatements()


class OrderPages(KeysetPages[OrderSummary]):
    """The orders that match a query, in one order, as they are in one connection's transaction."""

    def __init__(
        self,
        conn: Connection,
        query: OrderQuery,
        filters: tuple[Filter, ...],
        sort: OrderSort = OrderSort.LATEST,
        *,
        numbers: tuple[tuple[str, str], ...] = (),
        bound: int = BOUND,
        most_counted: int = MOST_COUNTED,
    ) -> None:
        """``filters`` are what the query's terms mean now.

        ``numbers`` are words of the query and values of ``number:``, each with a number that it means. For a
        page ``bound`` rows are looked at, at most. A count looks at as many as it was told to count to where
        these are more, and never beyond ``most_counted``. Raises ``Invalid`` for more terms than a database
        takes.
        """
        about = repr(("orders", query.model_dump(), sort.value))
        super().__init__(about, descending=sort is OrderSort.LATEST, bound=bound)
        check_size(filters)
        self._conn = conn
        self._most_counted = most_counted
        facts = facts_for(conn, filters)
        self._search = OrderSearch(filters, query.words, replace(facts, numbers=numbers))

    def count(self, *, at_most: int = 1_000) -> Count:
        """How many match, as far as ``at_most`` and the bounds of this list let it be known.

        Raises ``Invalid`` for a limit below 1.
        """
        at_most = min(countable(at_most), self._most_counted)
        reader = self._reader(descending=self._descending, bound=max(self._bound, at_most), counted=True)
        found = reader.read(FIRST, at_most + 1)
        number = int(found.rows[0][0])
        if number > at_most:
            return Count(value=at_most, exact=False)
        return Count(value=number, exact=found.stop is None)

    def _read(self, place: StartKey, limit: int, *, bound: int, backwards: bool = False) -> Found:
        """So many orders from a place on."""
        return self._reader(descending=self._descending != backwards, bound=bound).read(place, limit)

    def _reader(self, *, descending: bool, bound: int, counted: bool = False) -> Reader:
        """What reads them."""
        conn, search = self._conn, self._search

        def statements(start: Start) -> Statements:
            key = (search, start, descending, counted, conn.dialect.name)
            made = partial(statements_for, conn, search, start, descending=descending, counted=counted)
            return _KEPT.get(key, made)

        return Reader(conn, statements, bound=bound, counted=counted)

    def _place(self, cursor: str) -> StartKey:
        """The place of a cursor. Raises ``Invalid``."""
        return StartKey(Start.BEYOND, read_cursor(cursor, self._about, (int, int)))

    def _place_of(self, row: Sequence[Any]) -> tuple[Key, ...]:
        """What a row that was read is sorted by."""
        read = OrderRow._make(row)
        return read.placed_at, read.pk

    def _items(self, rows: Sequence[Sequence[Any]]) -> tuple[OrderSummary, ...]:
        """The orders of rows that were read."""
        return tuple(_summary(OrderRow._make(row)) for row in rows)


def _summary(row: OrderRow) -> OrderSummary:
    """The order of a row as a list shows it."""
    owed = balance(OrderState(row.state), total=row.total, paid=row.paid)
    return OrderSummary(
        id=row.id,
        number=row.number,
        version=row.version,
        state=row.state,
        cart=row.cart,
        market=row.market,
        currency=row.currency,
        customer=clean_line(row.customer),
        items=row.items,
        total=row.total,
        paid=row.paid,
        due=owed.due,
        placed_at=from_micros(row.placed_at),
        placed_by=row.placed_by,
        refund=owed.refund,
        hold_reason=clean_line(row.hold_reason),
        cancel_reason=clean_line(row.cancel_reason),
    )
