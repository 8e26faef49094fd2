"""The columns of a sheet for the room there is: figures whole, names as far as they go, bars in the rest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from rich.cells import cell_len

from cartui.formatting.bars import lying_bar
from cartui.screens.reports.sheet import FigureRow, Sheet
from cartui.widgets.columns import GAP, Column

BARS: Final = "bars"
"""The id of the column of bars."""

USUAL_NAME: Final = 24
LONG_NAME: Final = 40
"""Cells that a name takes before there are bars at all, and before they are longer than usual."""

LEAST_NAME: Final = 8
"""Cells that a name can do with."""

LEAST_BAR: Final = 8
USUAL_BAR: Final = 16
MOST_BAR: Final = 60
"""Cells of a bar: with fewer than the least it says nothing, and more than the most make it no clearer."""

EDGE: Final = 1
"""Cells between the longest bar and the frame, with which it would melt."""


def figure_columns(sheet: Sheet, measure: int, room: int) -> tuple[Column[FigureRow], ...]:
    """The columns for so many cells; ``measure`` is the index of what the bars show."""
    columns = [_column(sheet, at) for at in range(len(sheet.columns))]
    used = _cells_of([column for column in columns if not column.rank])
    for rank in sorted({column.rank for column in columns if column.rank}):
        more = _cells_of([column for column in columns if column.rank == rank])
        if used + more + LEAST_BAR + EDGE > room:
            columns = [column for column in columns if column.rank < rank]
            break
        used += more
    spare = room - used - EDGE
    if spare >= LEAST_BAR:
        for_name = min(_widest(sheet, 0), LONG_NAME) - columns[0].width
        bar = min(MOST_BAR, max(min(spare, USUAL_BAR), spare - max(0, for_name)))
        columns.append(_bars(sheet, measure, bar))
        used += bar + EDGE
    else:
        used -= GAP  # nothing stands behind the last figure
    columns[0] = _wider(columns[0], sheet, room - used)
    return tuple(columns)


def _cells_of(columns: Sequence[Column[FigureRow]]) -> int:
    """Cells that columns take with the gap behind each."""
    return sum(column.width + GAP for column in columns)


def _column(sheet: Sheet, at: int) -> Column[FigureRow]:
    """One of the sheet's own columns, as wide as what stands in it, but for long names."""
    column, text = sheet.columns[at], _cell(at)
    if column.right:
        return Column(column.title, _widest(sheet, at), text, right=True, rank=column.rank)
    width = min(_widest(sheet, at), USUAL_NAME)
    return Column(column.title, width, text, least=min(width, LEAST_NAME))


def _wider(name: Column[FigureRow], sheet: Sheet, spare: int) -> Column[FigureRow]:
    """The column of names with as much of what is left over as they need: figures stay near them."""
    return replace(name, width=min(_widest(sheet, 0), name.width + max(0, spare)))


def _widest(sheet: Sheet, at: int) -> int:
    """Cells that nothing in a column is cut in."""
    text = _cell(at)
    return max([cell_len(sheet.columns[at].title), *(cell_len(text(row)) for row in sheet.rows)])


def _cell(at: int) -> Callable[[FigureRow], str]:
    """What a row says under that title; rows of another sheet may be in sight until its own come."""
    return lambda row: row.cells[at] if at < len(row.cells) else ""


def _bars(sheet: Sheet, measure: int, cells: int) -> Column[FigureRow]:
    """The bars, the longest of which fills its column."""
    largest = max((_size(row, measure) for row in sheet.rows), default=0)
    return Column(
        sheet.measures[measure].name,
        cells,
        lambda row: lying_bar(_size(row, measure), largest, cells),
        id=BARS,
    )


def _size(row: FigureRow, measure: int) -> int:
    """How much of it there is; nothing where there is no such figure."""
    return (row.sizes[measure] if measure < len(row.sizes) else None) or 0
