"""The last line of a screen: which keys do what. One widget for all, since each costs bytes over SSH."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does."""

    command: str
    """Id of the command."""
    key: str
    """As it is shown."""
    label: str
    dim: bool = False
    """Whether it cannot be done just now."""


class Hints(Widget):
    """Hints beside each other, as many as fit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hints--key", "hints--dim", "hints--label"}
    DEFAULT_CSS = """
    Hints { height: 1; dock: bottom; padding: 0 1; background: $panel; color: $foreground; }
    Hints > .hints--key { color: $accent; text-style: bold; }
    Hints > .hints--dim { color: $text-muted; text-style: dim; }
    Hints > .hints--label { color: $foreground; }
    """

    hints: reactive[tuple[Hint, ...]] = reactive(())
    """What is shown, the most important first."""
    note: reactive[str] = reactive("")
    """What stands at the right end, whole; the hints have the room that it leaves."""

    @dataclass
    class Chosen(Message):
        """A hint was clicked."""

        command: str
        """Id of its command."""

    def render(self) -> Content:
        """The hints that fit whole, and the note."""
        key, dim, label = (self.get_visual_style(f"hints--{part}") for part in ("key", "dim", "label"))
        hints = Content("  ").join(
            Content.assemble(
                (hint.key, dim if hint.dim else key), " ", (hint.label, dim if hint.dim else label)
            )
            for hint in self.fitting(self.size.width)
        )
        if not self.note:
            return hints
        blank = self.size.width - hints.cell_length - cell_len(self.note)
        return Content.assemble(hints, " " * blank, (self.note, key))

    def fitting(self, room: int) -> Sequence[Hint]:
        """The first hints that fit whole into so many cells beside the note."""
        room -= cell_len(self.note) + 2 if self.note else 0
        used, fits = 0, 0
        for hint in self.hints:
            used += width(hint) + (2 if fits else 0)
            if used > room:
                break
            fits += 1
        return self.hints[:fits]

    def on_click(self, event: Click) -> None:
        """Find the hint under the mouse."""
        position = event.get_content_offset(self)
        if position is None:
            return
        left = 0
        for hint in self.fitting(self.size.width):
            if left <= position.x < left + width(hint):
                self.post_message(self.Chosen(hint.command))
                return
            left += width(hint) + 2


def width(hint: Hint) -> int:
    """Cells that a hint takes."""
    return Content(hint.key).cell_length + 1 + Content(hint.label).cell_length
