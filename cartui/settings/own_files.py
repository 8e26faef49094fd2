"""Reading files that only their owner may have written: whoever else can is not believed.

Loads nothing else: a start reads one before it draws anything.
"""

import os
import stat
from pathlib import Path
from typing import Final

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_own(file: Path, largest: int) -> bytes | None:
    """At most ``largest`` bytes of the file; ``None`` for none that is its owner's alone."""
    try:
        # A pipe in its place must not keep us waiting.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as source:
        if not _is_ours(os.fstat(descriptor)):
            return None
        try:
            return source.read(largest)
        except OSError:
            return None


def _is_ours(seen: os.stat_result) -> bool:
    """Whether it is a file that nobody else can read or write."""
    if not stat.S_ISREG(seen.st_mode):
        return False
    return not hasattr(os, "geteuid") or (seen.st_uid == os.geteuid() and not seen.st_mode & _OTHERS)
