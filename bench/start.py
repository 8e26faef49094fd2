"""How long the start takes, against Python itself, a library and Textual alone: `python -m bench.start`.

Between two starts of the desk another program changes a cart, so that the rows of the last time are none of
now. The rows of now are there when that change is to be seen and nothing says any more that it is from
memory. They can be there before the desk takes keys: when it does is measured by a key, and told without a
bound.
"""

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.desk_in_pty import ProgramInPty
from bench.many_carts import fill
from bench.ratios import Bound, in_turns, put

RUNS = 11

DESK_RUNS = 7

PYTHON = (sys.executable, "-c")

COMMANDS: Mapping[str, Sequence[str]] = {
    "pass": (*PYTHON, "pass"),
    "import sqlmodel": (*PYTHON, "import sqlmodel"),
    "cartui --help": (sys.executable, "-m", "cartui", "--help"),
    "cartui carts list --json": (sys.executable, "-m", "cartui", "carts", "list", "--json"),
}

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("READY")
Minimal().run()
"""
"""The least that Textual can show."""

BOUNDS = (
    Bound("cartui --help", "pass", 10.0),
    Bound("cartui carts list --json", "import sqlmodel", 1.2),
    Bound("desk: first frame with rows", "minimal Textual app", 1.1),
    Bound("desk: rows of now", "minimal Textual app", 2.0),
)

CARTS = 100_000


def processor_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command and return what it took of the processor, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def minimal_start(environment: Mapping[str, str]) -> float:
    """Seconds from the process to the first frame of the least Textual app."""
    with ProgramInPty((*PYTHON, MINIMAL), environment=environment) as app:
        return app.until("READY")


def change_a_cart(database: Path, name: str) -> None:
    """Bring a cart from further down to the top of the list, under that name."""
    with closing(sqlite3.connect(database)) as driver, driver:
        ((newest,),) = driver.execute("SELECT max(updated_at) FROM cart WHERE active = 1")
        found = "SELECT pk FROM cart WHERE active = 1 ORDER BY updated_at DESC LIMIT 1 OFFSET 9"
        ((pk,),) = driver.execute(found)
        changed = "UPDATE cart SET customer_name = ?, updated_at = ?, version = version + 1 WHERE pk = ?"
        driver.execute(changed, (name, newest + 1_000_000, pk))


def _stands_in_second_row(text: str) -> bool:
    """Whether the cursor is below the first of the rows."""
    rows = [line for line in text.split("\n") if " C-" in line]
    return len(rows) > 1 and "▌" in rows[1]


def desk_start(
    database: Path, environment: Mapping[str, str], name: str, *, is_first: bool
) -> tuple[float, float, float]:
    """Seconds from the process to the first frame with rows, to the rows of now, and to what a key does.

    The rows of now have that name among them. Where it is the first start of all there are no others.
    """
    command = (sys.executable, "-m", "cartui", "--db", str(database))
    with ProgramInPty(command, environment=environment) as desk:
        first = desk.until(lambda text: "C-" in text and (is_first or "from memory" in text))
        now = desk.until(lambda text: "C-" in text and name in text and "from memory" not in text)
        desk.press("j")
        key = desk.until(_stands_in_second_row)
        desk.until("match")
        desk.press("k")
        desk.rest(2.0)  # what was in sight is kept for the next start
        desk.press("q")
        desk.rest(2.0)
        return first, now, key


def starts(database: Path, environment: Mapping[str, str], runs: int) -> dict[str, float]:
    """The medians of both apps in turns, and of the desk's moments; the first of each does not count."""
    taken: dict[str, list[float]] = {}
    for run in range(runs + 1):
        change_a_cart(database, name := f"Changed {run}")
        first, now, key = desk_start(database, environment, name, is_first=run == 0)
        each = {
            "minimal Textual app": minimal_start(environment),
            "desk: first frame with rows": first,
            "desk: rows of now": now,
            "desk: a key is answered": key,
        }
        for name, seconds in each.items():
            if run:
                taken.setdefault(name, []).append(seconds)
    return {name: statistics.median(each) for name, each in taken.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--carts", type=int, default=CARTS)
    parser.add_argument("--database", type=Path, help="one that `bench.many_carts` made already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        own = {"CARTUI_HOME": home, "PYTHONPYCACHEPREFIX": str(Path(home, "compiled"))}
        environment = {**os.environ, **own}
        # An installed program is compiled; a checkout that is being worked on, or may not be written, is not.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in COMMANDS.values():  # makes the database, and compiles everything
            processor_seconds(command, environment)
        cases = {name: partial(processor_seconds, command, environment) for name, command in COMMANDS.items()}
        medians = in_turns(cases, RUNS)
        database = Path(home, "many.sqlite3")
        if asked.database is None:
            fill(database, asked.carts)
        else:
            shutil.copyfile(asked.database, database)
        medians |= starts(database, own | {"PYTHONDONTWRITEBYTECODE": ""}, DESK_RUNS)
        put(medians, BOUNDS, RUNS, desk_runs=DESK_RUNS, carts=asked.carts)


if __name__ == "__main__":
    main()
