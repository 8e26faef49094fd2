"""What importing a year of invoices takes, against loading its rows: `python -m bench.imports [--rows N]`.

The file is UCI Online Retail, unpacked. Ours is the command as people type it, into a new shop; the
reference reads the same file with `csv` and puts its columns, as they stand there, into one table of a
`sqlite3` database set up as ours is, in one transaction. Each runs in a process of its own, so that the
start of Python counts on both sides and the most memory that each took can be told.

A second reference writes the rows that ours wrote, ready as they are, into the same schema: the least that
an import with its indexes, search and history can take. The bound is against that one (docs/decisions/0013).
"""

import argparse
import csv
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from bench.ratios import RUNS, Bound, in_turns, put, seconds
from bench.replaying import replayed

YEAR = (
    Path(__file__).resolve().parents[2] / "shared/data/online-retail-uci/online_retail_2010-12_2011-12.csv.xz"
)

SHOP = """
[[price_levels]]
code = "retail"
name = "Retail"
[[markets]]
code = "GB"
name = "Great Britain"
countries = ["GB"]
currency = "GBP"
base_level = "retail"
[[tax_rates]]
country = "GB"
class = "standard"
name = "VAT"
rate = "20"
"""

OURS, REFERENCE, REPLAY = "cartui import carts", "csv + sqlite3", "its rows by executemany"
BOUND = Bound(OURS, REPLAY, 4.0)

WITHOUT_BOUND = (
    (OURS, REFERENCE),
    (REPLAY, REFERENCE),
    (f"{OURS}, processor", f"{REFERENCE}, processor"),
    (f"{OURS}, processor", f"{REPLAY}, processor"),
)
"""What is printed beside: what against what (docs/decisions/0013)."""

ROWS_A_TRANSACTION = 8_000
"""About as many lines as one batch of an import has."""

NEW_DATABASE = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
"""

DATABASE = "shop.sqlite3"

REFUSED = 1
"""The exit status where some rows were refused: those of stock corrections are."""


@dataclass
class Spent:
    """What runs took beside time."""

    processor: list[float]
    megabytes: list[float]


def load_raw(source: Path, database: Path) -> None:
    """The reference: every row of the file as it stands there."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript(NEW_DATABASE)
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        connection.execute(f"CREATE TABLE raw ({', '.join(header)})")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO raw VALUES ({', '.join('?' * len(header))})", rows)  # noqa: S608
        connection.execute("COMMIT")
    connection.close()


def cartui(home: Path, *arguments: str) -> list[str]:
    """The command line on the database of a folder."""
    return [sys.executable, "-m", "cartui", "--db", str(home / DATABASE), *arguments]


def import_carts(source: Path, home: Path) -> list[str]:
    """Ours: the command that people type."""
    mapped = ("--mapping", "online-retail", "--market", "GB", "--create-products")
    return cartui(home, "import", "carts", str(source), *mapped, "--json")


def raw_load(source: Path, home: Path) -> list[str]:
    """The reference as a process."""
    return [sys.executable, "-m", "bench.imports", "--raw", str(source), str(home / "raw.sqlite3")]


def measured(
    command: Callable[[Path, Path], list[str]], source: Path, spent: Spent, filled: Path | None = None
) -> float:
    """Run it once on a new database: the seconds by the clock; processor and memory go to ``spent``.

    The shop's database is kept as ``filled``.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {**os.environ, "CARTUI_HOME": folder}
        shop = home / "shop.toml"
        shop.write_text(SHOP, encoding="utf-8")
        apply = cartui(home, "shop", "apply", str(shop))
        subprocess.run(apply, env=environment, stdout=subprocess.DEVNULL, check=True)
        took = seconds(partial(_run, command(source, home), environment, spent))
        if filled is not None:
            shutil.move(home / DATABASE, filled)
        return took


def replay(filled: Path, spent: Spent) -> float:
    """Write the rows of the last import once more: the seconds by the clock; the processor's to ``spent``."""
    with tempfile.TemporaryDirectory() as folder:
        took = replayed(filled, Path(folder) / DATABASE, at_once=ROWS_A_TRANSACTION)
    spent.processor.append(took.processor)
    return took.seconds


def _run(command: list[str], environment: dict[str, str], spent: Spent) -> None:
    """One process from start to end, with what the system counted for it."""
    silence = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    child = os.posix_spawn(command[0], command, environment, file_actions=silence)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, REFUSED):
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    spent.processor.append(used.ru_utime + used.ru_stime)
    spent.megabytes.append(used.ru_maxrss / 1024)


def unpack(source: Path, target: Path, rows: int | None) -> int:
    """Write the file unpacked, or its first rows; gives how many rows that are."""
    count = 0
    with (
        lzma.open(source, "rt", encoding="utf-8", newline="") as packed,
        target.open("w", encoding="utf-8", newline="") as plain,
    ):
        for line in islice(packed, None if rows is None else rows + 1):
            plain.write(line)
            count += 1
    return count - 1


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench.imports", description=__doc__)
    options.add_argument("--rows", type=int, help="only so many rows of the year")
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--raw", nargs=2, type=Path, metavar=("FILE", "DATABASE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.raw:
        load_raw(*chosen.raw)
        return
    spent = {name: Spent([], []) for name in (REFERENCE, OURS, REPLAY)}
    with tempfile.TemporaryDirectory() as folder:
        source, filled = Path(folder) / "year.csv", Path(folder) / DATABASE
        rows = unpack(YEAR, source, chosen.rows)
        cases = {
            REFERENCE: partial(measured, raw_load, source, spent[REFERENCE]),
            OURS: partial(measured, import_carts, source, spent[OURS], filled),
            REPLAY: partial(replay, filled, spent[REPLAY]),
        }
        medians = in_turns(cases, chosen.runs)
    for name, each in spent.items():
        medians[f"{name}, processor"] = sorted(each.processor)[len(each.processor) // 2]
    peaks = {name: round(max(each.megabytes)) for name, each in spent.items() if each.megabytes}
    beside = {
        f"{what} against {other}": round(medians[what] / medians[other], 2) for what, other in WITHOUT_BOUND
    }
    put(medians, (BOUND,), chosen.runs, rows=rows, peak_megabytes=peaks, without_bound=beside)


if __name__ == "__main__":
    main()
