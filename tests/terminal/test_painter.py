"""What is written with the painter between looks in a terminal like what Textual writes."""

import random
from collections.abc import Sequence

import pytest

from cartui.terminal.painter import Painter
from cartui.terminal.straight import straighten
from tests.scale import full_or_tenth
from tests.terminal.emulator import DISPUTED, PLAIN, WIDE, Emulator, Shown, a_frame, a_line

SIZES = ((80, 24), (120, 40), (200, 50), (20, 5), (1, 1))


class Pair:
    """Two terminals that are to show the same: one gets whole frames, the other what the painter writes."""

    def __init__(self, columns: int, lines: int) -> None:
        """Begin with blank screens."""
        self.stock, self.ours = Emulator(columns, lines), Emulator(columns, lines)
        self.painter = Painter()
        self.painter.resize(columns, lines)
        self.size = (columns, lines)

    def show(self, frame: str) -> str:
        """Show a frame on both; gives what ours was sent."""
        written = self.painter.paint(frame)
        self.stock.feed(straighten(frame))
        self.ours.feed(written)
        return written

    def check(self) -> None:
        """Compare all cells, and where the cursor is."""
        pairs = zip(self.ours.picture, self.stock.picture, strict=True)
        other = [(line, ours, stock) for line, (ours, stock) in enumerate(pairs) if ours != stock]
        assert not other, _first_difference(*other[0])
        assert self.ours.cursor == self.stock.cursor

    def resize(self, columns: int, lines: int) -> None:
        """Both terminals get another size."""
        self.stock.resize(columns, lines)
        self.ours.resize(columns, lines)
        self.painter.resize(columns, lines)
        self.size = (columns, lines)


def _first_difference(line: int, ours: list[Shown], stock: list[Shown]) -> str:
    """The first cell of a line that differs."""
    pairs = enumerate(zip(ours, stock, strict=True))
    column, (mine, other) = next((at, pair) for at, pair in pairs if pair[0] != pair[1])
    return f"line {line}, column {column}: {mine} in place of {other}"


def changed(chance: random.Random, lines: Sequence[str], columns: int, words: Sequence[str]) -> list[str]:
    """The lines of the next frame: some other ones, or some that moved."""
    lines = list(lines)
    if chance.random() < 0.5 and len(lines) > 3:
        top, bottom = sorted(chance.sample(range(len(lines) + 1), 2))
        by = chance.randint(1, 4)
        part = lines[top:bottom]
        fresh = [a_line(chance, columns, words) for _ in range(min(by, len(part)))]
        lines[top:bottom] = (
            (part[by:] + fresh) if chance.random() < 0.5 else (fresh + part[: len(part) - len(fresh)])
        )
    for _ in range(chance.randint(0, 3)):
        lines[chance.randrange(len(lines))] = a_line(chance, columns, words)
    return lines


@pytest.mark.parametrize(
    "words", [PLAIN, PLAIN + WIDE, PLAIN * 2 + DISPUTED], ids=["plain", "wide", "disputed"]
)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_whole_frames_look_the_same_after_every_one(size: tuple[int, int], words: Sequence[str]) -> None:
    chance = random.Random(f"{size} {words}")
    pair = Pair(*size)
    lines = [a_line(chance, size[0], words) for _ in range(size[1])]
    for _ in range(full_or_tenth(200)):
        pair.show(a_frame(lines, (chance.randrange(size[0]), chance.randrange(size[1]))))
        pair.check()
        lines = changed(chance, lines, size[0], words)
