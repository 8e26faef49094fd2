"""The output buffer of a frame, with the cursor and pen that the terminal will have after it."""

import re
from typing import Final

from cartui.terminal.cells import Cell
from cartui.terminal.moves import Position, move
from cartui.terminal.pens import NORMAL, Pen, blank_from, change
from cartui.terminal.wide_characters import HAS_DISPUTED, put_right

_STEP: Final = 4
"""Characters of the sequence that steps over blanks."""

_ERASING: Final = 5
"""Characters of the sequence that erases some cells."""

_WITHOUT_LONG_BLANKS: Final = re.compile(rf"(?:\A {{1,{_STEP}}})?x(?: {{0,{_STEP}}}x)*")


class Output:
    """Collects sequences, each as short as where the cursor and the pen are allows."""

    def __init__(self, *, erases_in_colour: bool) -> None:
        """Begin where nobody knows; some terminals erase in their own background, not in the pen's."""
        self._parts: list[str] = []
        self._erases_in_colour = erases_in_colour
        self._pen: Pen | None = None
        self._place: Position | None = None

    def forget(self) -> None:
        """Somebody else wrote: nobody knows where the cursor is, nor the pen."""
        self._pen = self._place = None

    def take(self) -> str:
        """The text that was collected; the next begins where this ends."""
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def move(self, column: int, line: int) -> None:
        """Bring the cursor there."""
        self._parts.append(move(self._place, (column, line)))
        self._place = (column, line)

    def use(self, pen: Pen) -> None:
        """Take that pen."""
        if self._pen is None:
            self._parts.append("\x1b[m")
            self._pen = NORMAL
        self._parts.append(change(self._pen, pen))
        self._pen = pen

    def draws(self, wanted: Cell) -> bool:
        """Whether the pen in use draws this cell as it is to be seen."""
        pen = self._pen or NORMAL
        if wanted.text == " ":
            return blank_from(pen, wanted.pen) == pen
        return wanted.pen == pen

    def can_erase(self, blank: Cell) -> bool:
        """Whether erasing leaves just that blank."""
        return (
            blank.text == " "
            and not blank.pen.shows_on_blanks
            and not blank.pen.link
            and (self._erases_in_colour or not blank.pen.background)
        )

    def erase_line(self, column: int, line: int, blank: Cell) -> None:
        """Erase from there to the end of the line, to blanks that ``can_erase``."""
        self.move(column, line)
        self._use_for(blank, [])
        self._parts.append("\x1b[K")

    def write(self, column: int, line: int, cells: list[Cell], width: int) -> None:
        """Write cells from there on, on a line of that width."""
        at, end = 0, len(cells)
        while at < end:
            start = at
            self.move(column + start, line)
            self._use_for(cells[start], cells[start:])
            while at < end and self.draws(cells[at]):
                at += 1
            self._write_text(column + start, line, cells[start:at])
        if column + end >= width:
            self._place = None  # terminals disagree whether the cursor is on the last column or behind it

    def scroll(self, top: int, bottom: int, by: int) -> None:
        """Move the lines from ``top`` to ``bottom`` up (down: negative); what comes in is blank."""
        self.use(NORMAL)
        self._parts.append(f"\x1b[{top + 1};{bottom + 1}r")
        self._place = None  # home, says the standard, but not every terminal
        self.move(0, bottom if by > 0 else top)
        self._parts.append("\x1bD" * by if by > 0 else "\x1bM" * -by)
        self._parts.append("\x1b[r")
        self._place = None

    def _use_for(self, wanted: Cell, following: list[Cell]) -> None:
        """Take a pen that draws this cell as it is to be seen, for blanks that of what follows if it does."""
        if self._pen is not None and self.draws(wanted):
            return
        pen = wanted.pen
        if wanted.text == " ":
            pen = next((cell.pen for cell in following if cell.text != " "), self._pen or NORMAL)
            if blank_from(pen, wanted.pen) != pen:
                pen = blank_from(self._pen or NORMAL, wanted.pen)
        self.use(pen)

    def _write_text(self, column: int, line: int, cells: list[Cell]) -> None:
        """Write cells of one pen; where that is shorter, all are erased and long blanks stepped over."""
        disputed = _disputed(cells)
        pieces = _pieces(cells, disputed)
        erasing = f"\x1b[{len(cells)}X"
        otherwise = len(cells) + (_ERASING if any(disputed) else 0)
        erases = len(erasing) + _length(pieces) < otherwise and self.can_erase(Cell(" ", self._pen or NORMAL))
        if erases:
            self.move(column, line)
            self._parts.append(erasing)
        for start, end in pieces if erases else [(0, len(cells))]:
            first, last = disputed if start <= disputed[0] < disputed[1] <= end else (end, end)
            self._write_plain(column + start, line, cells[start:first])
            if first < last:
                self.move(column + first, line)
                text = "".join([cell.text for cell in cells[first:last]])
                self._parts.append(put_right(text, column + first, erased=erases)[0])
                self._place = (column + last, line)
                self._write_plain(column + last, line, cells[last:end])

    def _write_plain(self, column: int, line: int, cells: list[Cell]) -> None:
        """Write cells of one pen whose width is beyond dispute."""
        if cells:
            self.move(column, line)
            self._parts += [cell.text for cell in cells]
            self._place = (column + len(cells), line)


def _pieces(cells: list[Cell], disputed: tuple[int, int]) -> list[tuple[int, int]]:
    """From where to where there are no long blanks; what is disputed has its own."""
    signs = ["x" if cell.text != " " else " " for cell in cells]
    signs[slice(*disputed)] = "x" * (disputed[1] - disputed[0])
    return [(found.start(), found.end()) for found in _WITHOUT_LONG_BLANKS.finditer("".join(signs))]


def _length(pieces: list[tuple[int, int]]) -> int:
    """How many characters it takes to write pieces and to step over what is between them."""
    return sum(end - start + (_STEP if start else 0) for start, end in pieces)


def _disputed(cells: list[Cell]) -> tuple[int, int]:
    """From where to where there are letters of disputed width, with the blanks behind them as their room."""
    places = [at for at, cell in enumerate(cells) if HAS_DISPUTED.search(cell.text)]
    if not places:
        return 0, 0
    start, end = places[0], places[-1] + 1
    while start and not cells[start - 1].text.isascii():
        start -= 1
    while end < len(cells) and (not cells[end].text.isascii() or cells[end].text == ""):
        end += 1
    while end < len(cells) and cells[end].text == " ":
        end += 1
    return start, end
