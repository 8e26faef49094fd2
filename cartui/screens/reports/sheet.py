"""A report as the desk shows it: rows of figures under titles, what bars stand for, and how far it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cartui.model.reports import Counted

if TYPE_CHECKING:
    from cartui.documents.report_tables import Figure


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of a report."""

    key: str
    cells: tuple[str, ...]
    """What stands under each title of its sheet."""
    sizes: tuple[int | None, ...]
    """How large each measure of its sheet is; ``None``: this one has no such figure."""
    query: str | None = None
    """What lists the carts behind it; ``None``: nothing does."""
    day: date | None = None
    """The day that it is of, where it is of one."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One title of a sheet."""

    title: str
    right: bool = True
    """Whether figures stand under it, which end at one line."""
    rank: int = 0
    """Columns of the highest rank go first where there is not enough room; rank 0 never goes."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What bars can show."""

    name: str
    currency: str = ""
    """Of what its sizes are minor units; empty: they are numbers."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report for some days and a market."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[FigureRow, ...]
    figures: "Sequence[Figure]"
    """The same as the backend gave them, for other programs."""
    counted: Counted
    measures: tuple[Measure, ...] = (Measure("carts"),)
    """What bars can show, the usual one first."""
    no_carts: str = "No query lists the carts behind this figure"
    """Why there is nothing to open where a row has no query."""
    note: str = ""
    """What is to be known of all of it, in a few words."""

    def measure(self, wanted: str) -> int:
        """The index of the measure of that name; of the usual one where there is none."""
        return next((at for at, measure in enumerate(self.measures) if measure.name == wanted), 0)
