"""A titled part of a screen made of lines: facts that are cut to fit, and sentences that wrap."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from cartui.formatting.cells import fit


class Tone(Enum):
    """How a line is drawn; what it means stands in its words as well."""

    PLAIN = ""
    QUIET = "dim"
    STRONG = "bold"
    WARNING = "$text-warning"
    ERROR = "bold $text-error"


@dataclass(frozen=True, slots=True)
class PaneLine:
    """One line of a pane. Texts are data: nothing in them is parsed."""

    text: str
    label: str = ""
    """A word before the text, drawn quietly."""
    figure: str = ""
    """An amount at the right end; never cut."""
    tone: Tone = Tone.PLAIN
    wraps: bool = False
    """Whether it takes as many lines as it needs, as sentences do."""
    wraps_from: int = 0
    """Cells below which it is cut all the same, since there is no room for sentences."""


ROOM_FOR_SENTENCES: Final = 44
"""Cells from which on what is missing is said in full; in less, its beginning has to do."""


def problem_line(sentence: str) -> PaneLine:
    """What is missing or odd, with a sign before it."""
    return PaneLine(f"▲ {sentence}", tone=Tone.WARNING, wraps=True, wraps_from=ROOM_FOR_SENTENCES)


def warning_line(sentence: str) -> PaneLine:
    """What has to be seen in full however narrow it is, with a sign before it."""
    return PaneLine(f"▲ {sentence}", tone=Tone.WARNING, wraps=True)


def refusal_line(sentence: str) -> PaneLine:
    """Why something was not saved."""
    return PaneLine(f"✗ {sentence}", tone=Tone.ERROR, wraps=True)


class Pane(Widget):
    """Lines under a title in a thin rule."""

    DEFAULT_CSS = """
    Pane {
        height: auto;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        padding: 0 1;
    }
    """

    def __init__(self, title: str) -> None:
        """Start with nothing under the title."""
        super().__init__()
        self.border_title = Content(title)
        self._lines: tuple[PaneLine, ...] = ()

    def show(self, lines: Sequence[PaneLine]) -> None:
        """Show these lines."""
        if tuple(lines) != self._lines:
            taller = len(lines) != len(self._lines) or any(line.wraps for line in (*lines, *self._lines))
            self._lines = tuple(lines)
            self.refresh(layout=taller)

    def on_resize(self, _event: Resize) -> None:
        """Cut the lines for the new width."""
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """The lines, cut or wrapped to the width."""
        return Content("\n").join(_drawn(line, self.content_size.width) for line in self._lines)


def _drawn(line: PaneLine, width: int) -> Content:
    """One line in so many cells."""
    tone = line.tone.value
    if line.wraps and width >= line.wraps_from:
        return Content.assemble((line.label, Tone.QUIET.value), (line.text, tone))
    room = width - cell_len(line.label) - (cell_len(line.figure) + 2 if line.figure else 0)
    text = fit(line.text, room) if line.figure or cell_len(line.text) > room else line.text
    gap = "  " if line.figure else ""
    return Content.assemble((line.label, Tone.QUIET.value), (text, tone), gap, (line.figure, tone))
