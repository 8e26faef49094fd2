"""Of which time a statement has everything."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from cartui.model.statement import Coverage

Hole = tuple[datetime, timedelta] | None
"""When a row was that could not be taken, and how long the time it names lasts; ``None``: it has none."""


def covered(
    provider: str, said: Sequence[Coverage] | None, rows: Iterable[datetime], holes: Sequence[Hole]
) -> tuple[Coverage, ...]:
    """Of which time nothing is missing.

    Args:
        provider: Whose statement it is.
        said: What the file itself says; ``None``: it covers the time from its first row to its last one, as
            far as anybody knows.
        rows: When its rows were, also those that could not be taken.
        holes: The latter once more. Each could have been a payment, and one without a time at any time.
    """
    known = [hole for hole in holes if hole is not None]
    if len(known) < len(holes):
        return ()
    if said is None:
        said = _from_first_to_last(provider, list(rows))
    parts = sorted((part.start, part.end) for part in said)
    for hole, length in sorted(set(known)):
        parts = [
            piece
            for start, end in parts
            for piece in ((start, min(end, hole)), (max(start, hole + length), end))
            if piece[0] < piece[1]
        ]
    return tuple(Coverage(provider=provider, start=start, end=end) for start, end in _joined(parts))


def _from_first_to_last(provider: str, rows: Sequence[datetime]) -> list[Coverage]:
    """The time between the first row and the last; others may have been in the last one's own second."""
    first, last = min(rows, default=None), max(rows, default=None)
    if first is None or last is None or first == last:
        return []
    return [Coverage(provider=provider, start=first, end=last)]


def _joined(parts: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The parts in order, those that meet or overlap as one."""
    joined = list(parts[:1])
    for _, (start, end) in pairwise(parts):
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
