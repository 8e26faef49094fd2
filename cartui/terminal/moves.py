"""The shortest way of the cursor from one place to another."""

Place = tuple[int, int]
"""Column and line, from 0."""


def move(start: Place | None, end: Place) -> str:
    """The sequence that brings the cursor to a place; empty where it stands there.

    From ``None``, a place that nobody knows, only the whole way is sure.
    """
    if start == end:
        return ""
    ways = [_whole(end)]
    if start is not None:
        if start[1] == end[1]:
            ways += _along(start[0], end[0])
        elif start[0] == end[0]:
            ways.append(_counted("B" if end[1] > start[1] else "A", abs(end[1] - start[1])))
        elif end == (0, start[1] + 1):
            ways.append("\r\n")
    return min(ways, key=len)


def _whole(end: Place) -> str:
    """The way that does not depend on where the cursor is."""
    column, line = end
    if column == 0:
        return "\x1b[H" if line == 0 else f"\x1b[{line + 1}H"
    return f"\x1b[{line + 1 if line else ''};{column + 1}H"


def _along(column: int, wanted: int) -> list[str]:
    """Ways along a line."""
    if wanted > column:
        return [_counted("C", wanted - column)]
    ways = [_counted("D", column - wanted)]
    if wanted == 0:
        ways.append("\r")
    return ways


def _counted(letter: str, count: int) -> str:
    """A step so many times."""
    return f"\x1b[{letter}" if count == 1 else f"\x1b[{count}{letter}"
