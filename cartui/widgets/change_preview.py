"""What a change of many carts would do: how many, the totals by currency, who is refused, and the largest."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from textual.app import RenderResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from cartui.formatting.amounts import aligned_amount
from cartui.formatting.bulk_totals import total_lines
from cartui.formatting.cells import fit
from cartui.model.bulk import BulkItem, BulkPreview, BulkTally
from cartui.widgets.pane import Tone

_GAP: Final = "  "


class ChangePreview(VerticalScroll, can_focus=False):
    """The outcome as far as it is known; it scrolls where there is too little room."""

    DEFAULT_CSS = """
    ChangePreview { height: auto; scrollbar-size-vertical: 1; }
    """

    def compose(self) -> "Sequence[Widget]":
        """What scrolls."""
        return (_Lines(),)

    def show(self, preview: BulkPreview | None, refused: Sequence[str], locale: str) -> None:
        """Show it; ``None``: it is not known yet which are meant. ``refused``: a line for each reason."""
        self.query_one(_Lines).show(preview, tuple(refused), locale)


class _Lines(Widget):
    """The lines of it."""

    DEFAULT_CSS = """
    _Lines { height: auto; }
    """

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self._shown: tuple[BulkPreview | None, tuple[str, ...], str] = (None, (), "en")

    def show(self, preview: BulkPreview | None, refused: tuple[str, ...], locale: str) -> None:
        """Show that."""
        self._shown = (preview, refused, locale)
        self.refresh(layout=True)

    def on_resize(self, _event: Resize) -> None:
        """Share out the new width."""
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """Counts, totals, refusals, changes."""
        preview, refused, locale = self._shown
        if preview is None:
            return Content.styled("Finding out which are meant …", Tone.QUIET.value)
        return Content("\n").join(_drawn(preview, refused, locale, self.content_size.width))


def counts_words(tally: BulkTally) -> str:
    """How many would be changed, stay, and be refused: ``9,000 would change · 10 would be refused``."""
    parts = ((tally.changed, "change"), (tally.unchanged, "stay as they are"), (tally.refused, "be refused"))
    return " · ".join(f"{count:,} would {what}" for count, what in parts if count or what == "change")


def _drawn(preview: BulkPreview, refused: Sequence[str], locale: str, width: int) -> Iterator[Content]:
    """The lines in so many cells."""
    tally = preview.tally
    yield Content.styled(counts_words(tally), Tone.STRONG.value)
    if preview.next is not None:
        yield Content.styled(f"looking at {tally.done:,} of {tally.matched:,} …", Tone.QUIET.value)
    yield from totals_drawn(tally, locale)
    for line in refused:
        yield Content.styled(fit(f"▲ {line}", width).rstrip(), Tone.WARNING.value)
    if preview.largest:
        yield Content("")
        yield Content.styled("The largest changes", Tone.QUIET.value)
        yield from _largest(preview.largest, locale, width)


def totals_drawn(tally: BulkTally, locale: str) -> Iterator[Content]:
    """What the changed carts come to, a line for each currency, where that changes."""
    if dict(tally.before) != dict(tally.after):
        headings, *lines = total_lines(tally, locale)
        yield Content.styled(headings, Tone.QUIET.value)
        yield from map(Content, lines)
    elif tally.changed:
        yield Content.styled("No total changes", Tone.QUIET.value)


def _figures(item: BulkItem, locale: str) -> Iterator[str]:
    """Its totals before and after, and their difference, with points that stand in line."""
    for amount in (item.before, item.after):
        yield aligned_amount(amount, item.currency, locale, with_code=False)
    sign = "+" if item.difference > 0 else ""
    yield sign + aligned_amount(item.difference, item.currency, locale, with_code=False)


def _largest(items: Sequence[BulkItem], locale: str, width: int) -> Iterator[Content]:
    """A line for each of these carts."""
    rows = [(item.number, item.currency, *_figures(item, locale)) for item in items]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        number, code, before, after, difference = (
            fit(cell, wide, "right" if column > 1 else "left")
            for column, (cell, wide) in enumerate(zip(row, widths, strict=True))
        )
        line = f"{number}{_GAP}{code} {before} → {after}{_GAP}{difference}"
        yield Content(fit(line, width).rstrip())
