"""How long a key at the desk takes to its frame, alone and while others write: `python -m bench.latency`."""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.desk_in_pty import ProgramInPty
from bench.ratios import Bound, put

PRESSES = 200

DOWN, UP = "\x1b[B", "\x1b[A"

CURSOR = "▌"
"""Drawn where the cursor goes, and nowhere else as long as nobody writes to the cart that it leaves."""

PAUSE = 0.05
"""Seconds between two keys: faster than a key that is held down."""

CARTS = 2_000

PACES = {"alone": None, "50 changes a second": 50.0, "changes as fast as can be": float("inf")}
"""How many carts a second another process changes meanwhile."""

JOB = "a bulk change of its own"
MANY = 40_000
"""Carts that a bulk change takes longer for than all presses do."""

BOUNDS = (
    Bound("alone p95", "alone p50", 1.5),
    Bound(f"{JOB} p95", "alone p95", 2.0),
    Bound("50 changes a second p95", "alone p95", 2.0),
    Bound("changes as fast as can be p95", "alone p95", 2.0),
)


def keys_to_frames(desk: ProgramInPty) -> list[float]:
    """The seconds from each key to the frame in which the cursor has moved, in order of length."""
    taken = []
    for press in range(PRESSES):
        time.sleep(PAUSE)
        desk.read_for(0.0)
        taken.append(desk.first_byte(DOWN if press % 20 < 10 else UP, having=CURSOR))
    return sorted(taken)


@contextmanager
def changing(home: str, pace: float | None) -> Iterator[None]:
    """Let another process change carts of that home at that pace."""
    if pace is None:
        yield
        return
    command = (sys.executable, "-m", "bench.latency", "--change", str(pace))
    with subprocess.Popen(command, env={**os.environ, "CARTUI_HOME": home}) as other:
        try:
            time.sleep(3)  # until it has loaded everything
            yield
        finally:
            other.terminate()


async def change(pace: float) -> None:
    """Change notes of carts, so many a second, until ended."""
    from cartui.client.local import LocalClient
    from cartui.model.actions import SetNote
    from cartui.model.agent import Actor
    from cartui.model.query import CartQuery, CartSort
    from cartui.settings.paths import find_paths

    path = str(find_paths(os.environ).database)
    async with LocalClient(path, Actor(name="other")) as client:
        carts = (await client.carts.list(CartQuery(), sort=CartSort(), limit=50)).items
        versions = {cart.id: cart.version for cart in carts}
        began, done = time.monotonic(), 0
        while True:
            for cart in carts:
                changed = await client.carts.edit(cart.id, versions[cart.id], [SetNote(note=f"note {done}")])
                versions[cart.id] = changed.version
                done += 1
                await asyncio.sleep(max(0.0, began + done / pace - time.monotonic()))


def begin_job(desk: ProgramInPty) -> None:
    """Let the desk give all of its carts another price level, and turn back to the list."""
    for keys, seen in (
        ("*", "✓"),
        ("p", "Staff"),
        ("st\r", f"Type {MANY} and enter"),
        (f"{MANY}\r", "go on working"),
    ):
        desk.press(keys)
        desk.until(seen)
    desk.press("\r")
    desk.until(is_at_work)


def is_at_work(text: str) -> bool:
    """Whether the list says how far the change is."""
    return f" of {MANY:,}" in text and "go on working" not in text


@contextmanager
def seeded_home(carts: int) -> Iterator[str]:
    """A folder of cartui's own, with so many carts in its database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CARTUI")}
    seed = (sys.executable, "-m", "cartui", "seed", "--carts", str(carts))
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(seed, env={**environment, "CARTUI_HOME": home}, stdout=subprocess.DEVNULL, check=True)
        yield home


def main() -> None:
    """Measure and print, or change carts for the one that measures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--change", type=float, help=argparse.SUPPRESS)
    pace = arguments.parse_args().change
    if pace is not None:
        asyncio.run(change(pace))
        return
    run = (sys.executable, "-m", "cartui")
    found: dict[str, float] = {}
    with seeded_home(CARTS) as home:
        for name, each in PACES.items():
            with ProgramInPty(run, environment={"CARTUI_HOME": home}) as desk:
                desk.until(lambda text: text.count("C-0") > 10)
                desk.rest(2.0)
                with changing(home, each):
                    taken = keys_to_frames(desk)
            found[f"{name} p50"] = statistics.median(taken)
            found[f"{name} p95"] = taken[int(len(taken) * 0.95)]
    with seeded_home(MANY) as home, ProgramInPty(run, environment={"CARTUI_HOME": home}) as desk:
        desk.until(lambda text: text.count("C-0") > 10)
        desk.rest(2.0)
        begin_job(desk)
        taken = keys_to_frames(desk)
        if not is_at_work(desk.text):
            raise SystemExit("the bulk change was over before the keys were: it takes more carts")
    found[f"{JOB} p50"], found[f"{JOB} p95"] = statistics.median(taken), taken[int(len(taken) * 0.95)]
    put(found, BOUNDS, PRESSES)


if __name__ == "__main__":
    main()
