"""What seeding takes against plain `executemany` of its rows: `python -m bench.seed [--carts N]`.

The reference writes what `cartui seed` wrote into the same schema, as durably, with sqlite3 alone.
"""

import argparse
import asyncio
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from bench.ratios import RUNS, Bound, in_turns, put, seconds
from cartui.cli.import_run import few_collections
from cartui.client.local import LocalClient
from cartui.demo.seeding import Seeding, seed
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.store import sqlite, upgrade

OURS = "cartui seed"
REFERENCE = "executemany"

BOUNDS = (Bound(OURS, REFERENCE, 4.0),)

TODAY = datetime(2026, 11, 22, tzinfo=UTC)

TABLES = (
    "shop_settings",
    "market",
    "price_level",
    "tax_rate",
    "coupon",
    "product",
    "variant",
    "price",
    "variant_search",
    "customer",
    "customer_address",
    "customer_search",
    "cart",
    "cart_line",
    "cart_tag",
    "payment_attempt",
    "cart_search",
    "history",
    "change",
)
"""Everything that seeding fills, what others refer to first; triggers fill the search indexes."""

ROWS_A_TRANSACTION = 2_000
"""About as many rows of a table as one batch of carts has."""

Rows = Mapping[str, tuple[str, Sequence[tuple[object, ...]]]]
"""By table: the statement that inserts a row, and the rows."""


def seeded(path: Path, carts: int) -> None:
    """Seed a new database, as the command does."""
    actor = Actor(name="bench", role=Role.ADMIN, origin=ActorOrigin.CLI)

    async def work() -> None:
        async with LocalClient(str(path), actor) as client:
            await seed(client, Seeding(carts=carts, random_seed=1, today=TODAY))

    with few_collections():  # as the command does
        asyncio.run(work())


def rows_of(path: Path) -> Rows:
    """Every row that seeding wrote, in the order in which its table keeps them."""
    found: dict[str, tuple[str, Sequence[tuple[object, ...]]]] = {}
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  names of ours
            places = ", ".join("?" * len(cursor.description))
            found[table] = (f"INSERT INTO {table} VALUES ({places})", cursor.fetchall())  # noqa: S608  as above
    return found


def replayed(path: Path, rows: Rows) -> None:
    """Write the same rows into the same schema with nothing but sqlite3, as durably, in like transactions."""
    upgrade.upgrade(path)
    with closing(sqlite.connect(path)) as connection:
        for statement, values in rows.values():
            for start in range(0, len(values), ROWS_A_TRANSACTION):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(statement, values[start : start + ROWS_A_TRANSACTION])
                connection.execute("COMMIT")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=10_000, help="carts that are seeded in each run")
    carts: int = parser.parse_args().carts
    with tempfile.TemporaryDirectory() as folder:
        fresh = (Path(folder) / f"{number}.sqlite3" for number in count())
        first = next(fresh)
        seeded(first, carts)
        rows = rows_of(first)

        def ours() -> float:
            return seconds(partial(seeded, next(fresh), carts))

        def reference() -> float:
            return seconds(partial(replayed, next(fresh), rows))

        medians = in_turns({OURS: ours, REFERENCE: reference})
    put(medians, BOUNDS, RUNS, carts=carts, rows=sum(len(values) for _, values in rows.values()))


if __name__ == "__main__":
    main()
