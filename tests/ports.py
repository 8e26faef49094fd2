"""Ports for servers that have to know theirs before they listen, or keep it when they come back."""

import os
import socket
from itertools import count
from typing import Final

_FIRST, _LAST = 20_000, 30_000
"""Below those that systems give away by chance: nobody is given one between its choice and its use."""

_WORKERS: Final = 20
"""How many may run tests at once without meeting."""

_OFFERED: Final = count(os.getpid() % 97)
"""Which one is next; each run begins elsewhere, for ports of the last one may not be free yet."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens, and of which no other test is told."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    each = (_LAST - _FIRST) // _WORKERS
    for number in _OFFERED:
        port = _FIRST + worker * each + number % each
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("there is always another number")
