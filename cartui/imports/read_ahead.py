"""How an import is kept going: the next part is read, or drawn, while the last one is written."""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

_Part = TypeVar("_Part")

_PARTS_BETWEEN: Final = 16
"""After so many parts what refers to itself in a circle is looked for."""

_TURN: Final = 0.0002
"""Seconds for which a thread of an import keeps Python for itself while another one waits for it."""

_usual: Final[list[float]] = []
"""What that was before, once for everybody who has it short now."""


def read_ahead(parts: Generator[_Part, None, None]) -> AsyncGenerator[_Part, None]:
    """Give out part after part, while a thread fetches the next one; never more than that.

    The first is fetched from now on, so that whoever asks for it may get ready meanwhile. What reading raises
    is raised when its part would have come. ``parts`` are closed in the end.
    """
    return _given_out(parts, asyncio.get_running_loop().run_in_executor(None, next, parts, None))


async def _given_out(
    parts: Generator[_Part, None, None], coming: "asyncio.Future[_Part | None]"
) -> AsyncGenerator[_Part, None]:
    """The parts of :func:`read_ahead`, of which one is ``coming``."""
    loop = asyncio.get_running_loop()
    given = 0
    try:
        while (part := await asyncio.shield(coming)) is not None:
            coming = loop.run_in_executor(None, next, parts, None)
            yield part
            given += 1
            if given % _PARTS_BETWEEN == 0:
                gc.collect()
    finally:  # nobody may close the file under the thread that reads it
        await asyncio.wait([coming])
        parts.close()


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for circles of objects only when it is told to.

    An import makes objects by the million and lets go of each soon; looking through all of them again and
    again for what only a circle keeps alive took a third of its time.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads take turns more often than Python does by itself.

    The thread that writes needs Python for a moment between any two statements. Usually it would wait five
    milliseconds for it each time, which is longer than the statements take: nothing would be written while
    the next carts are made ready. A desk draws in many such moments. Of several at a time the last one to end
    puts back what was usual.
    """
    _usual.append(_usual[0] if _usual else sys.getswitchinterval())
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        usual = _usual.pop()
        if not _usual:
            sys.setswitchinterval(usual)
