"""What exporting carts as CSV takes: memory above an idle program, and time against `sqlite3` + `csv`.

The reference writes the very cells of our file: they are put into a table of a database of their own first,
and read back from there. Each of our runs is a process of its own, whose start counts as well.
"""

import argparse
import csv
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from bench.many_carts import CARTS, fill
from bench.ratios import RUNS, Bound, in_turns, put, seconds

OURS, REFERENCE = "cartui carts export", "sqlite3 and csv"

BOUND: Final = Bound(OURS, REFERENCE, 5.0)

MOST_MEGABYTES: Final = 60.0
"""Above what an export of one cart takes."""

ONE: Final = "number:C-000001"

EVERY_STATE: Final = "state:open,locked,ordered,deleted"


def export(database: Path, target: Path, query: str, peaks: list[float]) -> None:
    """Export with the program, and note the most memory that it took, in megabytes."""
    program = (sys.executable, "-m", "bench.export", "--measured", str(database), str(target), query)
    done = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
    peaks.append(int(done.stdout) / 1024)


def measured(database: str, target: str, query: str) -> None:
    """Be that process: run the command, and say what its memory was at most."""
    from cartui.__main__ import main as cartui

    try:
        cartui(("--db", database, "carts", "export", "-q", query, "--format", "csv", "-o", target))
    except SystemExit as ending:
        if ending.code:
            raise
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def lay(source: Path, database: Path) -> int:
    """Put the cells of a file into a table of their own; gives how many rows these are."""
    with (
        source.open(encoding="utf-8-sig", newline="") as lines,
        closing(sqlite3.connect(database)) as connection,
    ):
        rows = csv.reader(lines)
        titles = next(rows)
        connection.execute(f"CREATE TABLE cells ({', '.join(titles)})")
        places = ", ".join("?" * len(titles))
        connection.executemany(f"INSERT INTO cells VALUES ({places})", rows)  # noqa: S608  (question marks)
        connection.commit()
        return int(connection.execute("SELECT count(*) FROM cells").fetchone()[0])


def write_plainly(database: Path, target: Path) -> None:
    """Write the same cells by nothing but `sqlite3` and `csv`."""
    with (
        closing(sqlite3.connect(database)) as connection,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        rows: Iterator[tuple[str, ...]] = connection.execute("SELECT * FROM cells")
        csv.writer(out).writerows(rows)


def anew(target: Path) -> Path:
    """The target, with nothing there."""
    target.unlink(missing_ok=True)
    return target


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench.export", description=__doc__)
    options.add_argument("--carts", type=int, default=CARTS, help="how many there are")
    options.add_argument("--file", type=Path, help="a database of bench.many_carts, of which a copy is taken")
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--measured", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measured:
        measured(*chosen.measured)
        return
    with tempfile.TemporaryDirectory() as folder:
        database, plain = Path(folder) / "carts.sqlite3", Path(folder) / "cells.sqlite3"
        ours, theirs = Path(folder) / "ours.csv", Path(folder) / "plain.csv"
        if chosen.file is None:
            fill(database, chosen.carts)
        else:
            shutil.copyfile(chosen.file, database)
        idle, peaks = list[float](), list[float]()
        export(database, anew(ours), ONE, [])  # brings the database to this version
        export(database, anew(ours), ONE, idle)
        export(database, anew(ours), EVERY_STATE, peaks)
        rows = lay(ours, plain)
        cases = {
            OURS: lambda: seconds(partial(export, database, anew(ours), EVERY_STATE, peaks)),
            REFERENCE: lambda: seconds(partial(write_plainly, plain, theirs)),
        }
        medians = in_turns(cases, chosen.runs)
    above = round(max(peaks) - idle[0], 1)
    memory = {"above_idle_megabytes": above, "bound": MOST_MEGABYTES, "holds": above <= MOST_MEGABYTES}
    put(medians, (BOUND,), chosen.runs, rows=rows, memory=memory)


if __name__ == "__main__":
    main()
