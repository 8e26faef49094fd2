"""What a starting desk reads of a file, said to SQLite's driver as it is.

Loading SQLAlchemy, and building these few statements with it, takes longer than everything else between the
frame and its rows. Each function gives what the one of the same name gives elsewhere over a connection of
SQLAlchemy; a test holds them equal.
"""

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cartui.model.cart_summary import CartSummary
from cartui.model.changes import GAP, Change
from cartui.model.query import CartQuery, CartSort, Count, Page, SortKey
from cartui.store.carts.summaries import SHOWN, summaries
from cartui.store.cursors import list_named, make_cursor
from cartui.store.limits import MOST_COUNTED, countable, page_size
from cartui.store.micros import to_micros

if TYPE_CHECKING:
    from cartui.model.shop import Shop

NO_RETURN_AFTER: Final = "no_return_after"
"""The counter of the microseconds after which a cart is locked whose customer went to pay."""

USUAL_PATIENCE: Final = 1_800_000_000
"""That, where the shop never said it: half an hour."""

_CARTS: Final = f"""
SELECT id, number, version,
       CASE WHEN paying_since <= :now - coalesce(
           (SELECT value FROM counter WHERE name = '{NO_RETURN_AFTER}'), {USUAL_PATIENCE}
       ) THEN 'locked' ELSE state END,
       market, currency, customer_name, customer_number, channel, items, units,
       total, price_level, rep, origin, assigned_to, CAST(tags AS VARCHAR), CAST(products AS VARCHAR),
       card_last4, created_at, updated_at, touched_at, updated_at, pk
FROM cart WHERE active IS 1 ORDER BY updated_at DESC, pk DESC LIMIT :limit
"""  # noqa: S608 - our own words
"""The columns of a summary, and those of the usual sort behind them."""

_COUNT: Final = "SELECT count(*) FROM (SELECT 1 FROM cart WHERE active IS 1 LIMIT ?)"

_CHANGES: Final = "SELECT seq, kind, id, version, agent FROM change WHERE seq > ? ORDER BY seq LIMIT ?"

_LATEST: Final = "SELECT coalesce(max(seq), 0) FROM change"

_FORGOTTEN: Final = "SELECT value FROM counter WHERE name = 'change_forgotten'"


def is_first_page(query: CartQuery, sort: CartSort) -> bool:
    """Whether a list is one that :func:`first_page` reads: all carts, as they are usually sorted."""
    return query.is_empty and sort.key is SortKey.UPDATED and sort.descending


def first_page(
    connection: sqlite3.Connection, query: CartQuery, sort: CartSort, *, me: str, now: datetime, limit: int
) -> Page[CartSummary]:
    """The first page of all carts; see :meth:`cartui.store.carts.pages.CartPages.page`."""
    limit = page_size(limit)
    connection.text_factory = _tolerant  # one damaged name hides nobody else's
    rows = connection.execute(_CARTS, {"now": to_micros(now), "limit": limit + 1}).fetchall()
    more = tuple(rows[limit - 1][SHOWN:]) if len(rows) > limit else None
    return Page(
        items=summaries(rows[:limit]),
        next=None if more is None else make_cursor(list_named(query, sort, me), more),
    )


def _tolerant(raw: bytes) -> str:
    """A text, with U+FFFD for bytes that are none."""
    return raw.decode(errors="replace")


def count_carts(connection: sqlite3.Connection, *, at_most: int) -> Count:
    """How many carts there are; see :meth:`cartui.store.carts.pages.CartPages.count`."""
    at_most = min(countable(at_most), MOST_COUNTED)
    (number,) = connection.execute(_COUNT, (at_most + 1,)).fetchone()
    return Count(value=min(number, at_most), exact=number <= at_most)


def latest_seq(connection: sqlite3.Connection) -> int:
    """The number of the latest change; 0 where there is none yet."""
    return int(connection.execute(_LATEST).fetchone()[0])


def changes_after(connection: sqlite3.Connection, seq: int, *, limit: int = 500) -> tuple[Change, ...]:
    """What changed after ``seq``, the oldest first; a gap where some of it is forgotten by now."""
    found = connection.execute(_FORGOTTEN).fetchone()
    forgotten = 0 if found is None else int(found[0])
    gap = (Change(seq=forgotten, kind=GAP, id="", version=0, agent=""),) if seq < forgotten else ()
    rows = connection.execute(_CHANGES, (max(seq, forgotten), limit))
    return (*gap, *(Change(*row) for row in rows))


def load_shop(connection: sqlite3.Connection) -> "Shop":
    """The shop; an empty one with the defaults where none was ever saved."""
    # The command line lists carts without it.
    from cartui.store.shop_rows import QUERIES, shop_of

    return shop_of(*(tuple(connection.execute(query)) for query in QUERIES))
