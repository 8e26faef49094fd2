"""How many bytes an action at the desk sends to the terminal: `python -m bench.bytes`.

visidata shows the same carts beside it, where it is installed (`--visidata FILE`, or `vd` in PATH).
"""

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.desk_in_pty import ProgramInPty
from bench.ratios import Bound, put_result, ratios_of

RUNS = 7

STEPS = 17
"""Rows that the cursor goes down before the list scrolls: names differ in how many bytes they take."""

DOWN, UP, ESCAPE = "\x1b[B", "\x1b[A", "\x1b"

LOOKS: Mapping[str, Mapping[str, str]] = {
    "256 colours": {},
    "ansi theme": {"CARTUI_DISPLAY_THEME": "ansi-dark"},
    "256 colours, whole frames": {"CARTUI_DISPLAY_WHOLE_FRAMES": "true"},
}

MOST: Mapping[str, Mapping[str, int]] = {
    "256 colours": {"cursor down": 250, "line scrolled": 400, "letter typed": 100, "modal opened": 5_000}
    | {"idle for 3 s": 0, "unchanged refresh": 0},
    "ansi theme": {"cursor down": 180, "line scrolled": 260, "letter typed": 40, "modal opened": 1_200}
    | {"idle for 3 s": 0, "unchanged refresh": 0},
}
"""Bytes that the design allows for each action."""

BESIDE = ("cursor down", "line scrolled")
"""What takes no more than in visidata, in each look that has bounds."""

COLUMNS = ("number", "customer", "market", "state", "items", "total", "updated_at")
"""What visidata shows: about what the desk does."""

AS_TYPED = 0.08
"""Seconds without a byte after which a letter is there; what it finds comes later."""


def at_the_desk(seeded: str, home: Path, look: Mapping[str, str]) -> dict[str, int]:
    """What each action sends, as medians; in a home of its own: a desk goes on where the last was."""
    shutil.copytree(seeded, home)
    command = (sys.executable, "-m", "cartui")
    with ProgramInPty(command, environment={"CARTUI_HOME": str(home), **look}) as desk:
        desk.until(lambda text: text.count("C-0") > 10)
        desk.rest(2.0)
        found = {"cursor down": median(lambda: desk.pressed(DOWN).count, STEPS)}
        for _ in range(RUNS):
            desk.pressed(DOWN)
        found["line scrolled"] = median(lambda: desk.pressed(DOWN).count, STEPS)
        found["unchanged refresh"] = median(lambda: desk.pressed("r").count)
        found["modal opened"] = median(lambda: opened(desk))
        desk.pressed('/"')
        desk.rest()
        found["letter typed"] = median(lambda: typed(desk))
        desk.pressed(ESCAPE)
        desk.rest()
        found["idle for 3 s"] = desk.read_for(3)
    return found


def opened(desk: ProgramInPty) -> int:
    """What a question sends that is put over the list; it is closed again."""
    count = desk.pressed("n", quiet=0.5).count
    desk.pressed(ESCAPE, quiet=0.5)
    return count


def typed(desk: ProgramInPty) -> int:
    """What a letter sends before the list follows it."""
    count = desk.pressed("a", quiet=AS_TYPED).count
    desk.rest()
    return count


def in_visidata(program: str, carts: Path) -> dict[str, int]:
    """What the same takes there."""
    with ProgramInPty((program, str(carts))) as other:
        other.until(lambda text: text.count("C-0") > 10)
        other.rest(2.0)
        found = {"cursor down": median(lambda: other.pressed(DOWN).count, STEPS)}
        for _ in range(RUNS):
            other.pressed(DOWN)
        found["line scrolled"] = median(lambda: other.pressed(DOWN).count, STEPS)
        found["idle for 3 s"] = other.read_for(3)
    return found


def beside_visidata() -> list[Bound]:
    """What the design asks for where visidata shows the same carts."""
    return [Bound(f"{look}: {what}", f"visidata: {what}", 1.0) for look in MOST for what in BESIDE]


def median(action: Callable[[], int], times: int = RUNS) -> int:
    """The median of what an action sends."""
    return int(statistics.median(action() for _ in range(times)))


def seed(home: str, folder: Path) -> Path:
    """Make carts, and a table of them for others; gives its file."""
    environment = {**_environment(), "CARTUI_HOME": home}
    run = (sys.executable, "-m", "cartui")
    subprocess.run((*run, "seed", "--carts", "300"), env=environment, stdout=subprocess.DEVNULL, check=True)
    listed = subprocess.run(
        (*run, "carts", "list", "--json", "--limit", "200"), env=environment, capture_output=True, check=True
    )
    carts = json.loads(listed.stdout)
    table = folder / "carts.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([cart[column] for column in COLUMNS] for cart in carts["items"])
    return table


def _environment() -> dict[str, str]:
    """The environment of this process, without another shop."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CARTUI")}


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--visidata", default=shutil.which("vd"), help="the program to compare with")
    program = arguments.parse_args().visidata
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        table = seed(home, Path(folder))
        found = {name: at_the_desk(home, Path(folder, name), look) for name, look in LOOKS.items()}
        beside = in_visidata(program, table) if program else {}
    counts = {f"{look}: {what}": count for look, each in found.items() for what, count in each.items()}
    counts |= {f"visidata: {what}": count for what, count in beside.items()}
    allowed = {f"{look}: {what}": most for look, each in MOST.items() for what, most in each.items()}
    put_result(
        RUNS,
        terminal="80x24",
        visidata="measured" if program else "not installed",
        bytes=counts,
        bounds=[
            {"what": what, "bytes": counts[what], "bound": most, "holds": counts[what] <= most}
            for what, most in allowed.items()
        ],
        ratios=ratios_of(counts, beside_visidata() if program else ()),
    )


if __name__ == "__main__":
    main()
