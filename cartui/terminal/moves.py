"""The shortest way of the cursor from one place to another."""

Position = tuple[int, int]
"""Column and line, from 0."""


def move(start: Position | None, end: Position) -> str:
    """The sequence that brings the cursor to a place; empty where it stands there.

    From ``None``, a place that nobody knows, only the whole way is sure.
    """
    if start == end:
        return ""
    ways = [_whole(end)]
    if start is not None:
        ways += [_up_or_down(start[1], end[1]) + way for way in _along(start[0], end[0])]
        if end[1] == start[1] + 1:
            ways += ["\r\n" + way for way in _along(0, end[0])]
    return min(ways, key=_sent)


def _sent(way: str) -> int:
    """How many bytes the terminal is sent: its line discipline puts a return before each line feed."""
    return len(way) + way.count("\n")


def _whole(end: Position) -> str:
    """The way that does not depend on where the cursor is."""
    column, line = end
    if column == 0:
        return "\x1b[H" if line == 0 else f"\x1b[{line + 1}H"
    return f"\x1b[{line + 1 if line else ''};{column + 1}H"


def _up_or_down(line: int, wanted: int) -> str:
    """The way to a line, in the same column."""
    return "" if line == wanted else _counted("B" if wanted > line else "A", abs(wanted - line))


def _along(column: int, wanted: int) -> list[str]:
    """Ways along a line."""
    if wanted == column:
        return [""]
    if wanted > column:
        return [_counted("C", wanted - column)]
    return [_counted("D", column - wanted), "\r" + (_counted("C", wanted) if wanted else "")]


def _counted(letter: str, count: int) -> str:
    """A step so many times."""
    return f"\x1b[{letter}" if count == 1 else f"\x1b[{count}{letter}"
