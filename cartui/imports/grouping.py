"""Bringing the rows together that describe one thing, wherever in the file they stand.

Most files keep them together; for those, a group is given out as soon as the next begins. Rows of a key
that turns up again later in the file wait in a temporary database (which stays in memory while small)
and come last. Memory: eight bytes for each run of equal keys, and the group at hand.
"""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from typing import Final

from cartui.imports.source import Record

LARGEST_GROUP: Final = 10_000
"""Rows of one key that are taken together; the rest comes without a key, to be refused."""

_PILES: Final = 64
"""Hashes are sorted in so many piles, since sorting takes several times their room."""

Group = tuple[str, list[Record]]
"""A key and its records in the file's order; the key is empty for a record that has none."""


def scattered_keys(keys: Iterable[str]) -> frozenset[int]:
    """The hashes of the keys that turn up again after others; two keys of one hash only wait longer."""
    runs = [array("q") for _ in range(_PILES)]
    last = ""
    for key in keys:
        if key != last:
            last = key
            if key:
                hashed = hash(key)
                runs[hashed % _PILES].append(hashed)
    found: set[int] = set()
    for pile in runs:
        found.update(one for one, other in pairwise(sorted(pile)) if one == other)
    return frozenset(found)


def grouped(
    records: Iterable[Record], key_of: Callable[[list[str]], str], scattered: frozenset[int]
) -> Iterator[Group]:
    """Give each key once with all its records; every record without a key comes by itself.

    Args:
        records: The file's records.
        key_of: The key of a record's cells.
        scattered: What :func:`scattered_keys` found in the same records.
    """
    spool = _Spool() if scattered else None
    last, rows = "", list[Record]()
    for record in records:
        key = key_of(record[1])
        if key == last and key:
            if len(rows) < LARGEST_GROUP:
                rows.append(record)
            else:
                yield "", [record]
            continue
        if rows:
            yield last, rows
        last, rows = key, []
        if spool is not None and key and hash(key) in scattered:
            spool.add(key, record)
            last = ""
        else:
            rows.append(record)
    if rows:
        yield last, rows
    if spool is not None:
        yield from spool.groups()


class _Spool:
    """Records that wait for the rest of their group, in a file that goes away by itself."""

    def __init__(self) -> None:
        """Make the temporary database."""
        # Groups may be asked for from another thread than the first one, but never from two at once.
        self._database = sqlite3.connect("", check_same_thread=False)
        self._database.execute("CREATE TABLE waiting (key TEXT, line INTEGER, cells TEXT)")

    def add(self, key: str, record: Record) -> None:
        """Keep a record."""
        line, cells = record
        self._database.execute("INSERT INTO waiting VALUES (?, ?, ?)", (_safe(key), line, json.dumps(cells)))

    def groups(self) -> Iterator[Group]:
        """Give the groups in the order in which they first appeared, and forget everything."""
        self._database.execute("CREATE INDEX by_key ON waiting (key, line)")
        firsts = self._database.execute("SELECT key FROM waiting GROUP BY key ORDER BY min(line)")
        for (key,) in firsts:
            found = self._database.execute(
                "SELECT line, cells FROM waiting WHERE key = ? ORDER BY line", (key,)
            )
            records = ((line, json.loads(cells)) for line, cells in found)
            yield json.loads(key), list(islice(records, LARGEST_GROUP))
            yield from (("", [record]) for record in records)
        self._database.close()


def _safe(key: str) -> str:
    """A key as text that any database takes (a lone surrogate or NUL is written as an escape)."""
    return json.dumps(key)
