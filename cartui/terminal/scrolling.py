"""Finding lines that only moved up or down: moving them takes a few bytes."""

from collections import Counter
from typing import Final, NamedTuple

from cartui.terminal.cells import BLANK
from cartui.terminal.differences import cost
from cartui.terminal.pictures import Row

_WORTH_A_LOOK: Final = 100
"""Bytes, about, below which nobody looks for a better way."""

_COST: Final = 30
"""Bytes that scrolling takes, about."""

_WINDOWS: Final = 3
"""Parts of the lines, each of which may have moved while others stayed."""

_SHORTEST: Final = 6
"""Columns of such a part."""

ShownRow = Row | None


class Scroll(NamedTuple):
    """Lines from ``top`` to ``bottom`` move up by so many; down where it is negative."""

    top: int
    bottom: int
    by: int


def scrolled(rows: list[ShownRow], scroll: Scroll, width: int) -> list[ShownRow]:
    """The lines after a scroll; those that come in are blank."""
    top, end, by = scroll.top, scroll.bottom + 1, scroll.by
    blanks: list[ShownRow] = [[BLANK] * width for _ in range(abs(by))]
    part = rows[top + by : end] + blanks if by > 0 else blanks + rows[top : end + by]
    return [*rows[:top], *part, *rows[end:]]


def find_scroll(shown: list[ShownRow], wanted: list[Row]) -> Scroll | None:
    """The scroll after which less is left to write than before, if there is one."""
    costs = [cost(old, new) for old, new in zip(shown, wanted, strict=True)]
    changed = [line for line, each in enumerate(costs) if each]
    if sum(costs) < _WORTH_A_LOOK or any(shown[line] is None for line in changed):
        return None
    found: Scroll | None = None
    least = sum(costs) - _COST
    for scroll in _likely(shown, wanted, changed):
        after = scrolled(shown, scroll, len(wanted[0]))
        lines = range(scroll.top, scroll.bottom + 1)
        left = sum(costs) + sum(cost(after[line], wanted[line]) - costs[line] for line in lines)
        if left < least:
            found, least = scroll, left
    return found


def _likely(shown: list[ShownRow], wanted: list[Row], changed: list[int]) -> list[Scroll]:
    """Scrolls that bring text to where it is wanted, the best two."""
    moved: dict[int, list[int]] = {}
    votes: Counter[int] = Counter()
    for start, end in _windows(shown, wanted, changed):
        old = _unique({line: _text(shown[line], start, end) for line in changed})
        new = _unique({line: _text(wanted[line], start, end) for line in changed})
        for text in old.keys() & new.keys():
            if by := old[text] - new[text]:
                votes[by] += 1
                moved.setdefault(by, []).extend((old[text], new[text]))
    return [
        Scroll(min(moved[by]), max(moved[by]), by)
        for by, count in votes.most_common(2)
        if count > 1 and abs(by) <= max(moved[by]) - min(moved[by])
    ]


def _windows(shown: list[ShownRow], wanted: list[Row], changed: list[int]) -> list[tuple[int, int]]:
    """Columns in which to look for text that moved."""
    wrong = [False] * len(wanted[0])
    for line in changed:
        old = shown[line] or []
        wrong = [is_wrong or a != b for is_wrong, a, b in zip(wrong, old, wanted[line], strict=True)]
    first, last = wrong.index(True), len(wrong) - wrong[::-1].index(True)
    step = max(_SHORTEST, (last - first) // _WINDOWS)
    return [(start, start + step) for start in range(first, max(last - step, first) + 1, step)]


def _text(row: ShownRow, start: int, end: int) -> str:
    """What stands in some columns."""
    return "".join([cell.text for cell in (row or [])[start:end]])


def _unique(texts: dict[int, str]) -> dict[str, int]:
    """Texts with their lines, without those that are in several lines or blank."""
    counts = Counter(texts.values())
    return {text: line for line, text in texts.items() if counts[text] == 1 and text.strip(" ")}
