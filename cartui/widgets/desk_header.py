"""The first line of the desk: which backend, which shop, what waits there, and who is working."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.cells import fit
from cartui.widgets.backend_name import BackendName
from cartui.widgets.reach_sign import SIGN, alarm_line, longest

LEAST_NAME = 8
"""Cells below which a shop's name says nothing any more."""

GAP = "  "
"""What stands between two parts at least."""


class DeskHeader(Widget):
    """One line; where it is narrow, words go first, of the shop's name as much as has to, then the figures.

    The backend's name is never cut: it says whose carts these are.
    """

    DEFAULT_CSS = """
    DeskHeader { height: 1; dock: top; padding: 0 1; background: $panel; color: $foreground; }
    """

    backend: reactive[BackendName] = reactive(BackendName())
    """Which backend this is."""
    shop: reactive[str] = reactive("")
    """The shop's name; empty while it is not known."""
    figures: reactive[str] = reactive("")
    """What waits: ``carts 1,204 · LOCKED 3 ▲``."""
    short_figures: reactive[str] = reactive("")
    """The same in fewer words."""
    agent: reactive[str] = reactive("")
    """Who works, as what: ``alice · lead``."""
    signs: reactive[tuple[str, ...]] = reactive(())
    """That the backend is away, in the most words first; in place of the figures, which are old then."""
    alarm: reactive[str] = reactive("")
    """What has to be seen before all else, over the whole line."""

    def render(self) -> Content:
        """The parts, each in its place."""
        width = self.size.width
        backend, style = self._backend_in(width), self.backend.style(ansi=self.app.native_ansi_color)
        if self.alarm:
            beside = alarm_line(self.alarm, width - cell_len(backend) - 1)
            return Content.assemble((backend, style), " ", beside)
        agent = fit(self.agent, min(cell_len(self.agent), width - cell_len(backend) - len(GAP))).rstrip()
        room = max(0, width - cell_len(backend) - cell_len(agent) - len(GAP))
        shop, figures = self._fitting(room)
        before = GAP if shop else ""
        blank = max(0, room - len(before) - cell_len(shop) - cell_len(figures))
        left = max(blank // 2, min(blank, len(GAP)))
        return Content.assemble(
            (backend, style),
            before,
            (shop, "bold"),
            " " * left,
            (figures, SIGN if self.signs else ""),
            " " * (blank - left),
            GAP if agent else "",
            agent,
        )

    def _backend_in(self, width: int) -> str:
        """The backend's name with all its words where the shop's has room as well."""
        others = (self.shop, self.signs[0] if self.signs else self.short_figures, self.agent)
        room = width - sum(cell_len(part) + len(GAP) for part in others)
        return self.backend.text if cell_len(self.backend.text) <= room else self.backend.short_text

    def _fitting(self, room: int) -> tuple[str, str]:
        """Shop and figures in the most words that there is room for."""
        if self.signs:
            return self._with_sign(room)
        for shop in (f"shop: {self.shop}", self.shop) if self.shop else ("",):
            for figures in (self.figures, self.short_figures):
                if cell_len(shop) + cell_len(figures) + 2 * len(GAP) <= room:
                    return shop, figures
        for_name = room - cell_len(self.short_figures) - 2 * len(GAP)
        if self.shop and for_name >= LEAST_NAME:
            return fit(self.shop, for_name).rstrip(), self.short_figures
        return "", fit(self.short_figures, max(0, room - len(GAP))).rstrip()

    def _with_sign(self, room: int) -> tuple[str, str]:
        """The shop and the longest sign that leaves room for its name; since when goes before that name."""
        for sign in self.signs[:-1]:
            if cell_len(self.shop) + cell_len(sign) + 2 * len(GAP) <= room:
                return self.shop, sign
        return "", longest(self.signs, room)
