"""The column of views beside a list: key, name and how many."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One view as it is listed."""

    command: str
    """Id of the command that chooses it."""
    key: str
    name: str
    count: str = ""
    chosen: bool = False


class ViewsColumn(Widget):
    """The views, one a line; the chosen one is marked."""

    DEFAULT_CSS = """
    ViewsColumn { width: 23; height: 1fr; border: solid $panel-lighten-2; border-title-color: $text-muted; }
    """

    lines: reactive[tuple[ViewLine, ...]] = reactive(())
    """What is listed."""

    @dataclass
    class Chosen(Message):
        """A view was clicked."""

        command: str
        """Id of its command."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Start empty."""
        super().__init__(id=id)
        self.border_title = "views"

    def render(self) -> Content:
        """One line for each view."""
        for_key = max((cell_len(line.key) for line in self.lines), default=0)
        return Content("\n").join(_drawn(line, for_key, self.content_size.width) for line in self.lines)

    def on_click(self, event: Click) -> None:
        """Choose the view under the mouse."""
        position = event.get_content_offset(self)
        if position is not None and position.y < len(self.lines):
            self.post_message(self.Chosen(self.lines[position.y].command))


def _drawn(line: ViewLine, for_key: int, width: int) -> Content:
    """One view in so many cells, ``for_key`` of which its key may take."""
    mark = "▌" if line.chosen else " "
    room = max(0, width - 1 - for_key - 1 - len(line.count) - 1)
    text = f"{mark}{fit(line.key, for_key)} {fit(line.name, room)} {line.count}"
    return Content.styled(text, "bold $accent" if line.chosen else "")
