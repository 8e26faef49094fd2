"""The first line of the desk: which shop, what waits there, and who is working."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit

DEMO = "DEMO DATA"
"""The banner of a demo shop (decision 27)."""


class DeskHeader(Widget):
    """One line; where it is narrow, the shop's name goes first."""

    DEFAULT_CSS = """
    DeskHeader { height: 1; dock: top; padding: 0 1; background: $panel; color: $foreground; }
    """

    shop: reactive[str] = reactive("")
    """Name and kind of the backend: ``Acme (local)``."""
    figures: reactive[str] = reactive("")
    """What waits: ``carts 1,204 · LOCKED 3 ▲``."""
    short_figures: reactive[str] = reactive("")
    """The same in fewer words."""
    agent: reactive[str] = reactive("")
    """Who works, as what: ``alice · lead``."""
    demo: reactive[bool] = reactive(False)
    """Whether this is only demo data."""

    def render(self) -> Content:
        """The parts, each in its place."""
        banner = f" {DEMO} " if self.demo else ""
        room = self.size.width - cell_len(self.agent) - cell_len(banner) - (6 if banner else 4)
        left = f"cartui  shop: {self.shop}" if self.shop else "cartui"
        if cell_len(left) + 2 + cell_len(self.figures) > room:
            left = "cartui"
        figures = self.figures
        if cell_len(left) + 2 + cell_len(figures) > room:
            figures = self.short_figures
        if cell_len(left) + 2 + cell_len(figures) > room:
            figures = fit(figures, max(0, room - cell_len(left) - 2)).rstrip()
        blank = max(0, room - cell_len(left) - cell_len(figures))
        return Content.assemble(
            (left, "bold"),
            *(("  ", (banner, "bold reverse")) if banner else ()),
            " " * (blank // 2 + 2),
            figures,
            " " * (blank - blank // 2 + 2),
            self.agent,
        )
