"""What one page takes by instructions: `python -m bench.page_instructions --file FILE`, with valgrind.

By time, a list of 50 rows straight from an index says something on a quiet machine only: half of it is
Python, which suffers from neighbours far more than SQLite does (docs/decisions/0033). Instructions are the
same on every run. The lists, and the plain SQL beside each, are those of `bench.pages`; lists that take
longer than a few milliseconds are left to it, since they are judged well by time.
"""

import argparse
import asyncio
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final

from bench.client_at_hand import at_hand
from bench.pages import ME, PAGE, RATIO, Listed, driver_of, lists, moments_in, now_in, own_statements
from bench.ratios import Bound, put_result, ratios_of
from cartui.client.local import LocalClient
from cartui.client.local.backend import LocalDatabase
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.rules.query.cart_query import parse_query
from cartui.store.database import Database
from cartui.store.kept_connection import Stopwatch

QUICK: Final = 0.004
"""Seconds below which a list is one that comes straight from an index."""

PAGES: Final = 8
"""Pages of each that are counted, after two that are not."""

LONGEST_WALK: Final = 200_000
"""Steps of SQLite after which a statement by hand walks through the table; a page takes some 5,000."""

UNTIMED: Final = Stopwatch(clock=float, processor=float, waits=lambda: 0)
"""Time that does not go by: under valgrind every read would seem long."""

MARK: Final = "getpgid"
"""A function of the system that nothing else calls: where one kind of pages ends."""

Way = Callable[[], object]


def ways(
    listed: Listed,
    path: Path,
    client: LocalClient,
    loop: asyncio.AbstractEventLoop,
    drivers: Sequence[sqlite3.Connection],
) -> dict[str, Way]:
    """How a page of that list is read: through the client, by the store's statements, by one by hand.

    What walks through the table by hand is no reference, and ends before it is one.
    """
    now = now_in(path)
    moments = moments_in(now)
    query = parse_query(listed.query)
    with Database(path, readonly=True) as database:
        own = own_statements(database, listed, now)

    def through_client() -> None:
        loop.run_until_complete(client.carts.list(query, sort=listed.sort))

    def plainly(driver: sqlite3.Connection, statements: Sequence[str]) -> None:
        with suppress(sqlite3.OperationalError):  # it walked for too long
            for statement in statements:
                driver.execute(statement, moments).fetchall()

    by_own, by_hand = drivers
    return {
        "client": through_client,
        "own": partial(plainly, by_own, own),
        "by hand": partial(plainly, by_hand, [listed.by_hand]),
    }


def with_all(path: Path, names: Sequence[str], look: Callable[[str, dict[str, Way]], None]) -> None:
    """Look at each of these lists with all ways to read it."""
    now = now_in(path)
    actor = Actor(name=ME, role=Role.AGENT, origin=ActorOrigin.DESK)
    client = LocalClient(LocalDatabase(str(path), time=UNTIMED), actor, clock=lambda: now)
    with (
        at_hand(client) as loop,
        closing(sqlite3.connect(path)) as by_own,
        closing(sqlite3.connect(path)) as by_hand,
    ):
        by_hand.set_progress_handler(lambda: 1, LONGEST_WALK)
        loop.run_until_complete(
            client.carts.count(parse_query("state:open"))
        )  # past a start, which reads in its own way
        for listed in lists():
            if listed.name in names:
                look(listed.name, ways(listed, path, client, loop, (by_own, by_hand)))


def quick_lists(path: Path) -> list[str]:
    """The lists of full pages that come straight from an index."""
    found: list[str] = []

    def look(name: str, reads: dict[str, Way]) -> None:
        reads["client"]()
        began = time.process_time()
        reads["client"]()
        if time.process_time() - began < QUICK:
            found.append(name)

    full = [listed.name for listed in lists() if _is_full(path, listed)]
    with_all(path, full, look)
    return found


def _is_full(path: Path, listed: Listed) -> bool:
    """Whether there is a whole page of it."""
    now = now_in(path)
    with Database(path, readonly=True) as database, database.read() as conn:
        driver = driver_of(conn)
        statements = own_statements(database, listed, now)
        return sum(len(driver.execute(each).fetchall()) for each in statements) >= PAGE


def read_marked(path: Path, names: Sequence[str]) -> None:
    """Read pages of each list in each way, with a mark before and behind them."""

    def look(_name: str, reads: dict[str, Way]) -> None:
        for read in reads.values():
            for count in (2, PAGES):
                for _ in range(count):
                    read()
                os.getpgid(0)

    with_all(path, names, look)


def counted(path: Path, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """The instructions of a page of each list, in each way."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise SystemExit("counting instructions takes valgrind: apt-get install valgrind")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "counts"
        subprocess.run(
            [
                *(valgrind, "--tool=callgrind", f"--dump-before={MARK}", f"--callgrind-out-file={out}"),
                *(sys.executable, "-m", "bench.page_instructions", "--file", str(path), "--marked", *names),
            ],
            check=True,
            capture_output=True,
        )
        dumps = sorted(out.parent.glob("counts.*"), key=lambda dump: int(dump.suffix.removeprefix(".")))
        totals = [_total(dump) for dump in dumps]
    pages = [total // PAGES for total in totals[1::2]]
    return {
        name: dict(zip(("client", "own", "by hand"), pages[3 * at : 3 * at + 3], strict=True))
        for at, name in enumerate(names)
    }


def _total(dump: Path) -> int:
    """What a dump of callgrind counted."""
    found = re.search(r"^(?:summary|totals): (\d+)", dump.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, dump  # noqa: S101 - each has it
    return int(found[1])


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path, required=True, help="a database that bench.many_carts made")
    parser.add_argument("--marked", nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.marked is not None:
        read_marked(asked.file, asked.marked)
        return
    found = counted(asked.file, quick_lists(asked.file))
    plain = {name: min(each["own"], each["by hand"]) for name, each in found.items()}
    taken = {f"client: {name}": float(each["client"]) for name, each in found.items()}
    taken |= {f"plain: {name}": float(count) for name, count in plain.items()}
    ratios = ratios_of(taken, [Bound(f"client: {name}", f"plain: {name}", RATIO) for name in found])
    put_result(
        PAGES,
        bound=RATIO,
        most=max(found[name]["client"] / plain[name] for name in found),
        median_ratio=statistics.median(found[name]["client"] / plain[name] for name in found),
        instructions=found,
        ratios=ratios,
    )


if __name__ == "__main__":
    main()
