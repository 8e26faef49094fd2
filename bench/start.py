"""How long commands take to start, against Python itself and a library: `python -m bench.start`."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from bench.ratios import Bound, in_turns, put

RUNS = 11

PYTHON = (sys.executable, "-c")

COMMANDS: Mapping[str, Sequence[str]] = {
    "pass": (*PYTHON, "pass"),
    "import sqlmodel": (*PYTHON, "import sqlmodel"),
    "cartui --help": (sys.executable, "-m", "cartui", "--help"),
    "cartui carts list --json": (sys.executable, "-m", "cartui", "carts", "list", "--json"),
}

BOUNDS = (
    Bound("cartui --help", "pass", 10.0),
    Bound("cartui carts list --json", "import sqlmodel", 1.2),
)


def processor_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command and return what it took of the processor, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "CARTUI_HOME": home, "PYTHONPYCACHEPREFIX": str(Path(home, "compiled"))}
        # An installed program is compiled; a checkout that is being worked on, or may not be written, is not.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in COMMANDS.values():  # makes the database, and compiles everything
            processor_seconds(command, environment)
        cases = {name: partial(processor_seconds, command, environment) for name, command in COMMANDS.items()}
        put(in_turns(cases, RUNS), BOUNDS, RUNS)


if __name__ == "__main__":
    main()
