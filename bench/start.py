"""How long commands take to start, against what Python and its libraries take: `python bench/start.py`.

Prints JSON. Each ratio is of medians of processor seconds, taken in turns in one run, so that another
machine, or a busy one, gives nearly the same.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence

RUNS = 11

PYTHON = (sys.executable, "-c")

COMMANDS: Mapping[str, Sequence[str]] = {
    "pass": (*PYTHON, "pass"),
    "import sqlmodel": (*PYTHON, "import sqlmodel"),
    "cartui --help": (sys.executable, "-m", "cartui", "--help"),
    "cartui carts list --json": (sys.executable, "-m", "cartui", "carts", "list", "--json"),
}

BOUNDS = {
    ("cartui --help", "pass"): 10.0,
    ("cartui carts list --json", "import sqlmodel"): 1.2,
}
"""What the design asks for."""


def processor_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command and return what it took of the processor, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "CARTUI_HOME": home}
        for command in COMMANDS.values():  # makes the database, and compiles what is not yet
            processor_seconds(command, environment)
        for _ in range(RUNS):
            for name, command in COMMANDS.items():
                taken[name].append(processor_seconds(command, environment))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    ratios = [
        {
            "what": what,
            "against": against,
            "ratio": round(medians[what] / medians[against], 2),
            "bound": bound,
        }
        for (what, against), bound in BOUNDS.items()
    ]
    milliseconds = {name: round(median * 1000) for name, median in medians.items()}
    json.dump({"runs": RUNS, "milliseconds": milliseconds, "ratios": ratios}, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
