"""Writing once more what is in a filled database, with nothing but `sqlite3`: the least that its rows take.

The schema, its indexes and triggers, the durability and about the transactions are those of whoever filled
it. Reading the rows is not counted.
"""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cartui.store import sqlite, upgrade

TABLES: Final = (
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
    "orders",
    "history",
    "change",
)
"""What an import or seeding fills, what others refer to first; triggers fill the search indexes."""


@dataclass(frozen=True)
class Took:
    """What writing the rows took, in seconds, and how many they were."""

    seconds: float
    processor: float
    rows: int


class _Counted:
    """Adds up the time of what is done in it."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.seconds = self.processor = 0.0

    def __enter__(self) -> None:
        """From here on."""
        self.seconds -= time.perf_counter()
        self.processor -= time.process_time()

    def __exit__(self, *_: object) -> None:
        """Until here."""
        self.seconds += time.perf_counter()
        self.processor += time.process_time()


def replayed(filled: Path, target: Path, *, at_once: int) -> Took:
    """Write the rows of a database into a new one by `executemany`, ``at_once`` of them a transaction."""
    counted, rows = _Counted(), 0
    with counted:
        upgrade.upgrade(target)
    with closing(sqlite3.connect(filled)) as source, closing(sqlite.connect(target)) as connection:
        for table in TABLES:
            cursor = source.execute(f"SELECT * FROM {table}")  # noqa: S608  names of ours
            places = ", ".join("?" * len(cursor.description))
            statement = f"INSERT INTO {table} VALUES ({places})"  # noqa: S608  as above
            while values := cursor.fetchmany(at_once):
                rows += len(values)
                with counted:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.executemany(statement, values)
                    connection.execute("COMMIT")
    return Took(counted.seconds, counted.processor, rows)
