"""Handing a document to the system's printer, by ``lp`` and without a shell."""

from typing import Final

from cartui.model.errors import Refused, Unsupported

SYSTEMS_OWN: Final = "default"
"""Stands for the printer that the system prints on unless told otherwise."""

_LONGEST: Final = 30
"""Seconds after which a queue that does not answer is given up."""


def printers() -> tuple[str, ...]:
    """The names of the system's printers, as ``lpstat -e`` tells them; none where nothing is printed here."""
    import shutil
    import subprocess

    program = shutil.which("lpstat")
    if program is None:
        return ()
    try:
        told = subprocess.run([program, "-e"], capture_output=True, timeout=_LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    names = told.stdout.decode("utf-8", "replace").splitlines() if not told.returncode else []
    return tuple(name for name in map(str.strip, names) if name)


def print_out(content: bytes, *, printer: str, title: str) -> None:
    """Queue a document on the printer of that name.

    Raises ``Unsupported`` where the system has no ``lp``, and ``Refused`` with its own words where it takes
    nothing.
    """
    import shutil
    import subprocess

    program = shutil.which("lp")
    if program is None:
        raise Unsupported("This system has no printing by `lp`: write a file with -o, and print that.")
    named = [] if printer == SYSTEMS_OWN else ["-d", printer]
    try:
        done = subprocess.run(
            [program, "-s", "-t", title, *named],
            input=content,
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"The printer's queue did not answer within {_LONGEST} seconds.") from None
    except OSError as error:
        raise Refused(f"`lp` cannot be run: {(error.strerror or type(error).__name__).lower()}.") from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip() or f"`lp` ended with {done.returncode}"
        raise Refused(f"It was not printed: {words}")
