"""Draws rows of now into the frame of the last time, by what draws the table, before Textual is loaded.

What the table was like stands in a sheet that is kept with the frame. It is read from a file, so each part of
it is looked at; what it makes is held against what a frame may be once more where it is written.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from pydantic import Field, ValidationError

from cartui.model.cart_summary import CartSummary
from cartui.model.columns import ChosenColumn
from cartui.model.frozen import Frozen
from cartui.screens.cart_list.cart_columns import cart_columns, is_locked, unreadable
from cartui.terminal.pieces import pieces_of
from cartui.widgets.columns import chosen
from cartui.widgets.row_window import RowWindow
from cartui.widgets.rows import FIRST, PagePlace, RowPage
from cartui.widgets.table_lines import MARKS, Signs, TableLines
from cartui.widgets.table_text import TableText

LINES: Final = ("table--row", "table--loud", "table--cursor", "table--empty")
"""The classes of lines that there are at a start."""

Cell = Annotated[int, Field(ge=0, le=1_000)]
"""A place on a screen, or the cells of a side; beyond that, it is none of ours."""


class Sheet(Frozen):
    """How the table of carts stood in a frame."""

    y: Cell
    x: Cell
    width: Cell
    height: Cell
    """Where its rows stood, without the titles."""
    columns: tuple[str, ...]
    """Those that were chosen, as ``ChosenColumn`` writes them; none: the usual ones."""
    locale: str
    zone: str | None
    cursor: str
    """Id of the cart at which the cursor is to stand; empty: at the first, whichever that is."""
    colours: Mapping[str, str]
    """Those of each of :data:`LINES`, as the terminal is told them."""
    counted: tuple[list[object], ...]
    """Pieces that take away what is counted anew by whoever shows these rows."""
    preview: tuple[str, int] | None
    """Id and version of the cart in the preview; ``None``: it was not in sight, or empty."""
    no_preview: tuple[list[object], ...]
    """Pieces that take that away."""


class DrawnRows(NamedTuple):
    """Rows in a frame."""

    pieces: list[list[object]]
    cursor: str
    """Id of the cart at which the cursor stands."""


def read_sheet(content: object) -> Sheet | None:
    """The sheet that was kept; ``None`` where there is none, or it is not as it should be."""
    try:
        return Sheet.model_validate(content)
    except ValidationError:
        return None


def draw_rows(sheet: Sheet, rows: Sequence[CartSummary], now: datetime) -> DrawnRows | None:
    """What draws these rows; ``None`` where the cursor's is not among those that would be in sight.

    ``now`` is aware; ages count up to then.
    """
    at = next((at for at, row in enumerate(rows) if not sheet.cursor or row.id == sheet.cursor), None)
    if at is None or at >= sheet.height:
        return None
    pieces: list[list[object]] = []
    try:
        lines = _lines(sheet, rows, at, now)
        for y in range(sheet.height):
            text, style = lines.line(y + 1, sheet.width, has_focus=True)
            pieces += map(list, pieces_of(sheet.y + y, sheet.x, sheet.colours[style], text))
    except (ValueError, LookupError):  # a zone, a column or a class of lines that there is none of
        return None
    row = rows[at]
    if sheet.preview is not None and sheet.preview != (row.id, row.version):
        pieces += sheet.no_preview
    return DrawnRows([*pieces, *sheet.counted], row.id)


def _lines(sheet: Sheet, rows: Sequence[CartSummary], cursor: int, now: datetime) -> TableLines[CartSummary]:
    """The lines of a table of these rows. Raises ``ValueError`` for a column that there is none of."""
    columns = cart_columns(lambda: now, sheet.locale, lambda _cart: False, sheet.zone)
    text: TableText[CartSummary] = TableText(_key, unreadable)
    text.lay_out(chosen(columns, [*map(ChosenColumn.parse, sheet.columns)]), sheet.width - MARKS)
    window: RowWindow[CartSummary] = RowWindow(_key, _ask_nobody, version=lambda cart: cart.version)
    window.rows.replace(RowPage(tuple(rows), FIRST, None, None))
    window.loaded, window.height, window.cursor = True, sheet.height, cursor
    signs = Signs(key=_key, loud=is_locked, is_selected=lambda _cart: False)
    return TableLines(window, text, signs, "")


def _key(cart: CartSummary) -> str:
    """What tells a cart from others."""
    return cart.id


def _ask_nobody(_place: PagePlace, _at_least: int) -> None:
    """Further rows are not asked for."""
