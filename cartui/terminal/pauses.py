"""Pauses between a key and its frame, made shorter: garbage collection, and switches between threads."""

import gc
import sys
from typing import Final

_OBJECTS_BETWEEN: Final = 5_000
"""After so many more objects Python looks for circles of them; by itself it does for each page drawn."""

_TURN: Final = 0.001
"""Seconds after which a thread that reads lets the one that draws go on, if that wants to."""


def shorten_pauses() -> None:
    """Let a key come first in this process, from now on."""
    keep_what_is_there()
    gc.set_threshold(_OBJECTS_BETWEEN)
    gc.enable()
    sys.setswitchinterval(_TURN)


def keep_what_is_there() -> None:
    """What is loaded by now stays: it is never looked through again while somebody waits for a key."""
    gc.freeze()
