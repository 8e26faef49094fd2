"""What seeding takes against plain `executemany` of its rows: `python -m bench.seed [--carts N]`.

The reference writes what `cartui seed` wrote into the same schema, as durably, with sqlite3 alone.
"""

import argparse
import asyncio
import tempfile
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from bench.ratios import RUNS, Bound, in_turns, put, seconds
from bench.replaying import replayed
from cartui.client.local import LocalClient
from cartui.demo.seeding import Seeding, seed
from cartui.imports.read_ahead import few_collections
from cartui.model.agent import Actor, ActorOrigin, Role

OURS = "cartui seed"
REFERENCE = "executemany"

BOUNDS = (Bound(OURS, REFERENCE, 4.0),)

TODAY = datetime(2026, 11, 22, tzinfo=UTC)

ROWS_A_TRANSACTION = 2_000
"""About as many rows of a table as one batch of carts has."""


def seeded(path: Path, carts: int) -> None:
    """Seed a new database, as the command does."""
    actor = Actor(name="bench", role=Role.ADMIN, origin=ActorOrigin.CLI)

    async def work() -> None:
        async with LocalClient(str(path), actor) as client:
            await seed(client, Seeding(carts=carts, random_seed=1, today=TODAY))

    with few_collections():  # as the command does
        asyncio.run(work())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=10_000, help="carts that are seeded in each run")
    carts: int = parser.parse_args().carts
    with tempfile.TemporaryDirectory() as folder:
        fresh = (Path(folder) / f"{number}.sqlite3" for number in count())
        first = next(fresh)
        seeded(first, carts)
        rows = 0

        def ours() -> float:
            return seconds(partial(seeded, next(fresh), carts))

        def reference() -> float:
            nonlocal rows
            took = replayed(first, next(fresh), at_once=ROWS_A_TRANSACTION)
            rows = took.rows
            return took.seconds

        medians = in_turns({OURS: ours, REFERENCE: reference})
    put(medians, BOUNDS, RUNS, carts=carts, rows=rows)


if __name__ == "__main__":
    main()
