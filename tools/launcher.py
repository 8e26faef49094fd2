"""`python3 run.py ...`: see to the environment, then start the program or the checks."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.checks import run_checks
from tools.environment import Environment, SetupError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

INTERRUPTED = 130
"""What shells report of a program that ctrl+c has ended."""


def launch(arguments: Sequence[str]) -> int:
    """Prepare `.venv`, then run the tests (`test ...`) or the cartui program (anything else)."""
    environment = Environment(ROOT)
    try:
        environment.prepare()
    except SetupError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("run.py: interrupted; the next start begins the preparation anew", file=sys.stderr)
        return INTERRUPTED
    if arguments and arguments[0] == "test":
        return run_checks(environment, arguments[1:])
    return become([str(environment.program("cartui")), *arguments])


def become(command: list[str]) -> int:
    """Replace this process by a program, so that signals and the terminal are the program's alone."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - does not return
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return INTERRUPTED
