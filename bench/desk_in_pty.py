"""A program on a pseudo terminal of its own: keys go in, what it writes is timed and counted."""

import os
import select
import signal
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyte

REPOSITORY: Final = Path(__file__).resolve().parents[1]

LONGEST: Final = 60.0
"""Seconds after which a program is taken for stuck."""

QUIET: Final = 0.25
"""Seconds without a byte after which a frame is taken for whole."""


@dataclass(frozen=True)
class Written:
    """What a program wrote after a key."""

    count: int
    """Bytes."""
    first: float
    """Seconds from the key to the first of them; infinite: it wrote nothing."""
    last: float
    """Seconds from the key to the last of them."""


NOTHING: Final = Written(0, float("inf"), float("inf"))


class ProgramInPty:
    """Runs a program on a pseudo terminal of that size; ended with the block, whatever it does.

    It finds an environment of its own: that of this process without what would change how it looks, and with
    what ``environment`` adds. ``began`` is the moment (``time.perf_counter``) at which it was started.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        columns: int = 80,
        lines: int = 24,
    ) -> None:
        """Describe what runs: the path of a program and its arguments."""
        self._command = tuple(command)
        self._environment = _plain_environment() | dict(environment or {})
        self._size = (columns, lines)
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._unread = b""
        self.began = 0.0

    def __enter__(self) -> Self:
        """Start it."""
        import pty
        import termios
        from fcntl import ioctl

        columns, lines = self._size
        self.began = time.perf_counter()
        self.process, self._terminal = pty.fork()
        if self.process == 0:  # the child gives its terminal a size before it becomes another program
            ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.chdir(REPOSITORY)
            os.execve(self._command[0], self._command, self._environment)  # noqa: S606 - no shell is meant
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        os.close(self._terminal)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def press(self, keys: str) -> None:
        """Send bytes as a terminal does: the key down is escape, ``[``, ``B``."""
        os.write(self._terminal, keys.encode())

    def pressed(self, keys: str, *, wait: float = 1.0, quiet: float = QUIET) -> Written:
        """Press keys and read what comes of it, until it has written nothing for ``quiet`` seconds.

        A program that has written nothing at all after ``wait`` seconds is taken to have nothing to write.
        """
        pressed = time.perf_counter()
        self.press(keys)
        count, first, last = 0, float("inf"), float("inf")
        while data := self._read(quiet if count else wait):
            last = time.perf_counter() - pressed
            first = min(first, last)
            count += len(data)
        return Written(count, first, last) if count else NOTHING

    def first_byte(self, keys: str, seconds: float = LONGEST, having: str = "") -> float:
        """Press keys and give the seconds until it writes anything, or that text; infinite: it does not.

        What it writes that soon is read.
        """
        wanted, data = having.encode(), b""
        pressed = time.perf_counter()
        self.press(keys)
        while (left := pressed + seconds - time.perf_counter()) > 0:
            more = self._read(left)
            data += more
            if more and wanted in data:
                return time.perf_counter() - pressed
        return float("inf")

    def until(self, seen: str | Callable[[str], bool], seconds: float = LONGEST) -> float:
        """Read until that text is on the screen, or the text of the screen is as asked for.

        Gives the seconds since the program was started. Raises ``TimeoutError`` with what is there instead.
        """
        is_there = seen if callable(seen) else lambda text: seen in text
        end = time.perf_counter() + seconds
        while not is_there(self.text):
            if time.perf_counter() > end:
                raise TimeoutError(f"{self._command}: {seen!r} was not to be seen in\n{self.text}")
            self._read(0.05)
        return time.perf_counter() - self.began

    def rest(self, quiet: float = 1.0) -> int:
        """Read until it has written nothing for so long; gives how many bytes that were."""
        count = 0
        while data := self._read(quiet):
            count += len(data)
        return count

    def read_for(self, seconds: float) -> int:
        """Read for a while, and in any case what is there by then; gives how many bytes that were."""
        end, count = time.perf_counter() + seconds, 0
        while (data := self._read(max(0.0, left := end - time.perf_counter()))) or left > 0:
            count += len(data)
        return count

    @property
    def text(self) -> str:
        """What stands on the screen, its lines separated by line feeds."""
        if self._unread:  # drawn only when somebody looks, since drawing takes longer than what is measured
            data, self._unread = self._unread, b""
            self._stream.feed(data)
        return "\n".join(self._screen.display)

    def _read(self, seconds: float) -> bytes:
        """What it writes within so many seconds, as much as there is at once; empty: nothing, or it ended."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:  # it has ended
            return b""
        self._unread += data
        return data


def _plain_environment() -> dict[str, str]:
    """The environment without what says how a program looks, in a terminal of 256 colours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TEXTUAL", "CARTUI", "XDG", "TMUX"))
        and name not in {"STY", "NO_COLOR", "COLORTERM", "COLUMNS", "LINES", "ESCDELAY"}
    }
    return kept | {"TERM": "xterm-256color", "PYTHONPATH": str(REPOSITORY)}
