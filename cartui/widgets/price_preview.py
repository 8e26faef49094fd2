"""What a choice would do to a cart: the total, what else has to be known, and each line, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual.app import RenderResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from cartui.formatting.cells import fit
from cartui.model.cart import Cart
from cartui.rules.pricing.price_changes import PriceChange, price_changes
from cartui.widgets.amounts import Amounts
from cartui.widgets.pane import Tone

_ARROW: Final = " → "
_GAP: Final = "  "
_LEAST_TITLE: Final = 14
"""Cells of a title below which the unit prices make room for it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A cart before and after; ``after`` is ``None`` where it would be refused, and the notes say why."""

    before: Cart
    after: Cart | None
    notes: tuple[str, ...] = ()


class PricePreview(VerticalScroll, can_focus=False):
    """An outcome under a title in a thin rule. One that is not of what is chosen is drawn quietly."""

    DEFAULT_CSS = """
    PricePreview {
        height: 1fr;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        scrollbar-size-vertical: 1;
    }
    """

    def compose(self) -> "Sequence[Widget]":
        """What scrolls."""
        return (_Lines(),)

    def show(self, title: str, outcome: Outcome | None, locale: str, *, is_current: bool) -> None:
        """Show it under that title; without an outcome nothing but the title."""
        self.border_title = Content(title)
        self.query_one(_Lines).show(outcome, locale, is_current=is_current)


class _Lines(Widget):
    """The lines of it."""

    DEFAULT_CSS = """
    _Lines { height: auto; }
    """

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self._shown: tuple[Outcome | None, str, bool] = (None, "en", True)

    def show(self, outcome: Outcome | None, locale: str, *, is_current: bool) -> None:
        """Show that outcome."""
        if (outcome, locale, is_current) != self._shown:
            self._shown = (outcome, locale, is_current)
            self.refresh(layout=True)

    def on_resize(self, _event: Resize) -> None:
        """Share out the new width."""
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """Total, notes, lines."""
        outcome, locale, is_current = self._shown
        if outcome is None:
            return Content("")
        drawn = Content("\n").join(_drawn(outcome, locale, self.content_size.width))
        return drawn if is_current else Content.styled(drawn.plain, Tone.QUIET.value)


def _drawn(outcome: Outcome, locale: str, width: int) -> list[Content]:
    """The lines of an outcome."""
    before, after = outcome.before, outcome.after
    was = Amounts(before.currency, locale)
    notes = [Content.styled(f"▲ {note}", Tone.WARNING.value) for note in outcome.notes]
    if after is None:
        return notes
    total = _total(before, after, was, Amounts(after.currency, locale))
    return [total, *notes, *_table(price_changes(before, after), was, Amounts(after.currency, locale), width)]


def _total(before: Cart, after: Cart, was: Amounts, becomes: Amounts) -> Content:
    """The cart's total before and after, and the difference where both are in one currency."""
    old, new = before.totals.total, after.totals.total
    if (old, before.currency) == (new, after.currency):
        return Content.styled(f"TOTAL {was.money(old)}, as it is", Tone.STRONG.value)
    change = ""
    if before.currency == after.currency:
        sign = "+" if new > old else ""
        change = f"  ({sign}{becomes.number(new - old)})"
    return Content.styled(f"TOTAL {was.money(old)}{_ARROW}{becomes.money(new)}{change}", Tone.STRONG.value)


def _table(changes: Sequence[PriceChange], was: Amounts, becomes: Amounts, width: int) -> list[Content]:
    """Each line with its unit price and its total; what stays the same is said once, drawn quietly."""
    same_currency = was.currency == becomes.currency
    rows = [_cells(change, was, becomes, same_currency=same_currency) for change in changes]
    widths = [max((cell_len(row[column]) for row in rows), default=0) for column in range(1, 5)]
    units = _pair_width(widths[:2])
    totals = _pair_width(widths[2:])
    title = width - units - totals
    if title < _LEAST_TITLE:
        units, title = 0, width - totals
    table = []
    for change, (name, *figures) in zip(changes, rows, strict=True):
        unit = _pair(figures[:2], widths[:2]) if units else ""
        text = f"{fit(name, max(1, title))}{unit}{_pair(figures[2:], widths[2:])}"
        table.append(Content.styled(text, Tone.QUIET.value if change.is_none and same_currency else ""))
    return table


def _cells(
    change: PriceChange, was: Amounts, becomes: Amounts, *, same_currency: bool
) -> tuple[str, str, str, str, str]:
    """Name, unit price and total: what was, where it is another now, and what would be."""
    line, after = change.line, change.after
    name = f"{line.quantity} × {' '.join(filter(None, (line.title, line.options)))}"
    if after is None:
        return name, was.number(line.unit_price), "", was.number(line.value), "out"
    is_same = change.is_none and same_currency
    return (
        name,
        "" if is_same else was.number(line.unit_price),
        becomes.number(after.unit_price),
        "" if is_same else was.number(line.value),
        becomes.number(after.value),
    )


def _pair_width(widths: Sequence[int]) -> int:
    """Cells of two figures with the arrow between them and the gap before."""
    return sum(widths) + len(_ARROW) + len(_GAP)


def _pair(figures: Sequence[str], widths: Sequence[int]) -> str:
    """Two figures, each right in its column, with an arrow between them where there are two."""
    old, new = (fit(text, width, "right") for text, width in zip(figures, widths, strict=True))
    arrow = _ARROW if figures[0] else " " * len(_ARROW)
    return f"{_GAP}{old}{arrow}{new}"
