"""Where lines come in: no more than leave descriptors for the database, and trouble is said now and then."""

import asyncio
import logging
import socket
import sys
from contextlib import suppress
from typing import Any, Final

from cartui.settings.log import Log

WANTED: Final = 65_536
"""Descriptors that are plenty for a server: all readers, all requests, and many that only hold a line."""

PART: Final = 0.9
"""The part of all descriptors that lines may take; files of the database and its connections need some."""

MUTE_SECONDS: Final = 60.0
"""How long nothing more is said after trouble was."""

FULL: Final = "too many lines at once: new ones are closed"


class BoundedListener(socket.socket):
    """A socket that listens, and closes at once whoever comes when too many are in."""

    def accept(self) -> tuple[socket.socket, Any]:
        """The next line. Raises ``ConnectionAbortedError`` for one too many, which the loop takes as none."""
        line, address = super().accept()
        # The system gives the lowest number that is free: so many descriptors are in use, whoever has them.
        if line.fileno() < PART * descriptors():
            return line, address
        line.close()
        asyncio.get_running_loop().call_exception_handler({"message": FULL})
        raise ConnectionAbortedError(FULL)


def descriptors() -> float:
    """How many descriptors this process may have at once."""
    if sys.platform == "win32":
        return float("inf")
    import resource

    try:
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    except OSError:  # whoever started us does not let us ask
        return float("inf")
    return float("inf") if soft == resource.RLIM_INFINITY else soft


def take_descriptors() -> None:
    """Let this process have as many descriptors as it is allowed to ask for, or as are plenty."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):  # whoever started us does not let us: what we have has to do
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        allowed = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
        if soft != resource.RLIM_INFINITY and soft < allowed:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


class Troubles:
    """Brings what goes wrong in the loop itself into the log, once in a while however often it does."""

    def __init__(self, log: Log) -> None:
        """Write into that log."""
        self._log = log
        self._mute_until = 0.0
        self._unsaid = 0

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take one."""
        if loop.time() < self._mute_until:
            self._unsaid += 1
            return
        facts: dict[str, str | float] = {"count": self._unsaid + 1}
        self._mute_until, self._unsaid = loop.time() + MUTE_SECONDS, 0
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._log.fault("the loop says", error, **facts)
        else:
            said = FULL if context.get("message") == FULL else "nothing that is known here"
            self._log.record("the loop says", level=logging.WARNING, error=said, **facts)
