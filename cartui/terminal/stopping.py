"""Stopping the desk so that the shell has the terminal, until somebody brings it back with ``fg``."""

import os
import signal

from textual.driver import Driver


def why_never_stopped(driver: Driver | None) -> str:
    """Why the desk cannot be stopped here, in a sentence; empty: it can."""
    if driver is None or not driver.can_suspend:
        return "The desk cannot be suspended in this terminal."
    if os.getpgrp() == os.getsid(0):  # what has jobs gives each command a group of its own
        return "The desk cannot be suspended: no shell started it, so nothing could bring it back."
    return ""


def stop() -> None:
    """Stop all that the shell started with this command, as ctrl+z does where no program takes it.

    Only the desk would not be enough: the shell waits for whatever started it.
    """
    os.killpg(os.getpgrp(), signal.SIGTSTP)
