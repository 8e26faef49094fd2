"""How everything here is measured: in turns, by medians, as ratios to a reference of the same run.

Machines are shared and noisy; a ratio of two medians taken in turns holds on another one, and on a busy one.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS = 5
"""Medians are of at least so many."""

Case = Callable[[], float]
"""Does one thing once and gives what it took, in seconds; preparing is not counted."""


@dataclass(frozen=True)
class Bound:
    """What the design asks for: ``what`` takes at most ``ratio`` times what ``against`` takes."""

    what: str
    against: str
    ratio: float


def seconds(work: Callable[[], object]) -> float:
    """What one run takes by the clock on the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(cases: Mapping[str, Case], runs: int = RUNS) -> dict[str, float]:
    """The median seconds of each case, all taken in turns so that a busy moment meets them alike."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            taken[name].append(case())
    return {name: statistics.median(each) for name, each in taken.items()}


def put(medians: Mapping[str, float], bounds: Sequence[Bound], runs: int = RUNS, **facts: object) -> None:
    """Print the result as JSON: milliseconds for the curious, ratios with their bounds to judge by."""
    milliseconds = {name: round(median * 1000, 2) for name, median in medians.items()}
    put_result(runs, **facts, milliseconds=milliseconds, ratios=ratios_of(medians, bounds))


def put_result(runs: int, **facts: object) -> None:
    """Print as JSON what was found on this machine."""
    json.dump({"machine": machine(), "runs": runs, **facts}, sys.stdout, indent=2)
    sys.stdout.write("\n")


def ratios_of(found: Mapping[str, float], bounds: Sequence[Bound]) -> list[dict[str, object]]:
    """Each ratio that is asked for, with its bound and whether it holds; ``found`` is in any unit."""
    ratios = [(bound, found[bound.what] / found[bound.against]) for bound in bounds]
    return [
        {
            "what": bound.what,
            "against": bound.against,
            "ratio": round(ratio, 2),
            "bound": bound.ratio,
            "holds": ratio <= bound.ratio,
        }
        for bound, ratio in ratios
    ]


def machine() -> dict[str, object]:
    """On what it was measured: a figure without that says little."""
    return {
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _processor() -> str:
    """Its name; Linux tells it in a file only."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
