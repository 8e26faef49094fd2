"""The lines of a cart as a table: figures to the right, and under a line what is to be known about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cartui.formatting.cells import fit
from cartui.model.cart import CartLine, PriceSource
from cartui.widgets.amounts import Amounts

_GAP = "  "
_LEAST_FOR_STOCK = 64
"""Cells from which on there is a column for the stock."""
_LEAST_FOR_UNIT = 46
_LEAST_FOR_SKU = 38


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the screen: a cart line itself, or what is said under it."""

    line: int
    cells: tuple[tuple[str, str], ...]
    """Texts with the component class each is drawn in; empty: as the row."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths in cells; 0: not shown."""

    sku: int
    title: int
    quantity: int
    stock: int
    unit: int
    total: int


class CartLines(ScrollView, can_focus=True, inherit_bindings=False):
    """The lines with a cursor. It draws itself: some hundred lines are as quick as two."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cart-lines--head",
        "cart-lines--line",
        "cart-lines--cursor",
        "cart-lines--note",
        "cart-lines--warning",
    }
    DEFAULT_CSS = """
    CartLines {
        background: $background;
        color: $foreground;
        scrollbar-size-horizontal: 0;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .cart-lines--head { color: $text-muted; }
        & > .cart-lines--line { color: $foreground; }
        & > .cart-lines--cursor { background: $block-cursor-blurred-background; text-style: bold; }
        & > .cart-lines--note { color: $text-muted; }
        & > .cart-lines--warning { color: $text-warning; text-style: bold; }
        &:focus > .cart-lines--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another line."""

        line: str | None
        """Id of the line."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._lines: tuple[CartLine, ...] = ()
        self._wanted: Mapping[str, int] = {}
        self._amounts = Amounts("USD")
        self._problems: Mapping[str, str] = {}
        self._cursor = 0
        self._rows: list[_Row] = []
        self._first_row: list[int] = []
        self._columns = _Columns(0, 0, 0, 0, 0, 0)

    @property
    def line(self) -> CartLine | None:
        """The line at the cursor."""
        return self._lines[self._cursor] if self._lines else None

    def show(
        self,
        lines: tuple[CartLine, ...],
        amounts: Amounts,
        wanted: Mapping[str, int],
        problems: Mapping[str, str],
    ) -> None:
        """Show these lines; ``wanted`` (quantities being saved) and ``problems`` are by line id.

        The cursor stays on its line; or on what took its place; a line that was added gets it.
        """
        at = self.line.id if self.line else None
        known = {line.id for line in self._lines}
        had_lines = bool(self._lines)
        self._lines, self._amounts, self._wanted, self._problems = lines, amounts, wanted, problems
        ids = [line.id for line in lines]
        added = [line for line in ids if line not in known] if had_lines else []
        if added:
            self._cursor = ids.index(added[-1])
        elif at in ids:
            self._cursor = ids.index(at)
        self._cursor = max(0, min(self._cursor, len(ids) - 1))
        self._lay_out()
        if (self.line.id if self.line else None) != at:
            self._moved()

    def action_move_down(self) -> None:
        """Go to the next line."""
        self._go(self._cursor + 1)

    def action_move_up(self) -> None:
        """Go to the line before."""
        self._go(self._cursor - 1)

    def action_page_down(self) -> None:
        """Go down by what is in sight."""
        self._go(self._cursor + max(1, self.size.height - 2))

    def action_page_up(self) -> None:
        """Go up by what is in sight."""
        self._go(self._cursor - max(1, self.size.height - 2))

    def action_move_first(self) -> None:
        """Go to the first line."""
        self._go(0)

    def action_move_last(self) -> None:
        """Go to the last line."""
        self._go(len(self._lines) - 1)

    def go_to(self, line: str) -> bool:
        """Put the cursor on the line of that id; give whether there is one."""
        at = next((index for index, held in enumerate(self._lines) if held.id == line), None)
        if at is not None:
            self._go(at)
        return at is not None

    def _go(self, to: int) -> None:
        """Put the cursor on a line that exists."""
        to = max(0, min(to, len(self._lines) - 1))
        if to != self._cursor and self._lines:
            before, self._cursor = self._cursor, to
            for line in (before, to):
                self.refresh_line(1 + self._first_row[line] - self.scroll_offset.y)
            self._moved()

    def _moved(self) -> None:
        """Keep the line in sight and tell."""
        if self._lines:
            top = self._first_row[self._cursor]
            height = (
                self._first_row[self._cursor + 1] - top
                if self._cursor + 1 < len(self._lines)
                else len(self._rows) - top
            )
            self.scroll_to_region(Region(0, top, 1, height + 1), animate=False, force=True)
        self.post_message(self.Moved(self.line.id if self.line else None))

    def on_resize(self, _event: Resize) -> None:
        """Give the columns what room there is."""
        self._lay_out()

    def on_click(self, event: Click) -> None:
        """Put the cursor where the mouse is."""
        row = event.y - 1 + self.scroll_offset.y
        if event.y > 0 and 0 <= row < len(self._rows):
            self._go(self._rows[row].line)

    def _lay_out(self) -> None:
        """Make the rows anew."""
        self._columns = self._measure()
        for only_near in (False, True):  # what is far is left out where it would take the room of lines
            self._rows, self._first_row = [], []
            for index, line in enumerate(self._lines):
                self._first_row.append(len(self._rows))
                self._rows += self._rows_of(index, line, only_near=only_near)
            if len(self._rows) < self.scrollable_content_region.height:
                break
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows) + 1)
        self.refresh()

    def _measure(self) -> _Columns:
        """Widths of the columns: figures as wide as the widest, the title what is left."""
        room = self.scrollable_content_region.width - 2
        number = self._amounts.number
        quantity = max([3, *(len(str(self._quantity(line))) + 2 for line in self._lines)])
        total = max([9, *(cell_len(number(line.value)) for line in self._lines)])
        unit = (
            max([8, *(cell_len(number(line.unit_price)) for line in self._lines)])
            if room >= _LEAST_FOR_UNIT
            else 0
        )
        stock = max([5, *(cell_len(_stock(line)) for line in self._lines)]) if room >= _LEAST_FOR_STOCK else 0
        sku = (
            min(14, max([3, *(cell_len(line.sku or "") for line in self._lines)]))
            if room >= _LEAST_FOR_SKU
            else 0
        )
        shown = [width for width in (sku, quantity, stock, unit, total) if width]
        title = max(4, room - sum(shown) - len(_GAP) * len(shown))
        return _Columns(sku, title, quantity, stock, unit, total)

    def _quantity(self, line: CartLine) -> int:
        """What was last asked for."""
        return self._wanted.get(line.id, line.quantity)

    def _rows_of(self, index: int, line: CartLine, *, only_near: bool) -> list[_Row]:
        """The row of a line and those under it; ``only_near``: of wholesale breaks those not far away."""
        columns, number = self._columns, self._amounts.number
        waiting = line.id in self._wanted
        title = f"{line.title} {line.options}".strip()
        apart = cell_len(title) > columns.title and bool(line.options)
        cells = [
            (fit(line.sku or "custom", columns.sku), ""),
            (fit(line.title if apart else title, columns.title), ""),
            (fit(f"{self._quantity(line)}{' …' if waiting else ''}", columns.quantity, "right"), ""),
            (fit(_stock(line), columns.stock, "right"), "cart-lines--warning" if line.short else ""),
            (fit(number(line.unit_price), columns.unit, "right"), ""),
            (fit("…" if waiting else number(line.value), columns.total, "right"), ""),
        ]
        rows = [_Row(index, _spaced([cell for cell in cells if cell[0]]))]
        indent = " " * (columns.sku + len(_GAP) if columns.sku else 0)
        room = self.scrollable_content_region.width - 2 - len(indent)
        problem = self._problems.get(line.id) or (_short(line) if line.short else "")
        if problem:
            rows.append(_Row(index, ((indent, ""), (fit(f"▲ {problem}", room), "cart-lines--warning"))))
        notes = " · ".join([*([line.options] if apart else []), *self._notes(line, only_near=only_near)])
        if notes:
            rows.append(_Row(index, ((indent, ""), (fit(notes, room), "cart-lines--note"))))
        return rows

    def _notes(self, line: CartLine, *, only_near: bool) -> list[str]:
        """What is to be known about a line, in a few words each."""
        number = self._amounts.number
        notes = []
        if line.price_source is PriceSource.WHOLESALE:
            notes.append(f"wholesale from {line.wholesale_from}" if line.wholesale_from else "wholesale")
        elif line.price_source is PriceSource.OVERRIDE and line.sku is not None:
            notes.append("price set by hand")
        ahead = line.next_break
        if ahead is not None and (ahead.is_near or not only_near):
            more = "…" if line.id in self._wanted else f"{ahead.more:,}"
            notes.append(f"{more} more for {number(ahead.unit_price)} each")
        if line.discount:
            percent = f" {line.discount_percent} %" if line.discount_percent else ""
            reason = f" {line.discount_reason}" if line.discount_reason else ""
            notes.append(f"discount{percent} {self._amounts.off(line.discount)}{reason}")
        if line.coupon:
            notes.append(f"coupon {self._amounts.off(line.coupon)}")
        if line.current_price is not None:
            notes.append(f"costs {number(line.current_price)} now")
        if line.backorder and line.stock is not None and line.stock < line.quantity:
            notes.append(f"backorder: {max(0, line.stock)} at hand")
        return notes

    def render_line(self, y: int) -> Strip:
        """One line of the widget: the head stays, the rest scrolls."""
        width = self.scrollable_content_region.width
        if y == 0:
            return self._head(width)
        at = y - 1 + self.scroll_offset.y
        base = self.get_component_rich_style("cart-lines--line")
        if not self._lines and y == 1:
            return Strip(
                [
                    Segment(
                        fit("  No lines yet: a adds a product", width),
                        self.get_component_rich_style("cart-lines--note"),
                    )
                ]
            )
        if at >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[at]
        on_cursor = row.line == self._cursor and at == self._first_row[row.line]
        if on_cursor:
            base = self.get_component_rich_style("cart-lines--cursor")
        segments = [Segment("▌" if on_cursor else " ", base)]
        for text, part in row.cells:
            style = base if on_cursor or not part else base + self.get_component_rich_style(part)
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)

    def _head(self, width: int) -> Strip:
        """The names of the columns."""
        columns = self._columns
        cells = [
            fit("SKU", columns.sku),
            fit("Product", columns.title),
            fit("Qty", columns.quantity, "right"),
            fit("Stock", columns.stock, "right"),
            fit("Unit", columns.unit, "right"),
            fit("Total", columns.total, "right"),
        ]
        style = self.get_component_rich_style("cart-lines--head")
        return Strip([Segment(" " + _GAP.join(cell for cell in cells if cell), style)]).adjust_cell_length(
            width, style
        )


def _spaced(cells: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Cells with a gap between them."""
    spaced = [cells[0]]
    for cell in cells[1:]:
        spaced += [(_GAP, ""), cell]
    return tuple(spaced)


def _stock(line: CartLine) -> str:
    """What is at hand, with a sign where it is not enough."""
    if line.stock is None:
        return "—"
    return f"{line.stock} ▲" if line.short else str(line.stock)


def _short(line: CartLine) -> str:
    """Why a line cannot be ordered as it is."""
    return f"stock {line.stock if line.stock is not None else 0}, {line.quantity} wanted"
