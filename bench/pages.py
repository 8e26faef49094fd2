"""What one page of a long list costs: `python -m bench.pages [--carts N] [--file FILE]`.

The reference of each list is plain `sqlite3` fetching the same rows, by the quicker of two statements: one
written by hand, whose plan is SQLite's own choice, and the one by which the store itself got them in the end.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Connection

from bench.many_carts import CARTS, fill
from bench.ratios import Bound, in_turns, put
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.query import CartSort, SortKey
from cartui.rules.cart_filters import filters_of
from cartui.rules.cart_query import parse_query
from cartui.rules.cart_views import VIEWS
from cartui.rules.query_keys import KEYS
from cartui.store.cart_list import CartList
from cartui.store.cart_reader import BOUND
from cartui.store.database import Database

RUNS: Final = 9
RATIO: Final = 2.5
"""What the design allows."""

ME: Final = "dipu"
NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
"""Behind the newest cart, whenever the file was made: the same carts are of today each time."""

STEPS_A_ROW: Final = 120
"""Instructions of SQLite that a row takes at most, when it is found, tested, sorted and given."""

COLUMNS: Final = (
    "id, number, version, state, market, currency, customer_name, customer_number, channel, items, units, "
    "total, price_level, rep, origin, assigned_to, tags, products, card_last4, created_at, updated_at, "
    "touched_at"
)

HALF: Final = "active = 1"

_DAY: Final = 86_400_000_000
_NOW: Final = round(NOW.timestamp()) * 1_000_000

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
        f"{HALF} AND updated_at >= {_NOW - _DAY} AND updated_at < {_NOW} AND {HIGH}"
    ),
    "touched:>1d": f"{HALF} AND touched_key < {_NOW - _DAY}",
    "updated:>30d": f"{HALF} AND updated_at < {_NOW - 30 * _DAY}",
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
    "created:today": f"{HALF} AND created_at >= {_NOW}",
    "created:<2d": f"{HALF} AND created_at > {_NOW - 2 * _DAY}",
    "updated:<2d": f"{HALF} AND updated_at > {_NOW - 2 * _DAY}",
    "touched:<1d": f"{HALF} AND touched_key > {_NOW - _DAY}",
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


def own_statement(database: Database, listed: Listed) -> str:
    """The statement by which the store gets the rows in the end."""
    query = parse_query(listed.query)
    with database.read() as conn:
        carts = CartList(conn, query, filters_of(query, NOW, ME), listed.sort, me=ME)
        carts.page()
        with heard(driver_of(conn)) as asked:
            carts.page()
    return next(each for each in reversed(asked) if ".id, " in each and "count(*)" not in each)


def measured(path: Path) -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    """Processor time of each page through the client and by the reference, and which one that was."""
    actor = Actor(name=ME, role=Role.AGENT, origin=ActorOrigin.DESK)
    client = LocalClient(str(path), actor, clock=lambda: NOW)
    ours: dict[str, float] = {}
    plain: dict[str, float] = {}
    which: dict[str, str] = {}
    with (
        asyncio.Runner() as runner,
        Database(path, readonly=True) as database,
        closing(sqlite3.connect(path)) as driver,
    ):
        runner.run(client.__aenter__())

        def by_client(listed: Listed) -> float:
            query = parse_query(listed.query)

            async def read() -> float:
                began = time.process_time()
                await client.carts.list(query, sort=listed.sort)
                return time.process_time() - began

            return runner.run(read())

        def by_plain(statement: str) -> float:
            began = time.process_time()
            driver.execute(statement).fetchall()
            return time.process_time() - began

        for listed in lists():
            ways: dict[str, Callable[[], float]] = {
                "client": partial(by_client, listed),
                "the store's own statement": partial(by_plain, own_statement(database, listed)),
            }
            if by_plain(listed.by_hand) < 1:  # what a scan of the whole table takes is no reference
                ways["by hand"] = partial(by_plain, listed.by_hand)
            taken = in_turns(ways, RUNS)
            ours[listed.name] = taken.pop("client")
            which[listed.name] = min(taken, key=lambda way: taken[way])
            plain[listed.name] = taken[which[listed.name]]
        runner.run(client.__aexit__(None, None, None))
    return ours, plain, which


def most_steps(path: Path, bound: int) -> tuple[float, str]:
    """The most that any filter takes of SQLite's instructions in any sort, for each row it may look at."""
    every = {example for key in KEYS.values() for example in key.examples} | set(BY_HAND)
    every |= {f"{key.name}:{choice}" for key in KEYS.values() for choice in key.choices} | set(VIEWS.values())
    most = (0.0, "")
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
                CartList(conn, query, filters_of(query, NOW, ME), CartSort(key=key), bound=bound).page()
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
        ours, plain, which = measured(path)
        steps = {bound: most_steps(path, bound) for bound in (BOUND // 10, BOUND)}
    ratios = {name: round(ours[name] / plain[name], 2) for name in ours}
    worst = max(ratios, key=lambda name: ratios[name])
    client_side, plain_side = "client: all lists", "plain: all lists"
    put(
        {client_side: sum(ours.values()), plain_side: sum(plain.values())},
        (Bound(client_side, plain_side, RATIO),),
        RUNS,
        carts=asked.carts,
        bound=RATIO,
        median_ratio=statistics.median(ratios.values()),
        worst={"list": worst, "ratio": ratios[worst]},
        above={name: ratio for name, ratio in ratios.items() if ratio > RATIO},
        instructions_a_row={
            f"{bound:,} rows": {"most": round(most), "list": name, "bound": STEPS_A_ROW}
            for bound, (most, name) in steps.items()
        },
        microseconds={
            name: {
                "client": round(ours[name] * 1e6),
                "plain": round(plain[name] * 1e6),
                "reference": which[name],
                "ratio": ratios[name],
            }
            for name in ours
        },
    )


if __name__ == "__main__":
    main()
