"""The text of a virtual table's lines, without marks and colours; nothing is laid out twice."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from rich.cells import cell_len

from cartui.formatting.cells import fit
from cartui.widgets.columns import GAP, Column, share_out

T = TypeVar("T")

MOST_LINES: Final = 400
"""Rows whose text is kept."""

RISING: Final = "▲"
FALLING: Final = "▼"
"""Stand behind the title of the column that the list is sorted by."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """What the rows are sorted by, for the title of that column."""

    key: str
    descending: bool


class TableText(Generic[T]):
    """Titles and rows in columns, for one width."""

    def __init__(self, key: Callable[[T], str], unreadable: Callable[[T], str]) -> None:
        """``key`` tells rows apart; ``unreadable`` says of a row that it is damaged, or nothing."""
        self._key = key
        self._unreadable = unreadable
        self._columns: tuple[Column[T], ...] = ()
        self._shared: list[tuple[Column[T], int]] = []
        self._known: OrderedDict[str, tuple[T, str]] = OrderedDict()
        self._titles: tuple[Sorting | None, str] | None = None
        self.width = 0

    def lay_out(self, columns: Sequence[Column[T]], width: int) -> None:
        """Share so many cells among these columns."""
        self._columns, self.width = tuple(columns), width
        self._shared = share_out(self._columns, width)
        self._titles = None
        self._known.clear()

    @property
    def fits(self) -> bool:
        """Whether there is room for anything but parts of columns."""
        return bool(self._shared)

    @property
    def shown(self) -> tuple[Column[T], ...]:
        """The columns that there is room for."""
        return tuple(column for column, _ in self._shared)

    def column_at(self, x: int) -> Column[T] | None:
        """The column at that cell of a line."""
        start = 0
        for column, cells in self._shared:
            if start <= x < start + cells + GAP:
                return column
            start += cells + GAP
        return None

    def forget(self) -> None:
        """What rows say may be another thing by now, though they are the same: ages, and what waits here."""
        self._known.clear()

    def titles(self, sorting: Sorting | None) -> str:
        """The titles, with a sign at the one that the rows are sorted by."""
        if self._titles is None or self._titles[0] != sorting:
            titles = self._beside([_title(column, cells, sorting) for column, cells in self._shared])
            self._titles = (sorting, titles)
        return self._titles[1]

    def untold(self, sorting: Sorting | None, columns: Sequence[Column[T]]) -> str:
        """The column that the rows are sorted by, if it is not among those shown; else empty."""
        if sorting is None or not self.fits or any(column.sort == sorting.key for column in self.shown):
            return ""
        column = next((column for column in columns if column.sort == sorting.key), None)
        if column is None:
            return ""
        name = (column.about or column.title).partition(" (")[0]
        return f"{name} {FALLING if sorting.descending != column.falls else RISING}"

    def row(self, item: T) -> str:
        """The cells of a row under their titles; of a damaged one, which it is and that it is damaged."""
        key = self._key(item)
        known = self._known.get(key)
        if known is not None and (known[0] is item or known[0] == item):
            self._known.move_to_end(key)
            return known[1]
        text = self._laid_out(item)
        self._known[key] = (item, text)
        self._known.move_to_end(key)
        if len(self._known) > MOST_LINES:
            self._known.popitem(last=False)
        return text

    def _laid_out(self, item: T) -> str:
        """The cells of a row."""
        if trouble := self._unreadable(item):
            column, cells = self._shared[0]
            first = _cell(column.text(item), cells, right=column.right)
            return fit(first + " " * GAP + trouble, self.width)
        return self._beside(
            [_cell(column.text(item), cells, right=column.right) for column, cells in self._shared]
        )

    def _beside(self, cells: Sequence[str]) -> str:
        """Cells beside each other, each of its width, so that none needs to be measured again."""
        taken = sum(cells for _, cells in self._shared) + GAP * (len(self._shared) - 1)
        return (" " * GAP).join(cells) + " " * (self.width - taken)


def _title(column: Column[T], width: int, sorting: Sorting | None) -> str:
    """The title of a column over its cells."""
    if sorting is None or sorting.key != column.sort:
        return _cell(column.title, width, right=column.right)
    sign = FALLING if sorting.descending != column.falls else RISING
    title = (
        f"{column.title} {sign}" if cell_len(column.title) + 2 <= width else column.title[: width - 1] + sign
    )
    return _cell(title, width, right=column.right)


def _cell(text: str, width: int, *, right: bool) -> str:
    """A cell. A figure gives up the blanks behind it, which align its point, before any of its digits."""
    if not right:
        return fit(text, width)
    return fit(text if cell_len(text) <= width else text.rstrip(" "), width, "right")
