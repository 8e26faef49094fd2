"""What one page of a long list costs: `python -m bench.pages [--carts N] [--file FILE]`.

The reference of each list is plain `sqlite3` fetching the same rows, in the quicker of two ways: by a
statement written by hand, whose plan is SQLite's own choice, and by those with which the store itself found
them in the end. Each way has a connection of its own and is gone twice in its turn, of which the second time
counts: what follows another statement for the same rows finds them where the processor has them at hand.

The bound is for pages of 50 carts. Of lists that are shorter, or are given up, it is told what they take: a
ratio to a statement that finds nothing says nothing.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, cast

from sqlalchemy import Connection

from bench.client_at_hand import at_hand
from bench.many_carts import CARTS, fill
from bench.ratios import Bound, in_turns, put
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.query import CartSort, SortKey
from cartui.rules.cart_views import VIEWS
from cartui.rules.query.cart_filters import filters_of
from cartui.rules.query.cart_query import parse_query
from cartui.rules.query.keys import KEYS
from cartui.store.carts.pages import CartPages
from cartui.store.database import Database
from cartui.store.lists.reader import BOUND

RUNS: Final = 9
PAGE: Final = 50
RATIO: Final = 2.5
"""What the design allows."""

ME: Final = "dipu"

STEPS_A_ROW: Final = 120
"""Instructions of SQLite that a row takes at most, when it is found, tested, sorted and given."""

COLUMNS: Final = (
    "id, number, version, state, market, currency, customer_name, customer_number, channel, items, units, "
    "total, price_level, rep, origin, assigned_to, tags, products, card_last4, created_at, updated_at, "
    "touched_at"
)

HALF: Final = "active = 1"

_SECOND: Final = 1_000_000
_DAY: Final = 86_400 * _SECOND

HIGH: Final = (
    "EXISTS (SELECT 1 FROM market WHERE code = cart.market AND cart.total >= definition ->> '$.high_value')"
)

TAGGED: Final = "pk IN (SELECT cart_pk FROM cart_tag WHERE tag_key = '{}')"
LINE: Final = "SELECT 1 FROM cart_line WHERE cart_pk = pk"
GRAMS: Final = "SELECT rowid FROM cart_search_grams WHERE cart_search_grams MATCH"

BY_HAND: Final = {
    "": HALF,
    "state:locked": f"{HALF} AND state = 'locked'",
    "state:open": f"{HALF} AND state = 'open'",
    "state:ordered": "active = 0 AND state = 'ordered'",
    "state:deleted": "active = 0 AND state = 'deleted'",
    "assigned:me": f"{HALF} AND assigned_key = '{ME}'",
    "is:high-value updated:yesterday": (
        f"{HALF} AND updated_at >= :today - {_DAY} AND updated_at < :today AND {HIGH}"
    ),
    "touched:>1d": f"{HALF} AND touched_key < :now - {_DAY}",
    "updated:>30d": f"{HALF} AND updated_at < :now - {30 * _DAY}",
    "is:empty": f"{HALF} AND items = 0",
    "is:guest": f"{HALF} AND customer_id IS NULL",
    "is:high-value": f"{HALF} AND {HIGH}",
    "number:123456": f"{HALF} AND number_key = 123456",
    "customer:1006": f"{HALF} AND customer_number_key = '1006'",
    "market:BD": f"{HALF} AND market_key = 'bd'",
    "channel:GospelShop": f"{HALF} AND channel_key = 'gospelshop'",
    "level:VIP": f"{HALF} AND level_key = 'vip'",
    "rep:21": f"{HALF} AND rep_key = '21'",
    "origin:agent": f"{HALF} AND origin = 'agent'",
    "lock:no_return": f"{HALF} AND state = 'locked' AND lock_reason = 'no_return'",
    "tag:rare": f"{HALF} AND {TAGGED.format('rare')}",
    "tag:vip": f"{HALF} AND {TAGGED.format('vip')}",
    "tag:gift": f"{HALF} AND EXISTS (SELECT 1 FROM cart_tag WHERE cart_pk = pk AND tag_key = 'gift')",  # noqa: S608  our own
    "product:PANJ-38G": f"{HALF} AND EXISTS ({LINE} AND sku = 'PANJ-38G')",
    "created:today": f"{HALF} AND created_at >= :today",
    "created:<2d": f"{HALF} AND created_at > :now - {2 * _DAY}",
    "updated:<2d": f"{HALF} AND updated_at > :now - {2 * _DAY}",
    "touched:<1d": f"{HALF} AND touched_key > :now - {_DAY}",
    "items:>=3": f"{HALF} AND items >= 3",
    "units:50..100": f"{HALF} AND units BETWEEN 50 AND 100",
    "total:>1000": f"{HALF} AND total > CASE WHEN currency IN ('JPY', 'KRW') THEN 1000 ELSE 100000 END",
    "has:note": f"{HALF} AND note <> ''",
    "has:phone": f"{HALF} AND contact_phone <> ''",
    "colombo": f'{HALF} AND pk IN ({GRAMS} \'"col" AND "omb" AND "mbo"\')',
}
"""What is listed, and the same as somebody would write it in SQL who knows the tables."""

EACH_SORT: Final = ("market:BD", "state:locked", "state:ordered")
"""Lists that are sorted by each column."""

_COLUMNS_OF: Final = {
    SortKey.NUMBER: "number_key",
    SortKey.CUSTOMER: "customer_key",
    SortKey.TOTAL: "currency {way}, total",
    SortKey.CREATED: "created_at",
    SortKey.UPDATED: "updated_at",
    SortKey.TOUCHED: "touched_key",
    SortKey.UNITS: "units",
    SortKey.CUSTOMER_NUMBER: "customer_number_key {way}, updated_at",
}


@dataclass(frozen=True)
class Listed:
    """One list that staff look at."""

    query: str
    sort: CartSort

    @property
    def name(self) -> str:
        """What it is called in the results."""
        return f"{self.query or 'everything'} by {self.sort}"

    @property
    def by_hand(self) -> str:
        """Its first page in SQL."""
        way = "DESC" if self.sort.descending else "ASC"
        key = {SortKey.STATE: "state", SortKey.ORIGIN: "origin", SortKey.ITEMS: "items"}.get(
            self.sort.key, f"{self.sort.key}_key"
        )
        columns = _COLUMNS_OF.get(self.sort.key, f"{key} {{way}}, updated_at").format(way=way)
        where = BY_HAND[self.query]
        return f"SELECT {COLUMNS} FROM cart WHERE {where} ORDER BY {columns} {way}, pk {way} LIMIT 51"  # noqa: S608  our own


def lists() -> list[Listed]:
    """The pairs of the design: views and single filters by their last change, some by each column."""
    latest = [Listed(query, CartSort()) for query in BY_HAND]
    sorts = [CartSort(key=key, descending=way) for key in SortKey for way in (False, True)]
    return latest + [Listed(query, sort) for query in EACH_SORT for sort in sorts if sort != CartSort()]


def now_in(path: Path) -> datetime:
    """The minute of the newest change, whenever the file was made: some carts are always of today."""
    with closing(sqlite3.connect(path)) as driver:
        (newest,) = driver.execute(f"SELECT max(updated_at) FROM cart WHERE {HALF}").fetchone()  # noqa: S608  our own
    return datetime.fromtimestamp(newest // _SECOND, UTC).replace(second=0)


def moments_in(now: datetime) -> dict[str, int]:
    """What the statements by hand are given: this moment and the beginning of its day, in microseconds."""
    return {
        "now": round(now.timestamp()) * _SECOND,
        "today": round(now.replace(hour=0, minute=0).timestamp()) * _SECOND,
    }


def driver_of(conn: Connection) -> sqlite3.Connection:
    """SQLite's own connection."""
    return cast("sqlite3.Connection", conn.connection.driver_connection)


@contextmanager
def heard(driver: sqlite3.Connection) -> Iterator[list[str]]:
    """What is said to SQLite."""
    asked: list[str] = []
    driver.set_trace_callback(asked.append)
    yield asked
    driver.set_trace_callback(None)


def own_statements(database: Database, listed: Listed, now: datetime) -> list[str]:
    """The statements by which the store finds the rows: the last one, or all where each found some."""
    query = parse_query(listed.query)
    with database.read() as conn:
        carts = CartPages(conn, query, filters_of(query, now, ME), listed.sort, now=now, me=ME)
        page = carts.page()
        with heard(driver_of(conn)) as asked:
            carts.page()
        said = [each for each in asked if each.startswith("SELECT cart.id, ")]
        enough = len(driver_of(conn).execute(said[-1]).fetchall()) >= len(page.items)
    return said[-1:] if enough else said


def warm(read: Callable[[], float]) -> float:
    """What reading takes where the rows were just read in the same way."""
    read()
    return read()


class Measured(NamedTuple):
    """What the first page of a list takes, in seconds of the processor."""

    client: float
    plain: float
    reference: str
    """The quicker one of the two ways of plain SQL."""
    carts: int
    """So many there are on the page."""


def measured(path: Path) -> dict[str, Measured]:
    """Each list, by its name."""
    now = now_in(path)
    moments = moments_in(now)
    actor = Actor(name=ME, role=Role.AGENT, origin=ActorOrigin.DESK)
    client = LocalClient(str(path), actor, clock=lambda: now)
    found: dict[str, Measured] = {}
    with (
        at_hand(client) as loop,
        Database(path, readonly=True) as database,
        closing(sqlite3.connect(path)) as by_hand,
        closing(sqlite3.connect(path)) as by_own,
    ):
        loop.run_until_complete(
            client.carts.count(parse_query("state:open"))
        )  # past a start, which reads in its own way

        def by_client(listed: Listed) -> float:
            query = parse_query(listed.query)

            async def read() -> float:
                began = time.process_time()
                await client.carts.list(query, sort=listed.sort)
                return time.process_time() - began

            return loop.run_until_complete(read())

        def by_plain(driver: sqlite3.Connection, statements: Sequence[str]) -> float:
            began = time.process_time()
            for statement in statements:
                driver.execute(statement, moments).fetchall()
            return time.process_time() - began

        for listed in lists():
            page = loop.run_until_complete(client.carts.list(parse_query(listed.query), sort=listed.sort))
            ways: dict[str, Callable[[], float]] = {
                "client": partial(by_client, listed),
                "the store's own": partial(by_plain, by_own, own_statements(database, listed, now)),
            }
            if (
                by_plain(by_hand, [listed.by_hand]) < 1
            ):  # what a scan of the whole table takes is no reference
                ways["by hand"] = partial(by_plain, by_hand, [listed.by_hand])
            taken = in_turns({name: partial(warm, way) for name, way in ways.items()}, RUNS)
            ours = taken.pop("client")
            quicker = min(taken, key=lambda way: taken[way])
            found[listed.name] = Measured(ours, taken[quicker], quicker, len(page.items))
    return found


def most_steps(path: Path, bound: int) -> tuple[float, str]:
    """The most that any filter takes of SQLite's instructions in any sort, for each row it may look at."""
    every = {example for key in KEYS.values() for example in key.examples} | set(BY_HAND)
    every |= {f"{key.name}:{choice}" for key in KEYS.values() for choice in key.choices} | set(VIEWS.values())
    most = (0.0, "")
    now = now_in(path)
    with Database(path, readonly=True) as database, database.read() as conn:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1

        driver_of(conn).set_progress_handler(count, 1_000)
        for text in sorted(every):
            query = parse_query(text)
            for key in SortKey:
                taken = 0
                CartPages(
                    conn, query, filters_of(query, now, ME), CartSort(key=key), now=now, bound=bound
                ).page()
                most = max(most, (taken * 1_000 / bound, f"{text} by {key}"))
    return most


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--carts", type=int, default=CARTS)
    parser.add_argument("--file", type=Path, help="a database that bench.many_carts made")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or Path(folder) / "shop.sqlite3"
        if asked.file is None:
            fill(path, asked.carts)
        found = measured(path)
        steps = {bound: most_steps(path, bound) for bound in (BOUND // 10, BOUND)}
    pages = {name: each for name, each in found.items() if each.carts == PAGE}
    ratios = {name: round(each.client / each.plain, 2) for name, each in pages.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    put(
        {
            "client: all lists": sum(each.client for each in pages.values()),
            "plain: all lists": sum(each.plain for each in pages.values()),
            f"client: {worst}": pages[worst].client,
            f"plain: {worst}": pages[worst].plain,
        },
        (
            Bound("client: all lists", "plain: all lists", RATIO),
            Bound(f"client: {worst}", f"plain: {worst}", RATIO),
        ),
        RUNS,
        carts=asked.carts,
        bound=RATIO,
        median_ratio=statistics.median(ratios.values()),
        above={name: ratio for name, ratio in ratios.items() if ratio > RATIO},
        instructions_a_row={
            f"{bound:,} rows": {"most": round(most), "list": name, "bound": STEPS_A_ROW}
            for bound, (most, name) in steps.items()
        },
        microseconds={
            name: {
                "client": round(each.client * 1e6),
                "plain": round(each.plain * 1e6),
                "reference": each.reference,
                **({"ratio": ratios[name]} if name in ratios else {"carts": each.carts}),
            }
            for name, each in found.items()
        },
    )


if __name__ == "__main__":
    main()
