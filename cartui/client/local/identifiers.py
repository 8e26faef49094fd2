"""Opaque ids: unique without asking anybody, and roughly in the order of their making.

The form is that of a UUID version 7 (RFC 9562) without hyphens: 48 bits of milliseconds, then chance.
Rows made together so lie together in an index.
"""

import secrets
import time
from collections.abc import Iterator
from itertools import count
from typing import Final

_AT_ONCE: Final = 64
"""Ids whose chance is asked of the system at once: asking costs more than all the rest of an id."""

_CHANCE: Final = 10
"""Bytes of chance for one id."""


def new_id() -> str:
    """One new id of 32 hexadecimal digits."""
    return _id_of(secrets.token_bytes(_CHANCE))


def new_ids() -> Iterator[str]:
    """New ids without end; for many of them."""
    while True:
        chance = secrets.token_bytes(_CHANCE * _AT_ONCE)
        for start in range(0, len(chance), _CHANCE):
            yield _id_of(chance[start : start + _CHANCE])


def _id_of(chance: bytes) -> str:
    """The id of this moment with that chance, of which it takes 74 bits."""
    moment = time.time_ns() // 1_000_000
    drawn = int.from_bytes(chance) >> 6
    high, low = drawn >> 62, drawn & ((1 << 62) - 1)
    return f"{(moment << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low:032x}"


def line_ids() -> Iterator[str]:
    """Ids for lines, without end, each after the one before.

    They have 16 hexadecimal digits: a line is named only together with its cart, and there are many.
    """
    beginning = secrets.randbits(40) << 24
    return map("%016x".__mod__, count(beginning))
