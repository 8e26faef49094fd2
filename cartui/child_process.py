"""This Python once more, as a process that works for us: so that work has a processor of its own.

It is told what to do through its stdin and answers through its stdout, and it finds cartui where we found it.
It lives no longer than we do: when we end, or are killed, its stdin ends.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from typing import BinaryIO, Final, cast

_SERVE: Final = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from {module} import serve
from cartui.child_process import divide
divide()
serve()
"""

_OBJECTS_BETWEEN: Final = 100_000
"""After so many more objects the process looks for circles of them; by itself Python would all the time."""


def can_start() -> bool:
    """Whether there can be one, and whether it would have a processor."""
    return bool(sys.executable) and not hasattr(sys, "frozen") and os.cpu_count() != 1


class Twin:
    """A process that another one becomes as well, once it has loaded what both need."""

    def __init__(self) -> None:
        """Make the pipes; it begins with the process that it is a twin of."""
        self.its_stdin, to_it = os.pipe()
        from_it, self.its_stdout = os.pipe()
        self.to_it: Final = os.fdopen(to_it, "wb")
        self.from_it: Final = os.fdopen(from_it, "rb")

    def begun(self) -> None:
        """Keep no ends of its own: without them it is noticed here when it is gone."""
        os.close(self.its_stdin)
        os.close(self.its_stdout)

    def close(self) -> None:
        """Forget it, once the process that it is a twin of was closed: that ends both."""
        self.from_it.close()
        with suppress(OSError):
            self.to_it.close()


class ChildProcess:
    """One such process."""

    def __init__(self, module: str, twin: Twin | None = None) -> None:
        """Start it; it calls ``serve`` of that module, and so does its twin. Raises ``OSError``."""
        ends = () if twin is None else (twin.its_stdin, twin.its_stdout)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE.format(module=module), *map(str, ends)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=ends,
            process_group=None if twin is None else 0,
        )
        self._has_twin = twin is not None
        self.to_it: Final = cast("BinaryIO", self._process.stdin)
        self.from_it: Final = cast("BinaryIO", self._process.stdout)
        pickle.dump(sys.path, self.to_it)

    def close(self) -> None:
        """End it and its twin, wherever they are. What they have not given out yet is lost."""
        if self._has_twin:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self.from_it.close()
        with suppress(OSError):  # it did not take all that it was told
            self.to_it.close()


def start_two(module: str) -> "tuple[ChildProcess, ChildProcess | Twin]":
    """Two that serve as that module does. Raises ``OSError``.

    Where a process can safely be divided (on Linux), both load once, which takes more than a second.
    """
    if not sys.platform.startswith("linux"):
        return _start_both(module)
    twin = Twin()
    try:
        first = ChildProcess(module, twin)
    except OSError:
        twin.close()
        raise
    finally:
        twin.begun()
    return first, twin


def _start_both(module: str) -> tuple[ChildProcess, ChildProcess]:
    """Each by itself."""
    first = ChildProcess(module)
    try:
        return first, ChildProcess(module)
    except OSError:
        first.close()
        raise


def divide() -> None:
    """Called in a process that has loaded what it needs, and has no thread yet: where it has a twin, be both.

    The twin is told and answers through pipes of its own, and keeps none of the other's.
    """
    ends = tuple(map(int, sys.argv[1:]))
    if not ends:
        return
    its_stdin, its_stdout = ends
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the twin, and it is no zombie
    if not os.fork():
        os.dup2(its_stdin, sys.stdin.fileno())
        os.dup2(its_stdout, sys.stdout.fileno())
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the old one has read ahead what the other was told
    os.close(its_stdin)
    os.close(its_stdout)


def begin_serving() -> None:
    """Called in the process first: who presses ctrl+c means us, and what was imported is here to stay."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN)
