"""Make `.venv` from the hashed lock, and make it anew when what it was made from changed."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STAMP = "cartui-stamp.json"
"""The file in `.venv` that says what it was made from. Written last: without it, the work is redone."""

NO_PIP = """\
This Python has neither pip nor ensurepip, so nothing can be installed with it.
Install one of: python3-venv or python3-pip (Debian, Ubuntu), python3-pip (Fedora), or uv."""

NO_INSTALL = """\
The packages could not be installed; the reason is above.
Without a network, point pip at a folder of wheels (PIP_FIND_LINKS, PIP_NO_INDEX=1) and start again:
what was begun is redone from the start."""


class SetupError(Exception):
    """The environment can't be made; the message is for the person at the terminal."""


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from."""

    python: str
    """Version and path of the Python beneath; another one needs another environment."""

    folder: str
    """Where the environment lies: its scripts name their own path, so a moved one is of no use."""

    lock: str
    """Hash of `requirements.lock`."""

    project: str
    """Hash of `pyproject.toml`, from which the entry points are made."""

    def has_packages_of(self, other: "Stamp") -> bool:
        """Whether both stand for the same packages on the same Python in the same place."""
        return (self.python, self.folder, self.lock) == (other.python, other.folder, other.lock)


class Environment:
    """The virtual environment of one checkout."""

    def __init__(self, root: Path, *, windows: bool = os.name == "nt") -> None:
        """Describe the environment of the checkout at `root`, without making it."""
        self.root = root
        self.folder = root / ".venv"
        self.lock = root / "requirements.lock"
        self.bin = self.folder / ("Scripts" if windows else "bin")
        self._suffix = ".exe" if windows else ""

    def program(self, name: str) -> Path:
        """Return the path of an installed program, such as `python` or `cartui`."""
        return self.bin / (name + self._suffix)

    def wanted(self) -> Stamp:
        """Return the stamp of an environment made now."""
        version = ".".join(str(part) for part in sys.version_info[:3])
        return Stamp(
            python=f"{version} at {sys.base_prefix}",
            folder=str(self.folder),
            lock=_digest(self.lock),
            project=_digest(self.root / "pyproject.toml"),
        )

    def found(self) -> Stamp | None:
        """Return the stamp of the environment that is there, if there is a finished one."""
        try:
            return Stamp(**json.loads((self.folder / STAMP).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def ready(self) -> bool:
        """Whether the environment is there, finished and up to date."""
        return self.program("python").exists() and self.found() == self.wanted()

    def prepare(self) -> None:
        """Make or renew the environment if it needs that. Raises SetupError with what to do."""
        if self.ready():
            return
        with _one_at_a_time(self.root / ".venv.lock"):
            if self.ready():  # somebody else made it while we waited
                return
            found, wanted = self.found(), self.wanted()
            self._forget()
            if found is None or found == wanted or not found.has_packages_of(wanted):
                _say("preparing .venv from requirements.lock; this takes about half a minute, once")
                self._make()
            else:
                _say("installing cartui anew, since pyproject.toml has changed")
            self._install("install", "--no-deps", "--no-build-isolation", "--editable", str(self.root))
            self._remember(wanted)

    def _make(self) -> None:
        """Make the environment from nothing and fill it with what the lock names."""
        if shutil.which("uv"):
            _run(["uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(self.folder)])
        else:
            options = [] if _has("ensurepip") else ["--without-pip"]
            if options and not _has("pip"):
                raise SetupError(NO_PIP)
            _run([sys.executable, "-m", "venv", "--clear", *options, str(self.folder)])
        self._install("install", "--require-hashes", "--requirement", str(self.lock))

    def _install(self, *arguments: str) -> None:
        """Run pip on the environment: uv's, the environment's own, or this Python's from outside."""
        python = str(self.program("python"))
        if shutil.which("uv"):
            command, *rest = arguments
            _run(["uv", "pip", command, "--quiet", "--python", python, *rest])
            return
        if self.program("pip").exists():
            pip = [python, "-m", "pip"]
        else:
            pip = [sys.executable, "-m", "pip", "--python", python]
        _run([*pip, "--quiet", "--disable-pip-version-check", *arguments])

    def _forget(self) -> None:
        """Remove the stamp, so that whatever happens from now on is redone if it is interrupted."""
        (self.folder / STAMP).unlink(missing_ok=True)

    def _remember(self, stamp: Stamp) -> None:
        """Write the stamp, all of it or nothing."""
        draft = self.folder / (STAMP + ".new")
        draft.write_text(json.dumps(asdict(stamp), indent=2), encoding="utf-8")
        draft.replace(self.folder / STAMP)


def _say(text: str) -> None:
    """Narrate on stderr: stdout is for data."""
    print(f"run.py: {text}", file=sys.stderr, flush=True)


def _digest(path: Path) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _has(module: str) -> bool:
    """Whether this Python can import a module (Debian leaves ensurepip out)."""
    return importlib.util.find_spec(module) is not None


def _run(command: Sequence[str]) -> None:
    """Run one step with its output on stderr, and turn its failure into words."""
    try:
        status = subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False).returncode
    except OSError as error:
        raise SetupError(f"{command[0]} could not be started: {error}") from error
    if status != 0:
        raise SetupError(NO_INSTALL)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Let only one process make the environment; the others wait (on Windows nobody waits)."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    locking: Any = fcntl
    with path.open("w") as file:
        locking.flock(file, locking.LOCK_EX)
        yield
