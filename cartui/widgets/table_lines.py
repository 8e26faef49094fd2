"""The lines of a table: their text, the marks before them, and the style in which they are drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from cartui.formatting.cells import fit
from cartui.widgets.row_window import RowWindow
from cartui.widgets.rows import More, PagePlace
from cartui.widgets.table_text import Sorting, TableText

T = TypeVar("T")

CURSOR: Final = "▌"
SELECTED: Final = "✓"
CHANGED: Final = "•"
"""Stand before rows, for terminals without colours."""

MARKS: Final = 2
"""Cells that marks take before each row."""

TOO_SMALL: Final = ("too small", "for the list")
"""Said in two lines where columns would have to be cut: half a figure is worse than none."""


class Line(NamedTuple):
    """What one line says, and the component class that it is drawn as."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Signs(Generic[T]):
    """Functions that tell from a row how its line is marked and styled."""

    key: Callable[[T], str]
    loud: Callable[[T], bool]
    """Whether it is drawn so that it is seen."""
    is_selected: Callable[[T], bool]


class TableLines(Generic[T]):
    """The lines of a table: titles, rows, and what stands where there are none."""

    def __init__(self, window: RowWindow[T], text: TableText[T], signs: Signs[T], empty: str) -> None:
        """``empty`` is said where there are no rows."""
        self._window = window
        self._text = text
        self._signs = signs
        self.empty = empty
        self.sorting: Sorting | None = None
        """What the rows are sorted by."""
        self.changed: frozenset[str] = frozenset()
        """The keys of rows that others have just changed."""

    def line(self, y: int, width: int, *, has_focus: bool) -> Line:
        """What that line says just now in so many cells; titles come first."""
        if not self._text.fits:
            said = TOO_SMALL[y] if y < len(TOO_SMALL) else ""
            return Line(fit(f" {said}", width), "table--titles" if y == 0 else "table--empty")
        if y == 0:
            return Line(" " * MARKS + self._text.titles(self.sorting), "table--titles")
        row = self._window.top + y - 1
        if row < len(self._window.rows):
            return self._row(row, width, has_focus=has_focus)
        lines = self.empty.split("\n") if not len(self._window.rows) and self._window.loaded else []
        return Line(fit(f" {lines[y - 1] if y <= len(lines) else ''}", width), "table--empty")

    def _row(self, row: int, width: int, *, has_focus: bool) -> Line:
        """A row with its marks."""
        item, at_cursor = self._window.rows[row], row == self._window.cursor
        mark = CURSOR if at_cursor else " "
        style = "table--cursor" if has_focus else "table--cursor-blurred"
        if isinstance(item, More):
            text = fit(f"{mark} {self._more(item.place)}", width)
            return Line(text, style if at_cursor else "table--empty")
        is_changed = self._signs.key(item) in self.changed
        second = SELECTED if self._signs.is_selected(item) else " "
        if is_changed and second == " ":
            second = CHANGED
        elif is_changed and not at_cursor:
            mark = CHANGED
        if not at_cursor:
            is_loud = self._signs.loud(item)
            style = "table--changed" if is_changed else "table--loud" if is_loud else "table--row"
        return Line(mark + second + self._text.row(item), style)

    def _more(self, place: PagePlace) -> str:
        """What the row says that stands where searching was given up."""
        if self._window.searching == place:
            return "searching …"
        return f"searched {place.searched:,}, enter for more"
