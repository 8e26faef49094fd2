"""What looking somebody up takes on a blocklist of 100,000 entries, against one of 100: ``bench.blocklist``.

A person of whom everything is known, at an address of IPv6, which has the most keys; caught by nobody and by
an entry of theirs. Processor time of the whole question, keys and rows.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from ipaddress import IPv6Address
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bench.ratios import Bound, in_turns, put
from cartui.client.local.blocked import blocks_of
from cartui.model.blocklist import Traits
from cartui.rules.blocklist import read_blocked
from cartui.store.blocklist import NewEntry, add_entry
from cartui.store.database import Database

FEW: Final = 100
MANY: Final = 100_000

RATIO: Final = 1.5

ASKED: Final = 200
"""So often somebody is looked up in one turn."""

NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)

ALLOWED: Final = Traits(email="rahim@mail.shop.example.com", ip="2001:db8:ffff::7", country="BD")
CAUGHT: Final = Traits(email="blocked0@example.org", ip="2001:db8:ffff::7", country="BD")


def fill(database: Database, entries: int) -> None:
    """Put so many on the list: of four, two emails, a domain and a network each."""
    with database.write() as connection:
        for number in range(entries):
            add_entry(connection, _entry(number))


def _entry(number: int) -> NewEntry:
    """One of them."""
    network = f"{IPv6Address((0x2001_0DB9 << 96) + (number << 64))}/64"
    values = (f"blocked{number}@example.org", f"other{number}@example.net", f"shop{number}.example", network)
    blocked = read_blocked(values[number % len(values)])
    return NewEntry(blocked.kind, blocked.value, blocked.key, "bench", "bench", NOW, None)


def looked_up(connection: Connection, traits: Traits, found: int) -> float:
    """Processor seconds of looking somebody up again and again, for whom so many entries hold."""
    began = time.process_time()
    for _ in range(ASKED):
        if len(blocks_of(connection, traits, NOW)) != found:
            raise RuntimeError("somebody else was found than is on the list")
    return (time.process_time() - began) / ASKED


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=MANY, help="how long the long list is")
    entries: int = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as folder:
        few, many = Database(Path(folder, "few.sqlite3")), Database(Path(folder, "many.sqlite3"))
        with few, many:
            fill(few, FEW)
            fill(many, entries)
            with few.read() as short, many.read() as long:
                cases: dict[str, Callable[[], float]] = {
                    f"{who}, {length}": partial(looked_up, connection, traits, found)
                    for who, traits, found in (("allowed", ALLOWED, 0), ("caught", CAUGHT, 1))
                    for length, connection in (("short", short), ("long", long))
                }
                medians = in_turns(cases)
    bounds = [Bound(f"{who}, long", f"{who}, short", RATIO) for who in ("allowed", "caught")]
    put(medians, bounds, entries={"short": FEW, "long": entries})


if __name__ == "__main__":
    main()
