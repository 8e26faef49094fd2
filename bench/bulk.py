"""What a job over 10,000 carts takes against its rows alone: `python -m bench.bulk [--carts N]`.

Ours prepares a job that gives every cart another price level, and works on it to its end: each cart of five
lines is read, priced by the rules, and saved with its version and history. The reference changes the same
rows of a copy of the same file with sqlite3 alone, by `executemany` in the same transactions: what it writes
was worked out before. A second one reads the same rows through the ORM and writes them in one flush.
"""

import argparse
import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, Final

from bench.ratios import RUNS, Bound, in_turns, put, seconds
from bench.seed import seeded
from cartui.client.local import LocalClient
from cartui.imports.read_ahead import few_collections
from cartui.model.actions import SetPriceLevel
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.bulk import BulkTarget, JobState
from cartui.model.changes import BULK
from cartui.model.query import CartQuery
from cartui.store import sqlite

OURS, REPLAY, ORM = "a job", "its rows by executemany", "its rows through the ORM in one flush"

BOUNDS: Final = (Bound(OURS, REPLAY, 5.0), Bound(OURS, ORM, 0.2))

PROCESSOR: Final = ((f"{OURS}, processor", f"{REPLAY}, processor"),)
"""What is printed beside."""

LOOK: Final = 0.1
"""Seconds between two looks at whether the job is done."""

Row = dict[str, Any]
Statements = dict[str, list[tuple[Any, ...]]]
"""Statements, each with the values of all rows for which it is executed."""


def change(path: Path, level: str) -> int:
    """Give every open cart of a file that level by a job; gives how many were changed."""
    actor = Actor(name="bench", role=Role.ADMIN, origin=ActorOrigin.CLI)

    async def work() -> int:
        async with LocalClient(str(path), actor) as client:
            job = await client.bulk.prepare(BulkTarget(query=CartQuery()), [SetPriceLevel(level=level)])
            job = await client.bulk.start(job.id)
            while job.state is JobState.RUNNING:
                await asyncio.sleep(LOOK)
                job = await client.bulk.get(job.id)
            return job.tally.changed

    with few_collections():  # as the command does
        return asyncio.run(work())


def rows_of(path: Path, table: str) -> dict[tuple[Any, ...], Row]:
    """The rows of a table by their primary key."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        key = keys_of(connection, table)
        found = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608  names of ours
    return {tuple(row[name] for name in key): row for row in found}


def keys_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table's primary key, in their order."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return [name for _, name, *_, place in sorted(columns, key=lambda column: column[-1]) if place]


class Replayed:
    """What a job changed, as the transactions in which it did that."""

    def __init__(self, before: Path, after: Path) -> None:
        """Find it by comparing a file before and after."""
        self.rows = 0
        items = rows_of(after, "bulk_item")
        with closing(sqlite3.connect(after)) as connection:
            (batches,) = connection.execute("SELECT count(*) FROM change WHERE kind = ?", (BULK,)).fetchone()
            ids = dict(connection.execute("SELECT id, pk FROM cart"))
        size = -(-len(items) // batches)
        batch_of = {ids[item["subject"]]: item["position"] // size for item in items.values()}
        prepared, steps = Steps(), defaultdict[int, Steps](Steps)
        for [job] in (rows_of(after, "bulk_job").values(),):
            prepared.insert("bulk_job", job)
            for step in range(batches):
                steps[step].update("bulk_job", {"changed": job["changed"]}, {"id": job["id"]})
        for item in items.values():
            prepared.insert(
                "bulk_item", {**item, "state": "waiting", "version": None, "before": 0, "after": 0}
            )
            told = {name: item[name] for name in ("state", "version", "currency", "before", "after")}
            steps[item["position"] // size].update(
                "bulk_item", told, {k: item[k] for k in ("job", "position")}
            )
        for table, owner in (("cart", "pk"), ("cart_line", "cart_pk"), ("cart_search", "pk")):
            old = rows_of(before, table)
            with closing(sqlite3.connect(after)) as connection:
                key = keys_of(connection, table)
            for place, row in rows_of(after, table).items():
                told = {name: value for name, value in row.items() if value != old[place][name]}
                if told:
                    steps[batch_of[row[owner]]].update(table, told, dict(zip(key, place, strict=True)))
        entries = rows_of(after, "history").keys() - rows_of(before, "history").keys()
        for place, entry in rows_of(after, "history").items():
            if place in entries:
                steps[batch_of[entry["cart_pk"]]].insert("history", entry)
        fed = [row for row in rows_of(after, "change").values() if row["kind"] == BULK]
        for step, row in enumerate(fed):
            steps[step].insert("change", row)
        self._steps = [prepared, *(steps[step] for step in range(batches))]
        self.transactions = len(self._steps)
        self.rows = sum(step.rows for step in self._steps)

    def into(self, path: Path) -> None:
        """Do it in a copy of the file as it was before."""
        with closing(sqlite.connect(path)) as connection:
            for step in self._steps:
                connection.execute("BEGIN IMMEDIATE")
                for statement, values in step.statements.items():
                    connection.executemany(statement, values)
                connection.execute("COMMIT")


class Steps:
    """The statements of one transaction."""

    def __init__(self) -> None:
        """None yet."""
        self.statements: Statements = defaultdict(list)

    @property
    def rows(self) -> int:
        """How many rows they change."""
        return sum(map(len, self.statements.values()))

    def insert(self, table: str, row: Row) -> None:
        """One more row."""
        statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608
        self.statements[statement].append((*row.values(),))

    def update(self, table: str, told: Row, key: Row) -> None:
        """Other values in one row."""
        named, found = (
            ", ".join(f"{name} = ?" for name in told),
            " AND ".join(f"{name} = ?" for name in key),
        )
        statement = f"UPDATE {table} SET {named} WHERE {found}"  # noqa: S608  names of ours
        self.statements[statement].append((*told.values(), *key.values()))


def through_orm(before: Path, after: Path) -> float:
    """Read the same rows as objects of the ORM, give them their new values, and flush once: the seconds."""
    from sqlalchemy import inspect
    from sqlmodel import Session, create_engine, select

    from cartui.store.tables import CartLineRow, CartRow, HistoryRow

    def keys(kind: Any) -> list[str]:
        return [column.name for column in inspect(kind).primary_key]

    def values(kind: Any, url: Path) -> Iterator[tuple[tuple[Any, ...], Row]]:
        with Session(create_engine(f"sqlite:///{url}")) as session:
            for each in session.exec(select(kind)):
                row = {name: getattr(each, name) for name in kind.model_fields}
                yield tuple(row[name] for name in keys(kind)), row

    told = {kind: dict(values(kind, after)) for kind in (CartRow, CartLineRow)}
    known = {key for key, _ in values(HistoryRow, before)}
    entries = [row for key, row in values(HistoryRow, after) if key not in known]

    def work() -> None:
        with Session(create_engine(f"sqlite:///{before}")) as session:
            for kind, rows in told.items():
                for each in session.exec(select(kind)).all():
                    key = tuple(getattr(each, name) for name in keys(kind))
                    for name, value in rows[key].items():
                        if getattr(each, name) != value:
                            setattr(each, name, value)
            session.add_all([HistoryRow(**{**entry, "id": None}) for entry in entries])
            session.commit()

    return seconds(work)


def processor() -> float:
    """What all processors of this machine were busy for so far, in seconds.

    Of a process that planned nobody hears what it took, so adding up what is known would leave it out.
    """
    words = Path("/proc/stat").read_text(encoding="ascii").split()
    user, nice, system = map(int, words[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=10_000, help="carts that are changed in each run")
    carts: int = parser.parse_args().carts
    with tempfile.TemporaryDirectory() as folder:
        fresh = (Path(folder) / f"{number}.sqlite3" for number in count())
        before = next(fresh)
        seeded(before, carts)
        level = other_level(before)
        spent: dict[str, list[float]] = defaultdict(list)

        def copied() -> Path:
            return Path(shutil.copy(before, next(fresh)))

        after = copied()
        changed = change(after, level)
        replayed = Replayed(before, after)

        def measured(name: str, work: Any) -> float:
            path = copied()
            began = processor()
            took = seconds(lambda: work(path))
            spent[name].append(processor() - began)
            path.unlink()
            return took

        medians = in_turns(
            {
                OURS: lambda: measured(OURS, lambda path: change(path, level)),
                REPLAY: lambda: measured(REPLAY, replayed.into),
            }
        )
        medians[ORM] = through_orm(copied(), after)
    for name, each in spent.items():
        medians[f"{name}, processor"] = sorted(each)[len(each) // 2]
    beside = {
        f"{what} against {other}": round(medians[what] / medians[other], 2) for what, other in PROCESSOR
    }
    put(
        medians,
        BOUNDS,
        RUNS,
        carts=carts,
        changed=changed,
        rows=replayed.rows,
        transactions=replayed.transactions,
        beside=beside,
    )


def other_level(path: Path) -> str:
    """A level of the shop that fewest carts have: changing to it changes the most."""
    with closing(sqlite3.connect(path)) as connection:
        (level,) = connection.execute(
            "SELECT code FROM price_level ORDER BY (SELECT count(*) FROM cart WHERE price_level = code), code"
        ).fetchone()
    return str(level)


if __name__ == "__main__":
    main()
