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
serve()
"""

_OBJECTS_BETWEEN: Final = 100_000
"""After so many more objects the process looks for circles of them; by itself Python would all the time."""


def can_start() -> bool:
    """Whether there can be one, and whether it would have a processor."""
    return bool(sys.executable) and not hasattr(sys, "frozen") and os.cpu_count() != 1


class ChildProcess:
    """One such process."""

    def __init__(self, module: str) -> None:
        """Start it; it calls ``serve`` of that module. Raises ``OSError``."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE.format(module=module)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.to_it: Final = cast("BinaryIO", self._process.stdin)
        self.from_it: Final = cast("BinaryIO", self._process.stdout)
        pickle.dump(sys.path, self.to_it)

    def close(self) -> None:
        """End it, wherever it is. What it has not given out yet is lost."""
        self._process.kill()
        self._process.wait()
        self.from_it.close()
        with suppress(OSError):  # it did not take all that it was told
            self.to_it.close()


def begin_serving() -> None:
    """Called in the process first: who presses ctrl+c means us, and what was imported is here to stay."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN)
