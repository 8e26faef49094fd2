"""A table that draws only the lines in sight and holds only the rows around its cursor.

It asks for rows with messages and is given pages; a key never waits for them. Where the cursor is to go
beyond what is held, it goes as far as it can and the rest when the page arrives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from cartui.formatting.cells import fit
from cartui.widgets.columns import GAP, Column, share_out
from cartui.widgets.rows import FIRST, LAST, Going, Place, RowPage, Rows

T = TypeVar("T")

MARK = "▌"
"""Stands before the row of the cursor, for terminals without colours."""


TOO_SMALL = ("too small", "for the list")
"""Said in two lines where columns would have to be cut: half a figure is worse than none."""


class Aim(Enum):
    """What a page was asked for."""

    GO = "go"
    """To go there."""
    STAY = "stay"
    """To see again what is in sight."""
    JOIN = "join"
    """To have it when the cursor comes to it."""


class VirtualTable(Widget, Generic[T], can_focus=True):
    """Rows under a line of titles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--titles",
        "table--row",
        "table--loud",
        "table--cursor",
        "table--cursor-blurred",
        "table--empty",
    }
    DEFAULT_CSS = """
    VirtualTable { height: 1fr; background: $surface; color: $foreground; }
    VirtualTable > .table--titles { color: $text-muted; text-style: bold; }
    VirtualTable > .table--row { color: $foreground; }
    VirtualTable > .table--loud { color: $text-warning; text-style: bold; }
    VirtualTable > .table--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    VirtualTable > .table--cursor-blurred { background: $panel; text-style: bold; }
    VirtualTable > .table--empty { color: $text-muted; }
    """

    @dataclass
    class Wanted(Message):
        """Rows are needed from that place on."""

        place: Place
        at_least: int
        """How many rows there should be at least, so that what is in sight stays full."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or the row has changed; ``key`` is ``None`` in an empty table."""

        key: str | None

    @dataclass
    class Opened(Message):
        """The row under the mouse was clicked a second time."""

        key: str

    def __init__(
        self,
        columns: Sequence[Column[T]],
        *,
        key: Callable[[T], str],
        loud: Callable[[T], bool] = lambda _item: False,
        empty: str = "Nothing here",
        forwards_only: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Show these columns; ``key`` tells rows apart, ``loud`` rows are drawn so that they are seen.

        ``forwards_only``: the list cannot be read from its end.
        """
        super().__init__(id=id)
        self.columns = tuple(columns)
        self._key = key
        self._loud = loud
        self.empty = empty
        self._forwards_only = forwards_only
        self._rows: Rows[T] = Rows(key)
        self._cursor = 0
        self._top = 0
        self._owed = 0
        self._asked: Place | None = None
        self._aim = Aim.JOIN
        self._loaded = False

    # --- what others see -------------------------------------------------------------------------

    @property
    def current(self) -> T | None:
        """The row of the cursor."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def current_key(self) -> str | None:
        """The key of the row of the cursor."""
        return None if self.current is None else self._key(self.current)

    @property
    def rows_held(self) -> tuple[T, ...]:
        """The rows that are held, for those who want to look them over."""
        return tuple(self._rows)

    @property
    def is_waiting(self) -> bool:
        """Whether other rows are on their way, so that what is in sight is about to go."""
        return self._asked is not None and self._aim is Aim.GO

    @property
    def is_reloading(self) -> bool:
        """Whether what is in sight is being read once more."""
        return self._asked is not None and self._aim is Aim.STAY

    @property
    def body_height(self) -> int:
        """How many rows are in sight."""
        return max(1, self.size.height - 1)

    def start(self) -> None:
        """Ask for the first page: another list, or the same one from its beginning."""
        self._owed = 0
        self._ask(FIRST, Aim.GO)

    def give_up(self) -> None:
        """The page that was asked for does not come."""
        self._asked, self._aim, self._owed = None, Aim.JOIN, 0

    def reload(self) -> None:
        """Ask for the rows in sight once more, so that changes are seen where one stands."""
        if self._loaded and not self.is_waiting:
            place, start = self._rows.place_of(self._top)
            self._ask(place, Aim.STAY, at_least=self._top - start + 2 * self.body_height)

    def show(self, page: RowPage[T]) -> None:
        """Take the page that was asked for. Any other came too late and is left out."""
        if page.place != self._asked:
            return
        aim, self._aim, self._asked, self._loaded = self._aim, Aim.JOIN, None, True
        if aim is Aim.JOIN:
            self._join(page)
        elif aim is Aim.STAY and not page.items and page.place != FIRST:
            self._ask(FIRST, Aim.STAY)  # everything that was in sight is gone
            return
        else:
            self._replace(page, aim)
        self._announce()
        self._pay()
        self._read_ahead()

    # --- moving ----------------------------------------------------------------------------------

    def action_move_down(self) -> None:
        """One row down."""
        self._move(1)

    def action_move_up(self) -> None:
        """One row up."""
        self._move(-1)

    def action_page_down(self) -> None:
        """As many rows down as are in sight."""
        self._move(self.body_height)

    def action_page_up(self) -> None:
        """As many rows up as are in sight."""
        self._move(-self.body_height)

    def action_move_first(self) -> None:
        """To the first row of the list."""
        if self._rows.before is None:
            self._move(-len(self._rows))
        else:
            self._ask(FIRST, Aim.GO)

    def action_move_last(self) -> None:
        """To the last row of the list."""
        if self._rows.after is None or self._forwards_only:
            self._move(len(self._rows))
        else:
            self._ask(LAST, Aim.GO)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the cursor, which brings the rows along."""
        event.stop()
        self._move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self._move(-3)

    def on_click(self, event: Click) -> None:
        """Go to the row that is clicked; a second click opens it."""
        position = event.get_content_offset(self)
        if position is None or position.y == 0:
            return
        row = self._top + position.y - 1
        if row >= len(self._rows):
            return
        if row != self._cursor:
            self._move(row - self._cursor)
        elif event.chain > 1 and self.current_key is not None:
            self.post_message(self.Opened(self.current_key))

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in sight."""
        self._scroll_to_cursor()
        self.refresh()

    def _move(self, by: int) -> None:
        """Move the cursor; what lies beyond the rows held is owed until they are there."""
        if self.is_waiting:
            self._owed += by
            return
        if not self._rows:
            return
        wished = self._cursor + by
        target = min(max(wished, 0), len(self._rows) - 1)
        beyond = wished - target
        ends = self._rows.after if beyond > 0 else self._rows.before
        self._owed = beyond if beyond and ends is not None else 0
        if target != self._cursor:
            old, top = self._cursor, self._top
            self._cursor = target
            self._scroll_to_cursor()
            if self._top == top:
                self._refresh_row(old)
                self._refresh_row(target)
            else:
                self.refresh()
            self._announce()
        self._read_ahead()

    def _pay(self) -> None:
        """Move on by what was owed when the rows were not there yet."""
        owed, self._owed = self._owed, 0
        if owed:
            self._move(owed)

    def _refresh_row(self, row: int) -> None:
        """Draw one row again."""
        self.refresh(Region(0, 1 + row - self._top, self.size.width, 1))

    def _scroll_to_cursor(self) -> None:
        """Bring the cursor's row in sight, moving as little as possible."""
        height = self.body_height
        self._top = min(max(self._top, self._cursor - height + 1), self._cursor)
        self._top = max(0, min(self._top, len(self._rows) - height))

    # --- rows ------------------------------------------------------------------------------------

    def _ask(self, place: Place, aim: Aim, *, at_least: int = 0) -> None:
        """Ask for a page; one that is still on its way is forgotten."""
        self._asked, self._aim = place, aim
        self.post_message(self.Wanted(place, at_least))

    def _read_ahead(self) -> None:
        """Ask for the next page before the cursor gets there."""
        if self._asked is not None:
            return
        near = 2 * self.body_height
        if self._rows.after is not None and self._cursor + near >= len(self._rows):
            self._ask(self._rows.after, Aim.JOIN)
        elif self._rows.before is not None and self._cursor < near:
            self._ask(self._rows.before, Aim.JOIN)

    def _join(self, page: RowPage[T]) -> None:
        """Rows at one end."""
        risen = self._rows.extend(page, self._top)
        self._cursor += risen
        self._top += risen
        self._scroll_to_cursor()
        self.refresh()

    def _replace(self, page: RowPage[T], aim: Aim) -> None:
        """Rows anew. To stay, the cursor keeps its row, where that is still there, and its line."""
        key, line = self.current_key, self._cursor - self._top
        _, start = self._rows.place_of(self._top)
        at, top = self._cursor - start, self._top - start
        self._rows.replace(page)
        if aim is Aim.GO:
            self._cursor = len(page.items) - 1 if page.place.going is Going.LAST else 0
            self._top = self._cursor
        else:
            found = self._rows.index(key)
            self._cursor = at if found is None else found
            # At the beginning of the list, what is new is to be seen; elsewhere nothing may jump.
            self._top = top if found is None or top == 0 else found - line
        self._cursor = max(0, min(self._cursor, len(self._rows) - 1))
        self._scroll_to_cursor()
        self.refresh()

    def _announce(self) -> None:
        """Tell where the cursor stands."""
        self.post_message(self.Moved(self.current_key))

    # --- drawing ---------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line: the titles, a row, or nothing."""
        width = self.size.width
        if y == 0:
            return self._drawn(self._titles(width), "table--titles")
        if not share_out(self.columns, width - 2):
            return self._drawn(fit(f" {TOO_SMALL[1] if y == 1 else ''}", width), "table--empty")
        row = self._top + y - 1
        if row < len(self._rows):
            return self._drawn(self._line(row, width), self._tone(row))
        lines = self.empty.split("\n") if not self._rows and self._loaded else []
        text = lines[y - 1] if 1 <= y <= len(lines) else ""
        return self._drawn(fit(f" {text}", width), "table--empty")

    def _drawn(self, text: str, component: str) -> Strip:
        """A line of one style: one segment, since each costs bytes."""
        style: Style = self.get_component_rich_style(component)
        return Strip([Segment(text, style)], self.size.width)

    def _titles(self, width: int) -> str:
        """The titles of the columns that fit, or that none do."""
        if not share_out(self.columns, width - 2):
            return fit(f" {TOO_SMALL[0]}", width)
        return self._laid_out(" ", lambda column: column.title, width)

    def _line(self, row: int, width: int) -> str:
        """The cells of a row, under their titles."""
        item = self._rows[row]
        return self._laid_out(MARK if row == self._cursor else " ", lambda column: column.text(item), width)

    def _laid_out(self, mark: str, text: Callable[[Column[T]], str], width: int) -> str:
        """Cells beside each other after a mark."""
        shared = share_out(self.columns, width - 2)
        cells = (_cell(text(column), cells, right=column.right) for column, cells in shared)
        return fit(mark + (" " * GAP).join(cells), width)

    def _tone(self, row: int) -> str:
        """The style of a row."""
        if row == self._cursor:
            return "table--cursor" if self.has_focus else "table--cursor-blurred"
        return "table--loud" if self._loud(self._rows[row]) else "table--row"


def _cell(text: str, width: int, *, right: bool) -> str:
    """A cell. A figure gives up the blanks behind it, which align its point, before any of its digits."""
    if not right:
        return fit(text, width)
    return fit(text if cell_len(text) <= width else text.rstrip(" "), width, "right")
