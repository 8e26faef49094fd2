"""The first line of the desk: which shop, what waits there, and who is working."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit

DEMO = "DEMO DATA"
"""The banner of a demo shop (decision 27)."""

LEAST_NAME = 14
"""Cells below which a shop's name, with the word before it, says nothing any more."""


class DeskHeader(Widget):
    """One line; where it is narrow, words go first, and of the shop's name as much as has to."""

    DEFAULT_CSS = """
    DeskHeader { height: 1; dock: top; padding: 0 1; background: $panel; color: $foreground; }
    """

    shop: reactive[str] = reactive("")
    """Name and kind of the backend: ``Acme (local)``."""
    short_shop: reactive[str] = reactive("")
    """Its name alone."""
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
        left, figures = self._fitting(room)
        blank = max(0, room - cell_len(left) - cell_len(figures))
        return Content.assemble(
            (left, "bold"),
            *(("  ", (banner, "bold reverse")) if banner else ()),
            " " * (blank // 2 + 2),
            figures,
            " " * (blank - blank // 2 + 2),
            self.agent,
        )

    def _fitting(self, room: int) -> tuple[str, str]:
        """Shop and figures in the most words that there is room for."""
        lefts = (f"cartui  shop: {self.shop}", f"shop: {self.shop}", f"shop: {self.short_shop}")
        for left in lefts if self.shop else ("cartui",):
            for figures in (self.figures, self.short_figures):
                if cell_len(left) + 2 + cell_len(figures) <= room:
                    return left, figures
        for_name = room - cell_len(self.short_figures) - 2
        if self.shop and for_name >= LEAST_NAME:
            return fit(f"shop: {self.short_shop}", for_name).rstrip(), self.short_figures
        return "cartui", fit(self.short_figures, max(0, room - cell_len("cartui") - 2)).rstrip()
