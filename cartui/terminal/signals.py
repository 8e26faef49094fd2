"""Leaving in good order when the line drops or the machine wants the process to end."""

import asyncio
import signal
from collections.abc import Callable
from typing import Final

ENDINGS: Final = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name))
"""Signals that would otherwise kill the desk with no chance to close anything."""


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Call ``leave`` with the signal's number, in the running loop; loops that cannot (Windows) are left."""
    loop = asyncio.get_running_loop()
    for ending in ENDINGS:
        try:
            loop.add_signal_handler(ending, leave, int(ending))
        except (NotImplementedError, RuntimeError):  # no loop of this kind, or not the main thread
            return


def forget_signals() -> None:
    """Give the signals their usual meaning again."""
    loop = asyncio.get_running_loop()
    for ending in ENDINGS:
        try:
            loop.remove_signal_handler(ending)
        except (NotImplementedError, RuntimeError):
            return
