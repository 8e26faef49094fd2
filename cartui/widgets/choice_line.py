"""Things to choose from beside each other in one line, each with its key; what does not fit has a sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cartui.widgets.views_column import ViewLine

CHOSEN: Final = "▌"
"""Stands before what is chosen, for terminals without colours."""

MORE_BEFORE: Final = "‹ "
MORE_BEHIND: Final = " ›"
"""Stand at an end beyond which there are more."""


class ChoiceLine(Widget):
    """Choices in their order, the chosen one always in sight."""

    DEFAULT_CSS = """
    ChoiceLine { height: 1; background: $surface; color: $text-muted; }
    """

    lines: reactive[tuple[ViewLine, ...]] = reactive(())
    """What is there to choose from."""

    @dataclass
    class Chosen(Message):
        """One was clicked."""

        command: str
        """Id of its command."""

    def render(self) -> Content:
        """Those that fit, and whether there are more."""
        shown = shown_of(self.lines, self.size.width)
        first, last = shown.start > 0, shown.stop < len(self.lines)
        parts = [
            Content.styled(_text(line), "bold $accent" if line.chosen else "") for line in self.lines[shown]
        ]
        return Content.assemble(
            MORE_BEFORE if first else "", Content(" ").join(parts), MORE_BEHIND if last else ""
        )

    def on_click(self, event: Click) -> None:
        """Choose what is under the mouse."""
        position = event.get_content_offset(self)
        if position is None:
            return
        shown = shown_of(self.lines, self.size.width)
        left = len(MORE_BEFORE) if shown.start else 0
        for line in self.lines[shown]:
            cells = cell_len(_text(line))
            if left <= position.x < left + cells:
                self.post_message(self.Chosen(line.command))
                return
            left += cells + 1


def shown_of(lines: Sequence[ViewLine], room: int) -> slice:
    """Which of the choices fit into so many cells: from the first on, or around the one that is chosen."""
    chosen = next((at for at, line in enumerate(lines) if line.chosen), 0)
    for first in range(chosen + 1):
        last = _as_many_as_fit(lines, first, room)
        if last > chosen:
            return slice(first, last)
    return slice(chosen, chosen + 1)


def _as_many_as_fit(lines: Sequence[ViewLine], first: int, room: int) -> int:
    """The index behind the last that fits, beginning with that one."""
    used = len(MORE_BEFORE) if first else 0
    for at in range(first, len(lines)):
        used += cell_len(_text(lines[at])) + (at > first)
        more = 0 if at == len(lines) - 1 else len(MORE_BEHIND)
        if used + more > room:
            return at
    return len(lines)


def _text(line: ViewLine) -> str:
    """One of them: its mark, its key and its name."""
    return f"{CHOSEN if line.chosen else ' '}{line.key} {line.name}".rstrip()
