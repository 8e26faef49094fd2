"""What a key press costs in the customer search of a large shop: `python -m bench.search [--customers N]`."""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from bench.people import COMMON, people
from bench.ratios import Bound, in_turns, put, seconds
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.store.customer_search import search_customers
from cartui.store.customers import insert_customers
from cartui.store.database import Database
from cartui.store.search import match_query, readings

RUNS: Final = 21

LIMIT: Final = 20

TYPED: Final = (
    *("r", "ra", "rah", "rahim", "rahim u", "rahim uddin", COMMON.upper()),
    *("0171", "01712345", "5678", "1042", "#1042"),
    *("example.com", "uddin", "li", "o'b", "李明", "মো", "محمد"),
    *("yorfazel", "zel tor", "nobody at all", "zzzzqq"),
)
"""What is typed: beginnings as they grow, numbers, words that many or few or none have, other scripts."""

PLAIN: Final = (
    "SELECT customer.*, customer_address.* FROM "
    "(SELECT rowid FROM customer_search_grams WHERE customer_search_grams MATCH ? LIMIT ?) AS found "
    "JOIN customer ON customer.pk = found.rowid LEFT JOIN customer_address ON customer_pk = customer.pk"
)
"""The reference: any rows that have the trigrams of the words, neither ranked nor compared with the text."""

SESSION: Final = "all that is typed"
RATIO: Final = 2.5
"""What the design allows."""

BATCH: Final = 5_000


def fill(path: Path, count: int) -> None:
    """Make a database with so many customers."""
    everybody = people(count)
    with Database(path) as database:
        while batch := list(islice(everybody, BATCH)):
            with database.write() as conn:
                insert_customers(conn, batch)


def processor_seconds(work: Callable[[str], object], text: str) -> float:
    """What asking takes of the processor, in all threads: a busy machine gives nearly the same."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def measured(path: Path) -> dict[str, dict[str, float]]:
    """The median seconds of each way of asking, for each text."""
    actor = Actor(name="alice", role=Role.AGENT, origin=ActorOrigin.DESK)
    taken = {}
    with (
        asyncio.Runner() as runner,
        Database(path, readonly=True) as database,
        closing(sqlite3.connect(path)) as plain,
    ):
        client = LocalClient(str(path), actor)
        runner.run(client.__aenter__())

        def by_plain(asked: str) -> None:
            plain.execute(PLAIN, (asked, LIMIT)).fetchall()

        def by_store(text: str) -> None:
            with database.read() as conn:
                search_customers(conn, text, limit=LIMIT)

        def by_client(text: str) -> None:
            runner.run(client.customers.search(text, limit=LIMIT))

        for text in TYPED:
            asked = match_query(readings(text.split())[-1])
            cases = {
                "plain": partial(processor_seconds, by_plain, asked),
                "store": partial(processor_seconds, by_store, text),
                "client": partial(processor_seconds, by_client, text),
            }
            taken[text] = in_turns(cases, RUNS)
        runner.run(client.__aexit__(None, None, None))
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=1_000_000)
    count = parser.parse_args().customers
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite3"
        filling = seconds(lambda: fill(path, count))
        taken = measured(path)
        size = path.stat().st_size
    ways = ("plain", "store", "client")
    medians = {f"{way}: {SESSION}": sum(each[way] for each in taken.values()) for way in ways}
    bounds = []
    facts: dict[str, object] = {}
    for way in ways[1:]:
        bounds.append(Bound(f"{way}: {SESSION}", f"plain: {SESSION}", RATIO))
        ratios = {text: round(each[way] / each["plain"], 2) for text, each in taken.items()}
        worst = max(ratios, key=lambda text: ratios[text])
        facts[way] = {
            "median ratio": statistics.median(ratios.values()),
            "worst ratio": ratios[worst],
            "worst text": worst,
            "bound": RATIO,
        }
    facts["microseconds"] = {
        text: {way: round(each[way] * 1e6) for way in ways} for text, each in taken.items()
    }
    put(
        medians,
        tuple(bounds),
        RUNS,
        customers=count,
        filled_in_seconds=round(filling, 1),
        megabytes=round(size / 1e6),
        **facts,
    )


if __name__ == "__main__":
    main()
