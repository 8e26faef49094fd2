"""The desk in a terminal of its own, of which every byte is kept."""

import os
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte
import pytest

from tests.terminal_screen import TerminalScreen
from tests.waiting import PATIENCE

pytest.importorskip("pty", reason="Windows has no such terminals")

ESCAPE = "\x1b[27;1u"
"""The escape key as newer terminals send it. A bare one and what is pressed next are another key to a desk
that reads both at once, as it does on a busy machine; only who tests just that presses a bare one."""

_AT_ONCE = 64
"""Bytes that are read before the screen is looked at again: half a frame is met on every machine, not only on
a busy one, so that nobody waits for one text and takes another for there that is drawn after it."""


class PtyDesk:
    """Runs a program on a pseudo terminal."""

    def __init__(self, *arguments: str, home: Path, columns: int = 100, lines: int = 30) -> None:
        """Describe what runs: arguments of Python."""
        self._arguments = arguments
        self._home = home
        self._size = (columns, lines)
        self.written = b""
        self.screen: pyte.Screen = TerminalScreen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._status: int | None = None

    def __enter__(self) -> Self:
        """Start it."""
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("TEXTUAL", "CARTUI", "XDG"))
            },
            "TERM": "xterm-256color",
            "HOME": str(self._home),
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        }
        for name in ("TMUX", "STY", "NO_COLOR", "COLORTERM", "COLUMNS", "LINES"):
            environment.pop(name, None)
        columns, lines = self._size
        import pty
        import termios
        from fcntl import ioctl

        self._process, self._terminal = pty.fork()
        if self._process == 0:  # the child gives its terminal a size before it becomes another program
            ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execve(sys.executable, [sys.executable, *self._arguments], environment)  # noqa: S606
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, if it has not ended."""
        if self._status is None:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        if self._terminal >= 0:
            os.close(self._terminal)

    def press(self, keys: str) -> None:
        """Send bytes as a terminal does."""
        os.write(self._terminal, keys.encode())

    def read_until(self, text: str, seconds: float = PATIENCE) -> bool:
        """Read what is written until that text is on the screen; false after so long without."""
        return self._read(lambda: text in "\n".join(self.screen.display), seconds)

    def read_until_only(self, text: str, not_any_more: str, seconds: float = PATIENCE) -> bool:
        """The same, and until the other text is gone: half a frame shows two screens at once."""

        def is_drawn() -> bool:
            shown = "\n".join(self.screen.display)
            return text in shown and not_any_more not in shown

        return self._read(is_drawn, seconds)

    def read_until_that(self, done: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Read until something is so; false after so long in which it was not."""
        return self._read(done, seconds)

    def read_until_written(self, data: bytes, seconds: float = PATIENCE) -> bool:
        """Read until those bytes were written; false after so long without."""
        return self._read(lambda: data in self.written, seconds)

    def read_for(self, seconds: float) -> None:
        """Read for a while, so that frames are drawn between keys; nothing may depend on how many."""
        self._read(lambda: False, seconds)

    def read_until_still(self, seconds: float = 1.0) -> bool:
        """Read until nothing was written or worked at for so long; false: it goes on and on."""
        end = time.monotonic() + PATIENCE
        since, before = time.monotonic(), -1
        while time.monotonic() < end:
            self.read_for(0.05)
            if len(self.written) != before or self._is_at_work():
                since, before = time.monotonic(), len(self.written)
            elif time.monotonic() - since >= seconds:
                return True
        return False

    def _is_at_work(self) -> bool:
        """Whether anything works here, reads a disk, or waits for a busy machine; only Linux tells."""
        for process in Path("/proc").iterdir():
            if not process.name.isdigit():
                continue
            try:
                said = [file.read_text() for file in process.glob("task/*/stat")]
            except OSError:  # it, or a thread of it, ended while it was listed or read
                continue
            for words in said:
                state, _, _, session = words.rpartition(")")[2].split()[:4]
                if session == str(self._process) and state in {"R", "D"}:
                    return True
        return False

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self._process, number)

    def is_stopped(self, seconds: float = PATIENCE) -> bool:
        """Wait until the system has stopped it, as a shell does before it continues it; false: it was not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read_for(0.05)
            process, status = os.waitpid(self._process, os.WNOHANG | os.WUNTRACED)
            if process and os.WIFSTOPPED(status):
                return True
            if process:
                self._status = os.waitstatus_to_exitcode(status)
                return False
        return False

    def hang_up(self) -> None:
        """Close the terminal, as a line does that drops."""
        os.close(self._terminal)
        self._terminal = -1

    def status(self, seconds: float = PATIENCE) -> int | None:
        """Its exit status, negative for a signal that killed it; ``None``: it does not end."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._status is None:
            if self._terminal >= 0:
                self.read_for(0.05)
            else:
                time.sleep(0.05)
            process, status = os.waitpid(self._process, os.WNOHANG)
            if process:
                self._status = os.waitstatus_to_exitcode(status)
                if self._terminal >= 0:
                    self.read_for(1.0)  # what it wrote last; shorter where nobody else has the terminal
        return self._status

    def _read(self, done: Callable[[], bool], seconds: float) -> bool:
        """Read until ``done()`` or the time is up."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if done():
                return True
            ready, _, _ = select.select([self._terminal], [], [], 0.05)
            if ready:
                try:
                    data = os.read(self._terminal, _AT_ONCE)
                except OSError:  # the other end is closed
                    return done()
                self.written += data
                self._stream.feed(data)
        return done()
