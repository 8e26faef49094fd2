"""The desk on lists of any size, in a terminal: `python -m bench.desk_list [--folder DIR] [--most N]`.

Each size is opened in turns with the others; what a key takes is the time from pressing it to the frame that
the desk writes for it, and for another sort and what is typed into the query line to the last one, which has
its rows. The databases are made first, which takes minutes; in a folder that is named they stay for the next
run, and are brought up to date there. Sitting at the desks takes six minutes, since after each key it is
waited until nothing more is drawn.
"""

import argparse
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Final

from bench.desk_in_pty import ProgramInPty
from bench.many_carts import fill
from bench.ratios import RUNS, Bound, put
from cartui.store.database import Database

SMALL: Final = 50
MIDDLE: Final = 10_000
LARGE: Final = 1_000_000

DOWN, PAGE_DOWN, HOME, END, ENTER = "\x1b[B", "\x1b[6~", "\x1b[H", "\x1b[F", "\r"

KEYS: Final = 8
"""Keys of each kind that are pressed in one run."""

STILL: Final = 0.2
"""Seconds without a byte after which the next key is pressed: the preview is drawn sooner."""

SORTS: Final = 4
"""Sorts that are taken in one run, each the next in the dialog."""

TYPED: Final = "ali"
"""What is typed into the query line; some carts of every size have it."""

MEGABYTE: Final = 1 << 20

MOST_MORE: Final = 5.0
"""Megabytes of its own by which the desk may grow."""

OWN: Final = {"CARTUI_DISPLAY_REMEMBER_ROWS": "false", "PYTHONDONTWRITEBYTECODE": ""}
"""Rows of the last time would be there before those that are measured."""


class Sitting:
    """What one size takes, in seconds, and the desk's own memory in megabytes."""

    def __init__(self) -> None:
        """Nothing was measured yet."""
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.megabytes: list[float] = []

    def sit(self, database: Path, compiled: Path, *, presses: bool = True) -> None:
        """Open a desk that remembers nothing, press keys unless told otherwise, and leave."""
        command = (sys.executable, "-m", "cartui", "--db", str(database))
        with tempfile.TemporaryDirectory() as home:
            own = OWN | {"CARTUI_HOME": home, "PYTHONPYCACHEPREFIX": str(compiled)}
            with ProgramInPty(command, environment=own, columns=120, lines=40) as desk:
                self.seconds["open"].append(desk.until(lambda text: text.count(" open ") > 10))
                desk.until("match")
                if presses:
                    self._press_keys(desk)

    def _press_keys(self, desk: ProgramInPty) -> None:
        """Press each kind of keys."""
        desk.rest(1.5)
        for _ in range(KEYS):
            self._press(desk, "key", DOWN)
        self._press(desk, "", HOME)
        for _ in range(KEYS):  # there and back, so that 50 rows have as many pages
            self._press(desk, "page down", PAGE_DOWN)
            self._press(desk, "", HOME)
        for _ in range(KEYS):
            self._press(desk, "jump to end", END)
            self._press(desk, "jump to start", HOME)
        for _ in range(SORTS):
            self._press(desk, "", "s", quiet=0.5)
            self._press(desk, "", DOWN)
            self._press(desk, "sort", ENTER, quiet=0.6, whole=True)
        desk.press("/")
        desk.rest(0.5)
        for letter in TYPED:
            self._press(desk, "filter as typed", letter, quiet=0.6, whole=True)
        self.megabytes.append(_private(desk.process))

    def _press(
        self, desk: ProgramInPty, what: str, keys: str, *, quiet: float = STILL, whole: bool = False
    ) -> None:
        """Press keys and note what they take, where that has a name and anything was to be drawn.

        To the list's frame, which is first: the preview follows once the cursor rests. ``whole``: to the end.
        """
        written = desk.pressed(keys, quiet=quiet, wait=max(1.0, quiet))
        if what and written.count:
            self.seconds[what].append(written.last if whole else written.first)


def _private(process: int) -> float:
    """Megabytes that are this process's alone."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return kilobytes * 1024 / MEGABYTE


def bounds(sizes: list[int]) -> tuple[Bound, ...]:
    """What the design asks for: that a list of any size is as quick as a small one, sorted as filtered."""
    asked = (("open", 1.15), ("key", 1.15), ("sort", 1.5), ("filter as typed", 1.5))
    compared = [
        Bound(f"{what}, {size:,} carts", f"{what}, {SMALL:,} carts", ratio)
        for size in sizes[1:]
        for what, ratio in asked
    ]
    jumps = [Bound(f"jump to end, {size:,} carts", f"page down, {size:,} carts", 1.5) for size in sizes[1:]]
    return (*compared, *jumps)


def measure(folder: Path, sizes: list[int], runs: int) -> None:
    """Sit at the desks of all sizes in turns, and print what came of it."""
    sittings = {size: Sitting() for size in sizes}
    with tempfile.TemporaryDirectory() as compiled:
        Sitting().sit(folder / f"{SMALL}.sqlite3", Path(compiled), presses=False)  # compiles everything
        for _ in range(runs):
            for size, sitting in sittings.items():
                sitting.sit(folder / f"{size}.sqlite3", Path(compiled))
    medians = {
        f"{what}, {size:,} carts": statistics.median(seconds)
        for size, sitting in sittings.items()
        for what, seconds in sitting.seconds.items()
    }
    megabytes = {size: statistics.median(sitting.megabytes) for size, sitting in sittings.items()}
    put(
        medians,
        bounds(sizes),
        runs,
        megabytes={f"{size:,} carts": round(each, 1) for size, each in megabytes.items()},
        megabytes_more={
            f"{size:,} carts": {
                "more": round(megabytes[size] - megabytes[SMALL], 1),
                "bound": MOST_MORE,
                "holds": megabytes[size] - megabytes[SMALL] <= MOST_MORE,
            }
            for size in sizes[1:]
        },
    )


def main() -> None:
    """Make what is not there, measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, help="where the databases are, or are made to stay")
    parser.add_argument("--most", type=int, default=LARGE, help="carts of the largest list")
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    sizes = [SMALL, *(size for size in (MIDDLE, asked.most) if SMALL < size <= asked.most)]
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = asked.folder or Path(thrown_away)
        folder.mkdir(parents=True, exist_ok=True)
        for size in (size for size in sizes if not (folder / f"{size}.sqlite3").exists()):
            fill(folder / f"{size}.sqlite3", size)
        for size in sizes:
            Database(folder / f"{size}.sqlite3").close()  # an upgrade is no part of opening a list
        measure(folder, list(dict.fromkeys(sizes)), asked.runs)


if __name__ == "__main__":
    main()
