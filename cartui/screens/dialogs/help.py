"""The help: every key of the screen it was called from, made of the commands themselves."""

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from cartui.commands.command import CommandClass, Group
from cartui.commands.keymap import Keymap
from cartui.commands.keys import show_key
from cartui.formatting.cells import fit
from cartui.screens.desk.desk_screen import DeskModal

WhyNever = Callable[[CommandClass], str | None]
"""Says why a command cannot be done here at all; ``None``: it can."""

GAP = 2
"""Cells between two columns."""

MORE = "more: ↓ PgDn"
"""What stands at the bottom while lines are below it."""

ROOM_FOR_IDS = 70
"""Cells from which there is room for them."""

WIDEST = 96
"""Cells beyond which the help does not grow."""

SCROLLING = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
"""Keys that scroll the help."""


class Help(DeskModal[None]):
    """Lists commands under their groups; any key that does not scroll closes it."""

    AUTO_FOCUS = "VerticalScroll"
    DEFAULT_CSS = """
    Help { align: center middle; background: transparent; }
    Help > VerticalScroll {
        width: 96; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; margin-top: 1;
        background: $surface; border: round $accent; border-title-color: $accent;
        scrollbar-size-vertical: 1;
    }
    Help Static { height: auto; }
    """

    def __init__(self, commands: Sequence[CommandClass], keymap: Keymap, why_never: WhyNever) -> None:
        """Explain these commands; ``why_never`` says of each why it cannot be done here at all."""
        super().__init__()
        self._why_never = why_never
        self._commands = tuple(dict.fromkeys(commands))
        self._shown = keymap

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll() as box:
            box.border_title = "keys · any key closes"
            yield Static(Content(""))

    def on_mount(self) -> None:
        """Say where there is more, wherever one has scrolled to."""
        super().on_mount()
        box = self.query_one(VerticalScroll)
        self.watch(box, "scroll_y", self._show_more, init=False)

    def on_resize(self) -> None:
        """Break the lines for this width: within the frame, its padding, and the bar beside them."""
        width = min(WIDEST, self.size.width) - 5
        lines = help_lines(self._commands, self._shown, width, self._why_never)
        self.query_one(Static).update(Content("\n").join(lines))
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        """Say that there is more below, while there is."""
        box = self.query_one(VerticalScroll)
        box.border_subtitle = Content(MORE if box.scroll_y < box.max_scroll_y else "")

    def on_key(self, event: Key) -> None:
        """Scrolling is left to the box."""
        if event.key not in SCROLLING:
            event.stop()
            self.dismiss()


def help_lines(
    commands: Sequence[CommandClass], keymap: Keymap, width: int, why_never: WhyNever
) -> Iterator[Content]:
    """A heading for each group, and under it the keys of its commands and what they do.

    What cannot be done here at all is dim; why stands under the first of its kind.
    """
    first = True
    told: set[str] = set()
    keys_of = {command: _shown_keys(command, keymap) for command in commands}
    key_cells = max(map(cell_len, keys_of.values()), default=0) + GAP
    id_cells = max((GAP + len(command.id()) for command in commands), default=0)
    if width < ROOM_FOR_IDS:
        id_cells = 0
    room = max(20, width - key_cells - id_cells)
    for group in Group:
        members = [command for command in commands if command.group is group]
        if not members:
            continue
        if not first:
            yield Content("")
        first = False
        yield Content.styled(group.value, "bold $accent")
        for command in members:
            keys, never = keys_of[command], why_never(command)
            name = " " * GAP + command.id() if id_cells else ""
            for line in wrap(command.help(), room):
                yield Content.assemble(
                    (fit(keys, key_cells), "dim" if never else "bold"),
                    (fit(line, room) if name else line, "dim" if never else ""),
                    (name, "dim"),
                )
                keys, name = "", ""
            if never and never not in told:
                told.add(never)
                for line in wrap(f"▲ {never}", max(20, width - key_cells)):
                    yield Content.styled(" " * key_cells + line, "$text-warning")


def _shown_keys(command: CommandClass, keymap: Keymap) -> str:
    """The keys that do it."""
    return "  ".join(show_key(key) for key in keymap.keys_of(command)) or "(palette)"
