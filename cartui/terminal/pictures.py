"""The picture that the desk wants shown: a grid of cells, put together from Textual's frames."""

import re
from typing import Final

from rich.cells import cell_len

from cartui.terminal.cells import BLANK, Cell, NotCells, cell, cells_of

Row = list[Cell]

_PLACE: Final = re.compile(r"\x1b\[(\d+);(\d+)H")


class NotAFrame(ValueError):
    """Something else is written than text at places."""


class Picture:
    """All cells of the screen, and the place of the cursor."""

    def __init__(self, width: int, height: int) -> None:
        """Begin with nothing to be seen."""
        self.width, self.height = width, height
        self.rows: list[Row] = [[BLANK] * width for _ in range(height)]
        self.cursor: tuple[int, int] | None = None
        """Column and line from 0; ``None``: it does not matter where."""

    def resize(self, width: int, height: int) -> None:
        """Take another size; what has no place any more is gone, and what is new is blank."""
        missing = [BLANK] * max(0, width - self.width)
        rows = [_whole(row[:width] + missing) for row in self.rows[:height]]
        rows += [[BLANK] * width for _ in range(height - len(rows))]
        self.width, self.height, self.rows = width, height, rows

    def put(self, frame: str) -> None:
        """Put a frame over what is there; raises ``NotAFrame``, and nothing is changed then."""
        before, *parts = _PLACE.split(frame)
        if before or not parts:
            raise NotAFrame
        try:
            strips = [cells_of(part.removesuffix("\n")) for part in parts[2::3]]
        except NotCells as error:
            raise NotAFrame from error
        for line, column, strip in zip(parts[::3], parts[1::3], strips, strict=True):
            self._put(int(column) - 1, int(line) - 1, strip)
        is_placed = not parts[-1]
        self.cursor = (int(parts[-2]) - 1, int(parts[-3]) - 1) if is_placed else None

    def _put(self, column: int, line: int, cells: tuple[Cell, ...]) -> None:
        """Put cells at a place; what does not fit is cut off."""
        if line >= self.height or column >= self.width or not cells:
            return
        row = self.rows[line]
        end = min(column + len(cells), self.width)
        if row[column].text == "":
            row[column - 1] = cell(" ", row[column - 1].pen)
        if end < self.width and row[end].text == "":
            row[end] = cell(" ", row[end].pen)
        row[column:end] = cells[: end - column]
        if end == self.width:
            _whole(row)


def _whole(row: Row) -> Row:
    """The row without the left half of a wide letter at its end."""
    if row and cell_len(row[-1].text) > 1:
        row[-1] = cell(" ", row[-1].pen)
    return row
