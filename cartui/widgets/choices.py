"""A short list to choose from, in columns. It keeps its cursor while the words are typed elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cartui.formatting.cells import fit

_GAP = "  "
_LEAST_CUT = 8
"""Cells below which a column that is cut says nothing any more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: its cells are data, drawn as they are."""

    cells: tuple[str, ...]
    quiet: bool = False
    """Drawn quietly, for what is possible but not likely."""

    def cell(self, column: int) -> str:
        """The text in that column; rows may have fewer than others."""
        return self.cells[column] if column < len(self.cells) else ""


def _taken(widths: Sequence[int]) -> int:
    """Cells of columns with the gaps before them."""
    return sum(width + len(_GAP) for width in widths if width)


class Choices(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor; the first column takes the room that the others leave.

    Where there is too little, the first keeps up to six tenths of it and the last ones are cut. It has no
    keys of its own: the screen's move the cursor, also in a list that scrolls.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--row", "choices--quiet", "choices--cursor"}
    DEFAULT_CSS = """
    Choices {
        height: 1fr;
        background: $surface;
        scrollbar-size-horizontal: 0;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .choices--row { color: $foreground; }
        & > .choices--quiet { color: $text-muted; }
        & > .choices--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """

    @dataclass
    class Clicked(Message):
        """A row was clicked: it is meant."""

        index: int

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        index: int

    @dataclass
    class Scrolled(Message):
        """Other rows are in sight; so many are not."""

        above: int
        below: int

    def __init__(self, rows: Sequence[Choice] = (), *, right: Sequence[int] = ()) -> None:
        """``right`` names the columns whose cells end at one line."""
        super().__init__()
        self._choices: tuple[Choice, ...] = tuple(rows)
        self._right = frozenset(right)
        self._cursor = 0
        self._widths: tuple[int, ...] = ()

    @property
    def index(self) -> int | None:
        """Row of the cursor; ``None``: there are no rows."""
        return self._cursor if self._choices else None

    def show(self, rows: Sequence[Choice], *, index: int = 0) -> None:
        """Show these rows with the cursor on one of them."""
        self._choices = tuple(rows)
        self._cursor = max(0, min(index, len(rows) - 1))
        self._lay_out()
        self.scroll_to(y=0, animate=False, force=True)
        self._keep_in_sight()

    def action_move_down(self) -> None:
        """Go to the next row."""
        self.go(self._cursor + 1)

    def action_move_up(self) -> None:
        """Go to the row before."""
        self.go(self._cursor - 1)

    def action_page_down(self) -> None:
        """Go down by what is in sight."""
        self.go(self._cursor + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """Go up by what is in sight."""
        self.go(self._cursor - max(1, self.size.height - 1))

    def action_move_first(self) -> None:
        """Go to the first row."""
        self.go(0)

    def action_move_last(self) -> None:
        """Go to the last row."""
        self.go(len(self._choices) - 1)

    def go(self, to: int) -> None:
        """Put the cursor on a row that exists."""
        to = max(0, min(to, len(self._choices) - 1))
        if to != self._cursor and self._choices:
            before, self._cursor = self._cursor, to
            for row in (before, to):
                self.refresh_line(row)
            self._keep_in_sight()
            self.post_message(self.Moved(to))

    def go_to_letter(self, letter: str) -> None:
        """Go to the next row that begins so, from the end on to the first; without one, stay."""
        count = len(self._choices)
        for at in (*range(self._cursor + 1, count), *range(self._cursor)):
            if self._choices[at].cell(0).lstrip("● ").casefold().startswith(letter.casefold()):
                self.go(at)
                return

    def _keep_in_sight(self) -> None:
        """Scroll to the cursor."""
        self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True)

    def on_resize(self, _event: Resize) -> None:
        """Give the columns what room there is; the cursor stays in sight."""
        self._lay_out()
        self._keep_in_sight()
        self._say_what_is_hidden()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows are in sight."""
        super().watch_scroll_y(old_value, new_value)
        self._say_what_is_hidden()

    def _say_what_is_hidden(self) -> None:
        """Tell whoever shows the list how many rows are out of sight."""
        above = self.scroll_offset.y
        self.post_message(self.Scrolled(above, max(0, len(self._choices) - above - self.size.height)))

    def on_click(self, event: Click) -> None:
        """Choose what was clicked."""
        row = event.y + self.scroll_offset.y
        if 0 <= row < len(self._choices):
            self.go(row)
            self.post_message(self.Clicked(row))

    def _lay_out(self) -> None:
        """Measure the columns; those at the end go first where the room is too small."""
        columns = max((len(choice.cells) for choice in self._choices), default=0)
        widest = [
            max(
                cell_len(choice.cells[column]) if column < len(choice.cells) else 0
                for choice in self._choices
            )
            for column in range(columns)
        ]
        room = self.scrollable_content_region.width - 1
        rest = widest[1:]
        first = min(widest[0], room * 6 // 10) if widest else 0
        while rest and (lacking := first + _taken(rest) - room) > 0:
            kept = rest.pop() - lacking
            if kept >= _LEAST_CUT:
                rest.append(kept)
        self._widths = (max(1, room - _taken(rest)), *rest) if widest else ()
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._choices))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        plain = self.get_component_rich_style("choices--row")
        if at >= len(self._choices):
            return Strip.blank(width, plain)
        choice = self._choices[at]
        part = "cursor" if at == self._cursor else "quiet" if choice.quiet else "row"
        style = self.get_component_rich_style(f"choices--{part}")
        cells = [
            fit(
                choice.cell(column),
                cell_width,
                "right" if column in self._right else "left",
            )
            for column, cell_width in enumerate(self._widths)
            if cell_width
        ]
        mark = "▌" if at == self._cursor else " "
        return Strip([Segment(mark + _GAP.join(cells), style)]).adjust_cell_length(width, style)
