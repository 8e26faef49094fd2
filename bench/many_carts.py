"""A shop with as many carts as one asks for, in minutes: `python -m bench.many_carts FILE [--carts N]`.

A few thousand go in through the door that everybody uses; the others are copied from these by SQL, each with
a number, dates, state, total, tags and size of its own. That is for measuring lists: the figures of such a
cart do not add up.
"""

import argparse
import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cartui.client.clock import utc_now
from cartui.client.local import LocalClient
from cartui.demo.seeding import Seeding, seed
from cartui.model.agent import Actor, ActorOrigin, Role

CARTS: Final = 1_000_000

_BASE: Final = 5_000
"""So many are made as all are; each other one is a copy of one of these."""

_DAY: Final = timedelta(days=1) // timedelta(microseconds=1)

_PRIME: Final = 2**31 - 1

_TAGS: Final = {"rare": 1, "vip": 20, "gift": 900}
"""Tags, and how many of ten thousand copies have each."""

_MOMENTS: Final = """
SELECT cart.*, n, drawn(n, 1, 1000) AS fate, drawn(n, 2, 10000) AS tagged,
    :newest - drawn(n, 3, 360) * :day - drawn(n, 4, :day) AS made
FROM numbers JOIN cart ON cart.pk = 1 + n % :base
"""

_SEEN: Final = """
SELECT moments.*, made + min(:newest - made, 40 * :day) / 1000 * drawn(n, 5, 1000) AS changed FROM moments
"""

_COPIES: Final = """
WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last),
moments AS ({moments}), seen AS ({seen})
INSERT INTO cart ({columns}) SELECT {values} FROM seen
"""

_OWN: Final = {
    "pk": "n",
    "id": "printf('crt_copy_%08d', n)",
    "number": "printf('C-%06d', n)",
    "number_key": "n",
    "state": "CASE WHEN fate < 200 THEN 'ordered' WHEN fate < 230 THEN 'deleted' "
    "WHEN fate < 240 THEN 'locked' ELSE 'open' END",
    "active": "fate >= 230",
    "lock_reason": "CASE WHEN fate BETWEEN 230 AND 239 THEN "
    "CASE WHEN fate < 235 THEN 'no_return' ELSE 'pending_payment' END END",
    "lock_since": "CASE WHEN fate BETWEEN 230 AND 239 THEN changed END",
    "deleted_at": "CASE WHEN fate BETWEEN 200 AND 229 THEN changed END",
    "source": "NULL",
    "reference": "NULL",
    "total": "total * (1 + drawn(n, 8, 400)) / 200",
    "items": "CASE WHEN drawn(n, 9, 50) = 0 THEN 0 ELSE items END",
    "units": "CASE WHEN drawn(n, 9, 50) = 0 THEN 0 ELSE units + drawn(n, 10, 30) END",
    "coupon_code": "CASE WHEN drawn(n, 11, 5000) = 0 THEN 'SAVE10' END",
    "tags": "tags_of(tagged)",
    "created_at": "made",
    "updated_at": "changed",
    "touched_at": "CASE WHEN fate % 3 = 0 THEN made + (changed - made) / 2 END",
    "touched_key": "CASE WHEN fate % 3 = 0 THEN made + (changed - made) / 2 ELSE changed END",
}
"""What each copy has for itself, as SQL."""


def fill(path: Path, carts: int = CARTS) -> None:
    """Make a database with so many carts, indexed and searchable as any other."""
    asyncio.run(_seed(path, min(carts, _BASE)))
    if carts <= _BASE:
        return
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.create_function("drawn", 3, _drawn, deterministic=True)
        connection.create_function("tags_of", 1, _tags_of, deterministic=True)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN")
        _copy(connection, carts)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _seed(path: Path, carts: int) -> None:
    """Make the carts that the others are copies of."""
    midnight = datetime.combine(utc_now().date(), datetime.min.time(), utc_now().tzinfo)
    actor = Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.CLI)
    async with LocalClient(str(path), actor) as client:
        await seed(client, Seeding(carts=carts, random_seed=1, today=midnight))


def _copy(connection: sqlite3.Connection, carts: int) -> None:
    """Make the copies, with what belongs to them; indexes are made when all is there, which is quicker."""
    made = "SELECT name, sql FROM sqlite_master WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL"
    indexes = connection.execute(made, ("index", "cart")).fetchall()
    triggers = connection.execute(made, ("trigger", "cart_search")).fetchall()
    for kind, parts in (("INDEX", indexes), ("TRIGGER", triggers)):
        for name, _ in parts:
            connection.execute(f"DROP {kind} {name}")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(cart)")]
    (base, newest) = connection.execute("SELECT count(*), max(updated_at) FROM cart").fetchone()
    connection.execute(
        _COPIES.format(
            moments=_MOMENTS,
            seen=_SEEN,
            columns=", ".join(columns),
            values=", ".join(_OWN.get(name, name) for name in columns),
        ),
        {"first": base + 1, "last": carts, "base": base, "newest": newest, "day": _DAY},
    )
    of_copies = "FROM cart JOIN {0} ON {0}.{1} = 1 + cart.pk % :base WHERE cart.pk > :base ORDER BY cart.pk"
    lines = [row[1] for row in connection.execute("PRAGMA table_info(cart_line)")]
    values = ", ".join("cart.pk" if name == "cart_pk" else f"cart_line.{name}" for name in lines)
    into_lines = f"INSERT INTO cart_line ({', '.join(lines)}) SELECT {values} "
    into_texts = (
        "INSERT INTO cart_search SELECT cart.pk, '  c  ' || printf('%06d', cart.pk) || substr(text, 12) "
    )
    connection.execute(into_lines + of_copies.format("cart_line", "cart_pk"), {"base": base})
    connection.execute(into_texts + of_copies.format("cart_search", "pk"), {"base": base})
    connection.execute(
        "INSERT INTO cart_tag SELECT json_extract(tags, '$[0]') AS tag, pk FROM cart "
        "WHERE pk > ? AND tags <> '[]' ORDER BY tag, pk",
        (base,),
    )
    connection.execute("UPDATE counter SET value = ? WHERE name = 'cart'", (carts,))
    connection.execute("INSERT INTO cart_search_grams(cart_search_grams) VALUES ('rebuild')")
    for _, statement in (*indexes, *triggers):
        connection.execute(statement)


def _drawn(number: int, salt: int, of: int) -> int:
    """A number below ``of`` that looks like chance and is the same each time."""
    mixed = (number * 1_103_515_245 + salt * 12_820_163) % _PRIME
    return mixed * mixed % _PRIME * (salt + 7) % _PRIME % of


def _tags_of(tagged: int) -> str:
    """The tags of a copy for its lot, a number below ten thousand."""
    reached = 0
    for tag, share in _TAGS.items():
        reached += share
        if tagged < reached:
            return f'["{tag}"]'
    return "[]"


def main() -> None:
    """Make one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--carts", type=int, default=CARTS)
    asked = parser.parse_args()
    fill(asked.file, asked.carts)


if __name__ == "__main__":
    main()
