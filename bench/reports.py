"""What a report on 1,000,000 carts takes: `python -m bench.reports [--carts N] [--file FILE]`.

Each report through the client, over all days and over the last thirty, against plain `sqlite3` fetching the
same sums from the same counted rows by statements written by hand. Processor time. What is not counted yet
is counted first, which takes minutes where the file is new.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from bench.client_at_hand import at_hand
from bench.many_carts import CARTS, fill
from bench.ratios import Bound, in_turns, put
from cartui.client.local import LocalClient
from cartui.client.resources.reports import Reports
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.reports import ProductOrder, ReportGroup, ReportQuery

RUNS: Final = 5

RATIO: Final = 2.5
"""As for lists: the design has no bound of its own for reports."""

LONG: Final = 0.01
"""Seconds of plain SQL from which on a ratio to it says something: each call has a cost of its own."""

_PERIOD: Final = timedelta(days=29)

_DAY: Final = timedelta(days=1) // timedelta(microseconds=1)

_FIRST_ENTRIES: Final = """
INSERT INTO history (cart_pk, kind, at, agent, origin, version, summary, actions, changes, undone)
SELECT cart.pk, known.kind, cart.created_at, known.agent, known.origin, 1, known.summary, '[]', '[]', 0
FROM cart, (SELECT * FROM history ORDER BY id LIMIT 1) AS known
WHERE cart.pk NOT IN (SELECT cart_pk FROM history)
"""

_WHERE: Final = "day BETWEEN :since AND :until"

_TOUCHED: Final = (
    "SELECT market, currency, created_at FROM cart "
    "WHERE active = 1 AND touched_key >= :now - :day AND state = 'open'"
)

_AGE: Final = (
    "CASE WHEN changed_at > :now - :day THEN 0 WHEN changed_at > :now - 7 * :day THEN 1 "
    "WHEN changed_at > :now - 30 * :day THEN 2 ELSE 3 END"
)

_RECOVERED: Final = (
    f"SELECT order_day, currency, count(*), sum(value), sum(called) FROM counted_cart "  # noqa: S608  our own
    f"WHERE recovered AND {_WHERE} GROUP BY 1, 2"
)

_PRODUCTS: Final = (
    f"SELECT sku, sum(added_carts), sum(added_units), sum(ordered_carts), sum(ordered_units) "  # noqa: S608  our own
    f"FROM counted_product WHERE {_WHERE} GROUP BY sku"
)


def _sums(group: str, also: str = "") -> str:
    """Carts, units and value by something, in SQL."""
    return (
        f"SELECT {group}, currency, count(*), sum(units), sum(value) FROM counted_cart "  # noqa: S608  our own
        f"WHERE {_WHERE}{also} GROUP BY 1, 2"
    )


Read = Callable[[Reports, ReportQuery], Awaitable[object]]


def _carts_by(by: ReportGroup) -> Read:
    """The report on carts by something."""
    return lambda reports, query: reports.carts(query, by=by)


REPORTS: Final[dict[str, tuple[Read, tuple[str, ...]]]] = {
    "statistics": (lambda reports, query: reports.statistics(query), (_sums("state"), _RECOVERED, _TOUCHED)),
    "carts by market": (_carts_by(ReportGroup.MARKET), (_sums("market"),)),
    "carts by state": (_carts_by(ReportGroup.STATE), (_sums("state"),)),
    "carts by age": (_carts_by(ReportGroup.AGE), (_sums(_AGE, " AND state IN ('open', 'locked')"),)),
    "carts by day": (_carts_by(ReportGroup.DAY), (_sums("day"),)),
    "carts by level": (_carts_by(ReportGroup.LEVEL), (_sums("level"),)),
    "carts by origin": (_carts_by(ReportGroup.ORIGIN), (_sums("origin"),)),
    "products": (
        lambda reports, query: reports.products(query, order=ProductOrder.CONVERSION),
        (_PRODUCTS,),
    ),
    "recovered": (lambda reports, query: reports.recovered(query), (_RECOVERED,)),
    "locks": (
        lambda reports, query: reports.locks(query),
        (f"SELECT * FROM counted_lock WHERE {_WHERE}",),  # noqa: S608  our own
    ),
}
"""How each is read, and the same in SQL."""


def give_first_entries(path: Path) -> None:
    """Let each cart that was copied into the file by SQL have begun in its history as the others did."""
    with closing(sqlite3.connect(path)) as driver, driver:
        driver.execute(_FIRST_ENTRIES)


async def count_all(client: LocalClient) -> int:
    """Count what nobody has counted yet, as the background does; gives how many changes that was."""
    counted = 0
    while more := (await client.upkeep.run()).entries_counted:
        counted += more
    return counted


def measured(path: Path) -> tuple[dict[str, float], int]:
    """Median seconds of each report, by the client and by plain SQL, and how many changes were counted."""
    give_first_entries(path)
    now = datetime.now(UTC)
    actor = Actor(name="bench", role=Role.ADMIN, origin=ActorOrigin.CLI)
    client = LocalClient(str(path), actor, clock=lambda: now)
    with at_hand(client) as loop, closing(sqlite3.connect(path)) as driver:
        counted = loop.run_until_complete(count_all(client))
        cases: dict[str, Callable[[], float]] = {}

        def by_client(read: Read, query: ReportQuery) -> float:
            async def once() -> float:
                began = time.process_time()
                await read(client.reports, query)
                return time.process_time() - began

            return loop.run_until_complete(once())

        def by_plain(asked: tuple[str, ...], values: dict[str, int]) -> float:
            began = time.process_time()
            for statement in asked:
                driver.execute(statement, values).fetchall()
            return time.process_time() - began

        for name, (read, asked) in REPORTS.items():
            for days, query in queries(now.date()).items():
                cases[f"client: {name}, {days}"] = partial(by_client, read, query)
                where = _WHERE if query.since else "true"  # nobody asks for days to get all of them
                statements = tuple(each.replace(_WHERE, where) for each in asked)
                cases[f"plain: {name}, {days}"] = partial(by_plain, statements, values_of(query, now))
        found = in_turns(cases, RUNS)
    return found, counted


def queries(today: date) -> dict[str, ReportQuery]:
    """Of which days reports are measured."""
    return {"all days": ReportQuery(), "30 days": ReportQuery(since=today - _PERIOD, until=today)}


def values_of(query: ReportQuery, now: datetime) -> dict[str, int]:
    """What the statements ask for."""
    return {
        "since": (query.since or date.min).toordinal(),
        "until": (query.until or date.max).toordinal(),
        "now": round(now.timestamp() * 1_000_000),
        "day": _DAY,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=CARTS)
    parser.add_argument("--file", type=Path, help="a database of bench.many_carts; what it lacks is counted")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or Path(folder) / "shop.sqlite3"
        if asked.file is None:
            fill(path, asked.carts)
        found, counted = measured(path)
    reports = [name.removeprefix("client: ") for name in found if name.startswith("client: ")]
    medians = {
        f"{way}: all reports, {days}": sum(found[f"{way}: {name}"] for name in reports if name.endswith(days))
        for days in queries(date.max)
        for way in ("client", "plain")
    }
    ratios = {name: round(found[f"client: {name}"] / found[f"plain: {name}"], 2) for name in reports}
    long = {name: ratio for name, ratio in ratios.items() if found[f"plain: {name}"] >= LONG}
    put(
        medians,
        [
            Bound(f"client: all reports, {days}", f"plain: all reports, {days}", RATIO)
            for days in queries(date.max)
        ],
        RUNS,
        carts="those of the file" if asked.file else asked.carts,
        counted_first=counted,
        bound=RATIO,
        above={name: ratio for name, ratio in long.items() if ratio > RATIO},
        milliseconds_of_each={
            name: {
                "client": round(found[f"client: {name}"] * 1000, 2),
                "plain": round(found[f"plain: {name}"] * 1000, 2),
                **({"ratio": ratios[name]} if name in long else {}),
            }
            for name in reports
        },
    )


if __name__ == "__main__":
    main()
