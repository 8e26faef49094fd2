"""What a page of carts costs over HTTP, and many at once: `python -m bench.rest [--carts N] [--seconds S]`.

The reference is an answer of the same bytes, made beforehand, from the same server.
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

import httpx
from pydantic import SecretStr

from bench.ratios import Bound, put
from bench.rest_server import CONSTANT
from cartui.client.rest import RestClient
from cartui.model.agent import ActorOrigin
from cartui.model.query import CartQuery, CartSort

PAGE, REFERENCE = "a page of 50", "a constant answer"

CONNECTIONS: Final = 32

SHARE: Final = 0.35
"""How much of the reference's throughput the design asks for."""

BOUNDS: Final = (
    Bound(f"{PAGE}, p50", f"{REFERENCE}, p50", 1.5),
    Bound(f"{PAGE}, p95", f"{REFERENCE}, p95", 1.5),
    Bound(f"{PAGE}, {CONNECTIONS} at once", f"{REFERENCE}, {CONNECTIONS} at once", round(1 / SHARE, 2)),
    Bound(f"{PAGE}, processor", f"{REFERENCE}, processor", round(1 / SHARE, 2)),
)

SINGLY: Final = 300
"""Requests of each kind, one after the other, in turns."""

TURN: Final = 2.0
"""Seconds of load on each of the two before it is the other one's turn."""

PATHS: Final = {PAGE: "/v1/carts?limit=50", REFERENCE: CONSTANT}


@dataclass(frozen=True)
class Served:
    """The server under load."""

    url: str
    token: str
    process: int
    bytes: int
    """Of a page."""

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

    singly: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PATHS})
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


async def one_by_one(server: Served, taken: dict[str, list[float]]) -> None:
    """Ask for pages as a desk does, each another one, and for the reference as plainly as httpx can."""
    headers = {"Authorization": f"Bearer {server.token}"}
    token = SecretStr(server.token)
    after = None
    async with (
        RestClient(server.url, token, origin=ActorOrigin.DESK) as client,
        httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as plain,
    ):
        for _ in range(SINGLY):
            began = time.perf_counter()
            page = await client.carts.list(CartQuery(), sort=CartSort(), limit=50, after=after)
            between = time.perf_counter()
            (await plain.get(CONSTANT)).raise_for_status()
            taken[PAGE].append(between - began)
            taken[REFERENCE].append(time.perf_counter() - between)
            after = page.next


def put_under_load(server: Served, measured: Measured, seconds: float) -> None:
    """Load the two in turns."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, path in PATHS.items():
            load, before, began = measured.loads[name], server.processor_seconds, time.monotonic()
            answers, errors = with_wrk(server, path) if shutil.which("wrk") else with_python(server, path)
            load.seconds += time.monotonic() - began
            load.processor += server.processor_seconds - before
            load.answers += answers
            load.errors += errors
        measured.memory.append(server.kilobytes)


def with_wrk(server: Served, path: str) -> tuple[int, int]:
    """Answers and errors of one turn, counted by wrk."""
    command = (
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{TURN:.0f}s",
        "-H",
        f"Authorization: Bearer {server.token}",
    )
    said = subprocess.check_output((*command, server.url + path), text=True)
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
        asyncio.run(one_by_one(server, measured.singly))
        put_under_load(server, measured, given.seconds)
        size = server.bytes
    taken: dict[str, float] = {}
    for name, load in measured.loads.items():
        cuts = statistics.quantiles(measured.singly[name], n=20)
        taken |= {f"{name}, p50": statistics.median(measured.singly[name]), f"{name}, p95": cuts[18]}
        taken[f"{name}, {CONNECTIONS} at once"] = load.seconds / load.answers
        taken[f"{name}, processor"] = load.processor / load.answers
    put(
        taken,
        BOUNDS if all(taken.values()) else BOUNDS[:-1],
        SINGLY,
        carts=given.carts,
        bytes=size,
        load="wrk" if shutil.which("wrk") else "bench.rest_load",
        errors=sum(load.errors for load in measured.loads.values()),
        requests_a_second={name: round(load.answers / load.seconds) for name, load in measured.loads.items()},
        share_of_throughput=round(
            taken[f"{REFERENCE}, {CONNECTIONS} at once"] / taken[f"{PAGE}, {CONNECTIONS} at once"], 2
        ),
        megabytes={"first third": third(measured.memory, 0), "last third": third(measured.memory, 2)},
    )


if __name__ == "__main__":
    main()
