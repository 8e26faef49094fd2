"""Takes down how the table of carts stands in a frame, so that a start can draw rows of now into it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment
from textual.geometry import Region

from cartui.model.query import CartSort
from cartui.screens.cart_list.drawn_rows import LINES
from cartui.screens.cart_list.frames import colours_at, styled_text
from cartui.terminal.pieces import Piece
from cartui.widgets.views_column import ViewsColumn

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList


def sheet_of(screen: "CartList", pieces: Sequence[Piece]) -> dict[str, object] | None:
    """The sheet of a screen whose frame consists of these pieces, for ``drawn_rows.read_sheet``.

    ``None`` where the next start could not know which rows these are: for another list than all carts in
    their usual order, and for who is let in anew each time.
    """
    table, desk = screen.table, screen.desk
    is_usual = screen.query_shown.is_empty and screen.sort == CartSort() and not screen.line.text
    if desk.restricted or not (is_usual and table.has_focus and screen.selection.is_empty):
        return None
    system = screen.app.console._color_system or ColorSystem.TRUECOLOR
    colours: dict[str, str] = {}
    for name in LINES:
        styled = styled_text(Segment("x", table.get_component_rich_style(name)), system)
        if styled is None:
            return None
        colours[name] = styled[0]
    place = table.content_region
    return {
        "y": place.y + 1,
        "x": place.x,
        "width": place.width,
        "height": place.height - 1,
        "columns": [str(column) for column in screen.columns],
        "locale": desk.display.locale,
        "zone": desk.display.timezone,
        "cursor": "" if table.is_at_start else table.current_key,
        "colours": colours,
        "counted": [_blank(pieces, figures) for figures in _figures(screen)],
        **_preview(screen, pieces),
    }


def _figures(screen: "CartList") -> Iterator[Region]:
    """Where it says how many carts there are."""
    yield screen.query_one("#matches").content_region
    views = screen.query_one(ViewsColumn)
    place = views.content_region
    for y, line in enumerate(views.lines[: place.height] if views.display else ()):
        if line.count:
            yield Region(place.right - len(line.count), place.y + y, len(line.count), 1)


def _preview(screen: "CartList", pieces: Sequence[Piece]) -> dict[str, object]:
    """Which cart is in the preview, and what takes it away."""
    pane = screen.pane
    row = next((row for row in screen.table.rows_in_sight if row.id == pane.shows), None)
    if not pane.display or row is None:
        return {"preview": None, "no_preview": []}
    inside, top = pane.content_region, pane.region.line_span[0]
    taken = [_blank(pieces, Region(inside.x, y, inside.width, 1)) for y in range(inside.y, inside.bottom)]
    title = Region(pane.region.x + 1, top, pane.region.width - 2, 1)
    taken.append((top, title.x, 0, colours_at(pieces, pane.region), "─" * title.width))
    return {"preview": (row.id, row.version), "no_preview": taken}


def _blank(pieces: Sequence[Piece], place: Region) -> Piece:
    """What takes a stretch of a line away."""
    return place.y, place.x, 0, colours_at(pieces, place), " " * place.width
