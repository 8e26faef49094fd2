"""The line above the keys: a change of many carts that is under way, or what came of it."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.widgets.reach_sign import longest

GAP = "  "
"""What stands between two parts."""


class JobLine(Widget):
    """One line in as many words as there is room for; no room is taken while there is nothing to say."""

    DEFAULT_CSS = """
    JobLine {
        height: 1; dock: bottom; margin-bottom: 1; padding: 0 1; display: none;
        background: $boost; color: $text-accent; text-style: bold;
    }
    JobLine.-shown { display: block; }
    """

    signs: reactive[tuple[str, ...]] = reactive(())
    """What is said, in the most words first."""
    keys: reactive[tuple[str, ...]] = reactive(())
    """Keys and what they do, the most important first; as many as fit whole stand at the right end."""

    def watch_signs(self, signs: tuple[str, ...]) -> None:
        """Take room only while there is something to say."""
        self.set_class(bool(signs), "-shown")

    def render(self) -> Content:
        """What is said, and the keys."""
        width = self.size.width
        keys = self._fitting(width)
        room = width - (cell_len(keys) + len(GAP) if keys else 0)
        said = longest(self.signs, room)
        blank = " " * (width - cell_len(said) - cell_len(keys)) if keys else ""
        return Content.assemble(said, blank, (keys, "dim"))

    def _fitting(self, width: int) -> str:
        """The first keys that leave room for the fewest words."""
        least = min((cell_len(sign) for sign in self.signs), default=0)
        fitting = ""
        for key in self.keys:
            more = GAP.join(filter(None, (fitting, key)))
            if least + len(GAP) + cell_len(more) > width:
                break
            fitting = more
        return fitting
