"""Programs that are killed at a random moment, as a power cut or an impatient administrator does it."""

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from tests.scale import full_or_tenth
from tests.storms.soundness import assert_sound

RUNS: Final = 100
"""How often a storm kills on a full run."""

LONGEST: Final = 60.0
"""Seconds after which a program that has not said it began is broken."""

Program = Callable[[str, Connection], None]
"""Works on the database at that path; sends ``None`` when it begins and then whatever was acknowledged."""

_SERVER: Final = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["cartui.client.local", "cartui.store.upgrade", "alembic.command", __name__])


@dataclass(frozen=True)
class Killed:
    """What a program got to say before it was killed."""

    acknowledged: list[Any]
    finished: bool
    """Whether it was done before the signal came."""
    seconds: float
    """From its beginning to its end."""


def run_and_kill(program: Program, database: Path, after: float | None) -> Killed:
    """Run a program in a process of its own and kill it so many seconds after it began; ``None``: never."""
    here, there = _SERVER.Pipe(duplex=False)
    process = _SERVER.Process(target=program, args=(str(database), there))
    process.start()
    there.close()
    assert here.poll(LONGEST), "the program did not begin"
    assert here.recv() is None
    began = time.monotonic()
    process.join(after)
    finished = process.exitcode is not None
    if not finished:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(LONGEST)
    ended = time.monotonic()
    assert process.exitcode in {0, -signal.SIGKILL}, f"the program failed: {process.exitcode}"
    acknowledged = []
    try:
        while here.poll():
            acknowledged.append(here.recv())
    except EOFError:
        pass
    finally:
        here.close()
    return Killed(acknowledged, finished, ended - began)


class Moments:
    """Random moments between the beginning of a program and a little after its usual end."""

    def __init__(self, usual: float, name: str) -> None:
        """The same ones in every run of a test; ``usual`` is how many seconds the program takes."""
        self._usual = usual
        self._rng = random.Random(name)

    def __call__(self) -> float:
        """The next one, in seconds."""
        return self._rng.uniform(0, 1.1) * self._usual


def killing_storm(
    program: Program, prepared: Path, folder: Path, check: Callable[[Path, list[Any]], None]
) -> None:
    """Run a program on copies of a database, kill it at random moments, and look at what it left.

    ``check`` gets each database, which was found sound, and what the program had acknowledged.
    """
    usual = run_and_kill(program, copied(prepared, folder / "usual.sqlite3"), None).seconds
    moments = Moments(usual, program.__name__)
    killed = 0
    for run in range(full_or_tenth(RUNS)):
        database = copied(prepared, folder / f"{run}.sqlite3")
        ended = run_and_kill(program, database, moments())
        killed += not ended.finished
        assert_sound(database)
        check(database, ended.acknowledged)
        database.unlink()
    assert killed, "every run was finished before its signal came"


def copied(prepared: Path, target: Path) -> Path:
    """A copy to work on."""
    return Path(shutil.copy(prepared, target))
