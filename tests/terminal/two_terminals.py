"""Two terminals that are to show the same: one gets what Textual writes, the other what is made of it."""

from cartui.terminal.wide_characters import straighten
from cartui.terminal.writing import Writing
from tests.terminal.emulator import Emulator


class TwoTerminals:
    """Begin blank, of the same size."""

    def __init__(self, columns: int, lines: int) -> None:
        """Set them up."""
        self.stock, self.ours = Emulator(columns, lines), Emulator(columns, lines)
        self.size = (columns, lines)
        self.count = 0
        """How many characters ours was sent."""
        self._writing = Writing()

    def write(self, data: str) -> str:
        """Write to both; gives what ours was sent."""
        needed = self._writing.needed(data, self.size)
        self.count += len(needed)
        self.stock.feed(straighten(data))
        self.ours.feed(needed)
        return needed

    @property
    def are_the_same(self) -> bool:
        """Whether they show the same just now."""
        return not self.ours.first_difference(self.stock)

    def check(self) -> None:
        """Compare every cell, and where the cursor is."""
        assert not (difference := self.ours.first_difference(self.stock)), difference
        assert self.ours.cursor == self.stock.cursor

    def resize(self, columns: int, lines: int) -> None:
        """Give both another size; each makes of its lines what it likes."""
        self.size = (columns, lines)
        self.stock.resize(columns, lines)
        self.ours.resize(columns, lines)
        self.ours.scrawl()

    def doubt(self) -> None:
        """Somebody else writes to ours, and the desk is told so."""
        self.ours.scrawl()
        self._writing.doubt()

    def again(self) -> None:
        """Let ours be written anew, as after a suspension."""
        self.ours.scrawl()
        self.ours.feed(self._writing.again(self.size))
