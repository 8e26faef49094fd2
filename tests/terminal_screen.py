"""A terminal's screen, as often as one likes to look at it."""

from collections.abc import MutableMapping

import pyte


class TerminalScreen(pyte.Screen):
    """Half a wide letter is a blank, as in every other terminal; only lines that changed are read again."""

    def __init__(self, columns: int, lines: int) -> None:
        """Begin with a blank screen of that size."""
        self._read: dict[int, str] = {}
        super().__init__(columns, lines)

    @property
    def display(self) -> list[str]:
        """The text of its lines."""
        for line in self.dirty:
            cells = self.buffer[line]
            self._read[line] = "".join(cells[column].data for column in range(self.columns))
        self.dirty.clear()
        return [self._read[line] for line in range(self.lines)]

    def draw(self, data: str) -> None:
        """Write text."""
        line = self.buffer[self.cursor.y]
        self._without_half(line, self.cursor.x, self.cursor.x - 1)
        super().draw(data)
        self._without_half(line, self.cursor.x, self.cursor.x)

    def _without_half(self, line: MutableMapping[int, pyte.screens.Char], right: int, half: int) -> None:
        """Blank a half where the text begins or ends at the right half of a letter."""
        if 0 < right < self.columns and line[right].data == "":
            line[half] = line[half]._replace(data=" ")
