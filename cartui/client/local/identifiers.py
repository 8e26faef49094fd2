"""Opaque ids: unique without asking anybody, and roughly in the order of their making.

The form is that of a UUID version 7 (RFC 9562) without hyphens: 48 bits of milliseconds, then chance.
Rows made together so lie together in an index.
"""

import secrets
import time
from collections.abc import Iterator
from itertools import count


def new_id() -> str:
    """One new id of 32 hexadecimal digits."""
    moment = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    high, low = chance >> 62, chance & ((1 << 62) - 1)
    return f"{(moment << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low:032x}"


def new_ids() -> Iterator[str]:
    """New ids without end."""
    while True:
        yield new_id()


def line_ids() -> Iterator[str]:
    """Ids for lines, without end, each after the one before.

    They have 16 hexadecimal digits: a line is named only together with its cart, and there are many.
    """
    beginning = secrets.randbits(40) << 24
    return (f"{number:016x}" for number in count(beginning))
