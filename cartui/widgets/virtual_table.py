"""A table that draws only the lines in sight, and of those only the ones that say another thing than before.

It asks for rows with messages and is given pages. What is in sight and where the cursor stands is worked out
in ``row_window.py``, what the lines say in ``table_lines.py``; here they are drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Final, TypeVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.events import Click, Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from cartui.model.columns import ChosenColumn
from cartui.widgets.columns import Column, chosen
from cartui.widgets.row_window import RowWindow
from cartui.widgets.rows import FIRST, Going, More, PagePlace, RowPage
from cartui.widgets.table_lines import MARKS, Line, Signs, TableLines
from cartui.widgets.table_moves import TableMoves
from cartui.widgets.table_text import Sorting, TableText
from cartui.widgets.table_title import TableTitle

T = TypeVar("T")

MARKED_FOR: Final = 2.0
"""Seconds for which a row is marked that others changed."""

AGES_GROW: Final = 60.0
"""Seconds after which it is looked whether ages say another thing."""

MOST_STRIPS: Final = 600


class VirtualTable(TableMoves[T], TableTitle, can_focus=True):
    """Rows under a line of titles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--titles",
        "table--row",
        "table--loud",
        "table--changed",
        "table--cursor",
        "table--cursor-blurred",
        "table--empty",
    }
    DEFAULT_CSS = """
    VirtualTable { height: 1fr; background: $surface; color: $foreground; }
    VirtualTable > .table--titles { color: $text-muted; text-style: bold; }
    VirtualTable > .table--row { color: $foreground; }
    VirtualTable > .table--loud { color: $text-warning; text-style: bold; }
    VirtualTable > .table--changed { color: $text-accent; text-style: bold; }
    VirtualTable > .table--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    VirtualTable:ansi > .table--cursor { text-style: none; }
    VirtualTable > .table--cursor-blurred { background: $panel; text-style: bold; }
    VirtualTable > .table--empty { color: $text-muted; }
    VirtualTable.-late > .table--row { color: $text-muted; }
    VirtualTable.-late > .table--loud { color: $text-muted; text-style: none; }
    """

    @dataclass
    class Wanted(Message):
        """Rows are needed from that place on."""

        place: PagePlace
        at_least: int
        """How many rows there should be at least, so that what is in sight stays full."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or the row has changed; ``key`` is ``None`` where none is."""

        key: str | None

    @dataclass
    class Opened(Message):
        """The row under the mouse was clicked a second time."""

        key: str

    @dataclass
    class TitleClicked(Message):
        """The title of a column was clicked by which the list can be sorted."""

        sort: str

    def __init__(
        self,
        columns: Sequence[Column[T]],
        *,
        key: Callable[[T], str],
        version: Callable[[T], object] = lambda item: item,
        loud: Callable[[T], bool] = lambda _item: False,
        is_selected: Callable[[T], bool] = lambda _item: False,
        is_own: Callable[[T], bool] = lambda _item: False,
        unreadable: Callable[[T], str] = lambda _item: "",
        empty: str = "Nothing here",
        forwards_only: bool = False,
        id: str | None = None,  # noqa: A002 - as Textual's widgets call it
    ) -> None:
        """Show these columns.

        Args:
            columns: All that there are; :meth:`choose` says which of them are seen.
            key: Tells rows apart.
            version: Tells whether a row was changed since it was read the last time.
            loud: Whether a row is drawn so that it is seen.
            is_selected: Whether a row has the mark of what is selected.
            is_own: Whether what a row says comes from this desk, so that its change needs no mark.
            unreadable: What is said instead of a row that is damaged; empty for all others.
            empty: What a list without rows says.
            forwards_only: Whether the list cannot be read from its end.
            id: As any widget's.
        """
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._choice: tuple[ChosenColumn, ...] = ()
        self._key = key
        self._is_own = is_own
        self._window: RowWindow[T] = RowWindow(key, self._want, version=version, forwards_only=forwards_only)
        self._text: TableText[T] = TableText(key, unreadable)
        self._lines: TableLines[T] = TableLines(
            self._window, self._text, Signs(key=key, loud=loud, is_selected=is_selected), empty
        )
        self._unmark: Timer | None = None
        self._drawn: dict[int, Line] = {}
        self._strips: LRUCache[Line, Strip] = LRUCache(MOST_STRIPS)

    # --- what others see -------------------------------------------------------------------------

    @property
    def current(self) -> T | None:
        """The row of the cursor."""
        return self._window.current

    @property
    def current_key(self) -> str | None:
        """The key of the row of the cursor."""
        return self._window.current_key

    @property
    def rows_held(self) -> tuple[T, ...]:
        """The rows that are held, for those who want to look them over."""
        return tuple(self._window.rows)

    @property
    def rows_in_sight(self) -> tuple[T, ...]:
        """The rows that are drawn."""
        rows, top = self._window.rows, self._window.top
        drawn = (rows[at] for at in range(top, min(top + self.body_height, len(rows))))
        return tuple(item for item in drawn if not isinstance(item, More))

    def keys_between(self, one: str, other: str) -> tuple[str, ...] | None:
        """The keys of all rows from one to the other, in the list's order; ``None`` where one is not held."""
        ends = [self._window.rows.index(key) for key in (one, other)]
        first, last = (-1 if end is None else end for end in ends)
        return None if None in ends else self._window.rows.keys_between(min(first, last), max(first, last))

    @property
    def is_waiting(self) -> bool:
        """Whether other rows are on their way, so that what is in sight is about to go."""
        return self._window.is_waiting

    @property
    def is_reloading(self) -> bool:
        """Whether what is in sight is being read once more."""
        return self._window.is_reloading

    @property
    def is_at_more(self) -> bool:
        """Whether the cursor stands where searching was given up for now."""
        return self._window.is_at_more

    @property
    def is_at_start(self) -> bool:
        """Whether the cursor stands on the first row of the list."""
        return self._window.cursor == 0 and self._window.rows.before is None

    # --- what it shows -----------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """All columns that there are."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column[T]]) -> None:
        """Have others to choose from."""
        self._columns = tuple(columns)
        self._lay_out()

    @property
    def room(self) -> int:
        """Cells that columns share."""
        return max(0, self.size.width - MARKS)

    def choose(self, choice: Sequence[ChosenColumn]) -> None:
        """Show these columns in that order; none: the usual ones."""
        if tuple(choice) != self._choice:
            self._choice = tuple(choice)
            self._lay_out()

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Say in the titles what the rows are sorted by."""
        self._lines.sorting = Sorting(key, descending)
        self._draw()

    @property
    def untold_sort(self) -> str:
        """What the rows are sorted by, with a sign, where no title says so; else nothing."""
        return self._text.untold(self._lines.sorting, self._columns)

    @property
    def empty(self) -> str:
        """What a list without rows says."""
        return self._lines.empty

    @empty.setter
    def empty(self, text: str) -> None:
        """Have it say another thing."""
        self._lines.empty = text
        self._draw()

    def look_again(self) -> None:
        """What rows say, how loud they are, or which are selected may have changed: draw what differs."""
        self._text.forget()
        self._draw()

    # --- rows ----------------------------------------------------------------------------------------

    def start(self, *, walks: bool = False) -> None:
        """Ask for the first page: another list, or the same one from its beginning.

        With ``walks`` one moves among the rows in sight until it comes.
        """
        self._window.go(FIRST, walks=walks)

    def go_to(self, ref: str, *, walks: bool = False) -> None:
        """Ask for the rows from that one on; the cursor goes there when they come. ``walks`` as above."""
        self._window.go(PagePlace(Going.AT, ref), walks=walks)

    def stand_on(self, key: str) -> bool:
        """Put the cursor on a row, if it is held; otherwise false."""
        at = self._window.rows.index(key)
        if at is None or self.is_waiting:
            return False
        self._move(lambda: self._window.stand_on(at))
        return True

    def search_on(self) -> None:
        """Go on searching, where the cursor stands at where it was given up."""
        self._window.search_on()
        self._draw()

    def give_up(self) -> None:
        """The page that was asked for does not come."""
        self._window.give_up()
        self._draw()

    def reload(self) -> None:
        """Ask for the rows in sight once more, so that changes are seen where one stands."""
        self._window.reload()

    def show(self, page: RowPage[T]) -> None:
        """Take the page that was asked for. Any other came too late and is left out."""
        changed = self._window.show(page)
        if changed is None:
            return
        own = {self._key(item) for item in page.items if self._is_own(item)}
        self._mark(changed - own)
        self._announce()
        self._draw()

    def _want(self, place: PagePlace, at_least: int) -> None:
        """Ask for a page."""
        self.post_message(self.Wanted(place, at_least))

    def _mark(self, changed: frozenset[str]) -> None:
        """Mark rows for a moment."""
        if not changed:
            return
        if self._unmark is not None:
            self._unmark.stop()
        self._lines.changed |= changed
        self._unmark = self.set_timer(MARKED_FOR, self._take_marks_off)

    def _take_marks_off(self) -> None:
        """Nothing is new any more."""
        self._lines.changed, self._unmark = frozenset(), None
        self._draw()

    # --- moving ----------------------------------------------------------------------------------

    def on_click(self, event: Click) -> None:
        """Go to the row that is clicked; a second click opens it. A title is what to sort by."""
        position = event.get_content_offset(self)
        if position is None:
            return
        row = self._window.top + position.y - 1
        if position.y == 0:
            column = self._text.column_at(position.x - MARKS)
            if column is not None and column.sort:
                self.post_message(self.TitleClicked(column.sort))
        elif row < len(self._window.rows):
            self._click(row, event.chain)

    def _click(self, row: int, chain: int) -> None:
        """A row was clicked, the ``chain``-th time."""
        if row != self._window.cursor:
            self._move(lambda: self._window.stand_on(row))
        elif self.is_at_more:
            self.search_on()
        elif chain > 1 and self.current_key is not None:
            self.post_message(self.Opened(self.current_key))

    def _move(self, go: Callable[[], None]) -> None:
        """Go somewhere, and draw what is there."""
        window = self._window
        before, top = window.cursor, window.top
        go()
        if window.cursor != before:
            self._announce()
        moved = (1 + before - top, 1 + window.cursor - top)
        self._draw(sorted(set(moved)) if window.top == top else None)

    def _announce(self) -> None:
        """Tell where the cursor stands."""
        self.post_message(self.Moved(self.current_key))

    # --- drawing ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Let the ages grow."""
        self.set_interval(AGES_GROW, self.look_again)

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in sight."""
        self._window.resize(self.size.height - 1)
        self._lay_out()

    def on_focus(self) -> None:
        """The cursor is drawn in another style."""
        self._draw()

    def on_blur(self) -> None:
        """The cursor is drawn in another style."""
        self._draw()

    def notify_style_update(self) -> None:
        """Colours are others."""
        super().notify_style_update()
        self._strips.clear()

    def _lay_out(self) -> None:
        """Share the width among the columns."""
        self._text.lay_out(chosen(self._columns, self._choice), self.room)
        self._draw()

    def _draw(self, lines: Sequence[int] | None = None) -> None:
        """Draw those of the lines (``None``: all) that say another thing than the last time."""
        width = self.size.width
        looked_at = range(self.size.height) if lines is None else lines
        differ = [y for y in looked_at if self._drawn.get(y) != self._line(y)]
        self._lead_the_terminals_cursor()
        regions = []
        for _, group in groupby(enumerate(differ), lambda each: each[1] - each[0]):
            together = [y for _, y in group]
            regions.append(Region(0, together[0], width, len(together)))
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line: the titles, a row, or nothing."""
        line = self._drawn[y] = self._line(y)
        strip = self._strips.get(line)
        if strip is None:
            # One segment of one style, since each costs bytes.
            segment = Segment(line.text, self.get_component_rich_style(line.style))
            strip = self._strips[line] = Strip([segment], self.size.width)
        return strip

    def _line(self, y: int) -> Line:
        """What that line says just now."""
        return self._lines.line(y, self.size.width, has_focus=self.has_focus)
