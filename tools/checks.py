"""`python3 run.py test`: every check, one after the other, and pytest last."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tools.environment import Environment

FULL = "CARTUI_TEST_FULL"
"""Set to 1 by `--full`: tests then run all of every storm and soak, not a tenth."""

ALONE = ("-n", "-s", "--capture=no", "--pdb", "--trace")
"""Arguments of pytest that say how many workers, or that need the terminal: then we add no workers."""


@dataclass(frozen=True)
class Check:
    """One program that has to be content."""

    name: str
    command: Sequence[str]


STATIC = (
    Check("ruff check", ("ruff", "check")),
    Check("ruff format", ("ruff", "format", "--check")),
    Check("mypy", ("mypy",)),
    Check("import-linter", ("lint-imports",)),
)
"""The checks before pytest. All of them run even when one fails: one run tells everything."""


def run_checks(environment: Environment, arguments: Sequence[str]) -> int:
    """Run all checks and return 0 if every one of them is content.

    `--full` is ours; other arguments are pytest's. What the static checks said is summed up before
    pytest starts, so that pytest's own closing line stays the last one of a good run.
    """
    variables = dict(os.environ)
    if "--full" in arguments:
        variables[FULL] = "1"
    # Some hundred tests start programs; compiling all anew each time would take minutes of all checks.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    rest = [argument for argument in arguments if argument != "--full"]

    failed = [check.name for check in STATIC if not _passes(environment, check, variables)]
    print("\n" + summary(failed), flush=True)
    tests = Check("pytest", ("pytest", *pytest_options(rest, variables), *rest))
    if not _passes(environment, tests, variables):
        failed.append("pytest")
    if failed:
        print("run.py test: failed: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


def summary(failed: Sequence[str]) -> str:
    """Say in one line how the static checks went."""
    results = (f"{check.name} {'FAILED' if check.name in failed else 'ok'}" for check in STATIC)
    return "checks: " + ", ".join(results)


def pytest_options(arguments: Sequence[str], variables: dict[str, str]) -> list[str]:
    """Return what pytest is given beside the caller's own arguments: workers, and plain output for CI."""
    options = []
    if not any(argument.startswith(ALONE) for argument in arguments):
        options += ["-n", str(workers()), "--dist", "worksteal"]
    if variables.get("CI"):
        options += ["--color=no", "-ra"]
    return options


def workers() -> int:
    """How many processes share the tests: two for each core, as nearly half of a test is waiting."""
    return 2 * (os.cpu_count() or 1)


def _passes(environment: Environment, check: Check, variables: dict[str, str]) -> bool:
    """Run one check in the checkout, its output where ours goes."""
    program, *arguments = check.command
    print(f"\n== {check.name}", flush=True)
    command = [str(environment.program(program)), *arguments]
    return subprocess.run(command, cwd=environment.root, env=variables, check=False).returncode == 0
