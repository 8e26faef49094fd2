"""How everything here is measured: in turns, by medians, as ratios to a reference of the same run.

Machines are shared and noisy; a ratio of two medians taken in turns holds on another one, and on a busy one.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

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


def put(medians: Mapping[str, float], bounds: tuple[Bound, ...], runs: int = RUNS, **facts: object) -> None:
    """Print the result as JSON: milliseconds for the curious, ratios with their bounds to judge by."""
    ratios = [
        {
            "what": bound.what,
            "against": bound.against,
            "ratio": round(medians[bound.what] / medians[bound.against], 2),
            "bound": bound.ratio,
        }
        for bound in bounds
    ]
    milliseconds = {name: round(median * 1000, 2) for name, median in medians.items()}
    json.dump({"runs": runs, **facts, "milliseconds": milliseconds, "ratios": ratios}, sys.stdout, indent=2)
    sys.stdout.write("\n")
