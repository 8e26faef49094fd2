"""What a page of carts costs over HTTP, and many at once: `python -m bench.rest [--carts N] [--seconds S]`.

The reference is an answer of the same bytes, made beforehand, from the same server, asked for by the same
client in the same encoding.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.ratios import Bound, put
from bench.rest_server import CONSTANT
from bench.rest_singly import AGAIN, PAGE, REFERENCE, REMOTE_PAGE, REMOTE_REFERENCE, ROUNDS, one_by_one

CONNECTIONS: Final = 32

SHARE: Final = 0.35
"""How much of the reference's throughput the design asks for."""

TURN: Final = 2.0
"""Seconds of load on each kind before it is another one's turn."""

REST: Final = 0.3
"""Seconds between two turns, in which what the one before left under way comes to its end."""

PATHS: Final = {PAGE: "/v1/carts?limit=50&n={}", AGAIN: "/v1/carts?limit=50", REFERENCE: CONSTANT}
"""What is asked for under load; a number in the place of the braces makes it another question each time."""

BOUNDS: Final = tuple(Bound(f"{AGAIN}, {part}", f"{REFERENCE}, {part}", 1.5) for part in ("p50", "p95"))
"""Of the page that is asked for over and over, as the design asks (decision 0021)."""

LOAD_BOUNDS: Final = tuple(
    Bound(f"{AGAIN}, {part}", f"{REFERENCE}, {part}", round(1 / SHARE, 2))
    for part in (f"{CONNECTIONS} at once", "processor")
)

WITHOUT_BOUND: Final = {
    "what the remote client adds to a constant answer": (f"{REMOTE_REFERENCE}, p50", f"{REFERENCE}, p50"),
    "a page through the remote client against a constant answer through httpx alone": (
        f"{REMOTE_PAGE}, p50",
        f"{REFERENCE}, p50",
    ),
    "a page that nobody asked for before, p50": (f"{PAGE}, p50", f"{REFERENCE}, p50"),
    "a page that nobody asked for before, p95": (f"{PAGE}, p95", f"{REFERENCE}, p95"),
    "the same, both through the remote client, p50": (f"{REMOTE_PAGE}, p50", f"{REMOTE_REFERENCE}, p50"),
    "the same, both through the remote client, p95": (f"{REMOTE_PAGE}, p95", f"{REMOTE_REFERENCE}, p95"),
}
"""What is printed beside: each against what."""


@dataclass(frozen=True)
class Served:
    """The server under load."""

    url: str
    token: str
    process: int
    bytes: int
    """Of a page."""
    packed: int
    """Of a page, packed."""

    @property
    def kilobytes(self) -> int:
        """Memory that it holds."""
        return int(subprocess.check_output(("ps", "-o", "rss=", "-p", str(self.process))))

    @property
    def processor_seconds(self) -> float:
        """What it took of the processor; 0 where this system does not say it that exactly."""
        status = Path(f"/proc/{self.process}/stat")
        if not status.exists():
            return 0.0
        user, system = status.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What came of the requests of one kind, many at once."""

    answers: int = 0
    errors: int = 0
    seconds: float = 0.0
    processor: float = 0.0


@dataclass
class Measured:
    """Everything that was seen."""

    loads: dict[str, Load] = field(default_factory=lambda: {name: Load() for name in PATHS})
    memory: list[int] = field(default_factory=list)
    """Kilobytes of the server after each turn."""


@contextmanager
def served(folder: Path, carts: int) -> Iterator[Served]:
    """A server over so many seeded carts, in a process of its own."""
    database = str(folder / "shop.sqlite3")
    environment = {**os.environ, "CARTUI_HOME": str(folder / "home")}
    cartui = (sys.executable, "-m", "cartui", "--db", database)
    seeding = (*cartui, "seed", "--carts", str(carts), "--json")
    subprocess.run(seeding, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    command = (sys.executable, "-m", "bench.rest_server", database)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as server:
        try:
            yield Served(**json.loads(server.stdout.readline() if server.stdout else b""))
        finally:
            server.terminate()


def put_under_load(server: Served, measured: Measured, seconds: float) -> None:
    """Load each kind in turns."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, asked in PATHS.items():
            time.sleep(REST)
            path = asked.replace("{}", f"{time.monotonic_ns()}.{{}}")
            load, before, began = measured.loads[name], server.processor_seconds, time.monotonic()
            answers, errors = with_wrk(server, path) if shutil.which("wrk") else with_python(server, path)
            load.seconds += time.monotonic() - began
            load.processor += server.processor_seconds - before
            load.answers += answers
            load.errors += errors
        measured.memory.append(server.kilobytes)


SCRIPT: Final = """
wrk.headers["Authorization"] = "Bearer %s"
local number, path = 0, "%s"
request = function()
  number = number + 1
  return wrk.format("GET", (path:gsub("{}", number)))
end
"""
"""What wrk asks for."""


def with_wrk(server: Served, path: str) -> tuple[int, int]:
    """Answers and errors of one turn, counted by wrk."""
    command = ("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{TURN:.0f}s")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (server.token, path))
        script.flush()
        said = subprocess.check_output((*command, "-s", script.name, server.url), text=True)
    [answers] = re.findall(r"(\d+) requests in", said)
    refused = re.findall(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.findall(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return int(answers), sum(map(int, refused)) + sum(int(each) for four in broken for each in four)


def with_python(server: Served, path: str) -> tuple[int, int]:
    """The same where wrk is not installed, by a process of our own."""
    command = (sys.executable, "-m", "bench.rest_load", server.url, path, server.token)
    answers, errors = subprocess.check_output((*command, str(CONNECTIONS), str(TURN)), text=True).split()
    return int(answers), int(errors)


def third(values: list[int], which: int) -> float:
    """The median of the first (0) or the last (2) third, in megabytes."""
    size = max(1, len(values) // 3)
    return round(statistics.median(values[:size] if which == 0 else values[-size:]) / 1024, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=100_000, help="carts in the database")
    parser.add_argument("--seconds", type=float, default=20, help="how long the load lasts")
    given = parser.parse_args()
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), given.carts) as server:
        singly = asyncio.run(one_by_one(server.url, server.token))
        put_under_load(server, measured, given.seconds)
        sizes = {"plain": server.bytes, "packed": server.packed}
    taken: dict[str, float] = {}
    for name, each in singly.items():
        taken |= {
            f"{name}, p50": statistics.median(each),
            f"{name}, p95": statistics.quantiles(each, n=20)[18],
        }
    for name, load in measured.loads.items():
        taken[f"{name}, {CONNECTIONS} at once"] = load.seconds / load.answers
        taken[f"{name}, processor"] = load.processor / load.answers
    known = [bound for bound in LOAD_BOUNDS if taken[bound.against]]
    put(
        taken,
        (*BOUNDS, *known),
        ROUNDS,
        carts=given.carts,
        bytes=sizes,
        load="wrk" if shutil.which("wrk") else "bench.rest_load",
        errors=sum(load.errors for load in measured.loads.values()),
        requests_a_second={name: round(load.answers / load.seconds) for name, load in measured.loads.items()},
        share_of_throughput={
            name: round(
                taken[f"{REFERENCE}, {CONNECTIONS} at once"] / taken[f"{name}, {CONNECTIONS} at once"], 2
            )
            for name in (PAGE, AGAIN)
        },
        without_bound={
            what: round(taken[ours] / taken[against], 2) for what, (ours, against) in WITHOUT_BOUND.items()
        },
        megabytes={"first third": third(measured.memory, 0), "last third": third(measured.memory, 2)},
    )


if __name__ == "__main__":
    main()
