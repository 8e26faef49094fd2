"""Writing a changed line: finds the cells that differ from the shown ones, and writes these in few bytes."""

from collections.abc import Iterator
from operator import ne
from typing import Final

from rich.cells import cell_len

from cartui.terminal.output import Output
from cartui.terminal.pens import blank_from
from cartui.terminal.pictures import Row
from cartui.terminal.wide_characters import HAS_DISPUTED

_SHORT_GAP: Final = 5
"""Cells that are right already, but shorter to write again than to step over."""

_GOING_THERE: Final = 6
"""Bytes to go to a line, and to change the pen."""

_LONG_ENOUGH: Final = 3
"""Blanks at the end of a line that are longer than erasing them."""


def write_line(output: Output, line: int, shown: Row | None, wanted: Row) -> None:
    """Make a line look as wanted; ``None``: nobody knows what it shows."""
    end = len(wanted)
    blanks = _blanks_from(wanted) if output.can_erase(wanted[-1]) else end
    for start, stop in _stretches(shown, wanted):
        if stop - max(start, blanks) > _LONG_ENOUGH and not _is_disputed(wanted[start:blanks]):
            if start < blanks:
                output.write(start, line, wanted[start:blanks], end)
            output.erase_line(max(start, blanks), line, wanted[-1])
            return
        output.write(start, line, wanted[start:stop], end)


def cost(shown: Row | None, wanted: Row) -> int:
    """About how many bytes it takes to make a line look as wanted."""
    if shown is None:
        return len(wanted)
    return 0 if shown == wanted else _GOING_THERE + sum(map(ne, shown, wanted))


def _blanks_from(row: Row) -> int:
    """The column at which the blanks at the end of a line begin that all look the same."""
    last, at = row[-1], len(row)
    while at and row[at - 1] == last:
        at -= 1
    return at


def _stretches(shown: Row | None, wanted: Row) -> Iterator[tuple[int, int]]:
    """From where to where to write, in order."""
    if shown is None:
        yield 0, len(wanted)
        return
    wrong = list(map(ne, shown, wanted))
    for row in (shown, wanted):
        _spread(wrong, row)
    start = stop = -1
    for at in [at for at, is_wrong in enumerate(wrong) if is_wrong]:
        if start >= 0 and (
            (at - stop <= _SHORT_GAP and _goes_on(wanted, stop, at))
            or _is_one_blank(wanted[stop - 1 : at + 1])
        ):
            stop = _after(wanted, at)
            continue
        if start >= 0:
            yield start, stop
        # A wide letter brings the cursor past both of its halves, also where only the left one is another.
        start, stop = _left(wanted, at), _after(wanted, at)
    if start >= 0:
        yield start, stop


def _goes_on(row: Row, stop: int, at: int) -> bool:
    """Whether the cells between two places are written with the pen of what comes before them."""
    pen = row[stop - 1].pen
    return all(
        cell.pen == pen or (cell.text == " " and blank_from(pen, cell.pen) == pen) for cell in row[stop:at]
    )


def _is_one_blank(cells: Row) -> bool:
    """Whether all of them are the same blank, which can be erased in one go."""
    return cells[0].text == " " and cells.count(cells[0]) == len(cells)


def _left(row: Row, at: int) -> int:
    """The left half of the letter at a place."""
    return at - 1 if at and row[at].text == "" else at


def _spread(wrong: list[bool], row: Row) -> None:
    """Take all of a stretch whose width is disputed as wrong where a part of it is, with what it may cover.

    Another terminal draws it over what follows; then that has to be written again after it.
    """
    if not _is_disputed(row):
        return
    reaches = list(_disputed(row))
    grows = True
    while grows:
        grows = False
        for start, end in reaches:
            part = wrong[start:end]
            if any(part) and not all(part):
                wrong[start:end] = [True] * len(part)
                grows = True


def _disputed(row: Row) -> Iterator[tuple[int, int]]:
    """Where stretches of disputed width begin, and how far they may reach at most."""
    at, end = 0, len(row)
    while at < end:
        start = at
        while at < end and not row[at].text.isascii():
            at = _after(row, at)
        if _is_disputed(row[start:at]):
            yield start, min(end, start + _most_cells(_text(row[start:at])))
        at = max(at, start + 1)


def _text(cells: Row) -> str:
    """What stands there."""
    return "".join([cell.text for cell in cells])


def _is_disputed(cells: Row) -> bool:
    """Whether terminals draw them differently wide."""
    return HAS_DISPUTED.search(_text(cells)) is not None


def _after(row: Row, at: int) -> int:
    """The place after the letter at a place."""
    at += 1
    while at < len(row) and row[at].text == "":
        at += 1
    return at


def _most_cells(text: str) -> int:
    """As many cells as the text takes in a terminal that gives each of its characters some."""
    return sum(2 if HAS_DISPUTED.match(letter) else max(1, cell_len(letter)) for letter in text)
