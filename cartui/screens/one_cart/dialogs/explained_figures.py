"""Each figure of a cart with the rule and the rate it came from, line by line, then the sums."""

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from cartui.commands.navigation import MOVES
from cartui.commands.picking import LeaveDialog
from cartui.formatting.cells import fit
from cartui.model.cart import Cart
from cartui.model.pricing import Explanation
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.amounts import Amounts
from cartui.widgets.scrolled import Scrolled

_OF_LINE: Final = re.compile(r"lines\.(\d+)\.(\w+)")
"""The path of a line's figure."""

_LABEL: Final = 16
"""Cells of what a figure is called."""

_LEAST: Final = 20
"""Cells that a rule has at least."""


class FigureList(Widget):
    """The figures in columns; a rule takes as many lines as it needs."""

    DEFAULT_CSS = """
    FigureList { height: auto; }
    """

    def __init__(self, cart: Cart, figures: Sequence[Explanation], amounts: Amounts) -> None:
        """List these figures of that cart."""
        super().__init__()
        self._cart = cart
        self._figures = tuple(figures)
        self._amounts = amounts

    def on_resize(self, _event: Resize) -> None:
        """Break the rules for the new width."""
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """All of them."""
        return Content("\n").join(self._rows(self.content_size.width))

    def _rows(self, width: int) -> Iterator[Content]:
        """Each line of the cart under its name, then the sums."""
        figure_cells = max((cell_len(self._amounts.number(each.amount)) for each in self._figures), default=0)
        of_lines = [(match, each) for each in self._figures if (match := _OF_LINE.fullmatch(each.figure))]
        for place, line in enumerate(self._cart.lines):
            name = " ".join(filter(None, (line.title, line.options)))
            yield Content.styled(fit(f"{line.quantity} × {name}", width), "bold")
            for match, each in of_lines:
                if int(match[1]) == place:
                    yield from self._row(match[2].replace("_", " "), each, figure_cells, width)
        yield Content.styled("The sums", "bold")
        for each in self._figures:
            if _OF_LINE.fullmatch(each.figure) is None:
                label = each.figure.replace("tax.", "", 1).replace(".", " ")
                yield from self._row(label, each, figure_cells, width)

    def _row(self, label: str, each: Explanation, figure_cells: int, width: int) -> Iterator[Content]:
        """One figure; what takes or adds nothing is drawn quietly."""
        room = max(_LEAST, width - _LABEL - figure_cells - 4)
        tone = "" if each.amount else "dim"
        figure = self._amounts.number(each.amount)
        for rule in wrap(each.rule, room) or [""]:
            yield Content.styled(f"  {fit(label, _LABEL)}{fit(figure, figure_cells, 'right')}  {rule}", tone)
            label = figure = ""


class ExplainedFigures(Dialog[None]):
    """Nothing is decided here."""

    OFFERS = (LeaveDialog, *MOVES)
    AUTO_FOCUS = "Scrolled"
    DEFAULT_CSS = """
    ExplainedFigures > #box { width: 100%; max-width: 110; }
    ExplainedFigures Scrolled { height: auto; max-height: 1fr; scrollbar-size-vertical: 1; }
    """

    def __init__(self, cart: Cart, figures: Sequence[Explanation], amounts: Amounts) -> None:
        """Explain these figures of that cart."""
        super().__init__()
        self._list = FigureList(cart, figures, amounts)
        self._title = f"{cart.number}: {amounts.money(cart.totals.total)}, and why"

    def heading(self) -> str:
        """Which cart, and what it comes to."""
        return self._title

    def inside(self) -> Iterable[Widget]:
        """The figures, which scroll."""
        yield Scrolled(self._list)
