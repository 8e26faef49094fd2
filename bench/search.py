"""What a key press costs in the customer search of a large shop: `python -m bench.search [--customers N]`."""

import argparse
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

from bench.client_at_hand import at_hand
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
    "(SELECT pk FROM customer_search_grams JOIN customer_search ON pk = customer_search_grams.rowid "
    "WHERE customer_search_grams MATCH ? AND {held} LIMIT ?) AS found "
    "JOIN customer ON customer.pk = found.pk LEFT JOIN customer_address ON customer_pk = customer.pk"
)
"""The reference: any customers who have the words, not ranked, with their addresses."""

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


def plain_query(text: str) -> tuple[str, tuple[object, ...]]:
    """The reference's statement and values for a text."""
    wanted = readings(text.split())[-1]
    held = [" OR ".join(["instr(customer_search.text, ?)"] * len(patterns)) for patterns in wanted.words]
    sql = PLAIN.format(held=" AND ".join(f"({any_pattern})" for any_pattern in held))
    return sql, (match_query(wanted), *chain(*wanted.words), LIMIT)


def measured(path: Path) -> dict[str, dict[str, float]]:
    """What each way of asking takes of the processor, for each text: a busy machine gives nearly the same."""
    client = LocalClient(str(path), Actor(name="alice", role=Role.AGENT, origin=ActorOrigin.DESK))
    with (
        at_hand(client) as loop,
        Database(path, readonly=True) as database,
        closing(sqlite3.connect(path)) as plain,
    ):

        def by_plain(sql: str, values: tuple[object, ...]) -> float:
            began = time.process_time()
            plain.execute(sql, values).fetchall()
            return time.process_time() - began

        def by_store(text: str) -> float:
            began = time.process_time()
            with database.read() as conn:
                search_customers(conn, text, limit=LIMIT)
            return time.process_time() - began

        def by_client(text: str) -> float:
            async def search() -> float:
                began = time.process_time()
                await client.customers.search(text, limit=LIMIT)
                return time.process_time() - began

            return loop.run_until_complete(search())

        return {
            text: in_turns(
                {
                    "plain": partial(by_plain, *plain_query(text)),
                    "store": partial(by_store, text),
                    "client": partial(by_client, text),
                },
                RUNS,
            )
            for text in TYPED
        }


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
