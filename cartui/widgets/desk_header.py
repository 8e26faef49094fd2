"""The first line of the desk: which shop, what waits there, and who is working."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit

DEMO = "DEMO DATA"
"""The banner of a demo shop (decision 27)."""


class DeskHeader(Widget):
    """One line; what does not fit goes from the middle first, then from the shop's name."""

    DEFAULT_CSS = """
    DeskHeader { height: 1; dock: top; padding: 0 1; background: $panel; color: $foreground; }
    """

    shop: reactive[str] = reactive("")
    """Name and kind of the backend: ``Acme (local)``."""
    figures: reactive[str] = reactive("")
    """What waits: ``carts 1,204 · LOCKED 3 ▲``."""
    agent: reactive[str] = reactive("")
    """Who works, as what: ``alice · lead``."""
    demo: reactive[bool] = reactive(False)
    """Whether this is only demo data."""

    def render(self) -> Content:
        """The parts, each in its place."""
        width = self.size.width
        left = "cartui" + (f"  shop: {self.shop}" if self.shop else "")
        banner = f" {DEMO} " if self.demo else ""
        fixed = cell_len(self.agent) + (cell_len(banner) + 2 if banner else 0) + 2
        room = width - fixed
        figures = self.figures
        if cell_len(left) + 2 + cell_len(figures) > room:
            left = fit(left, max(6, room - 2 - cell_len(figures))).rstrip()
        if cell_len(left) + 2 + cell_len(figures) > room:
            figures = fit(figures, room - cell_len(left) - 2).rstrip()
        blank = max(0, width - cell_len(left) - cell_len(figures) - fixed)
        before = blank // 2
        return Content.assemble(
            (left, "bold"),
            *((("  "), (banner, "bold reverse")) if banner else ()),
            " " * (before + 1),
            figures,
            " " * (blank - before + 1),
            self.agent,
        )
