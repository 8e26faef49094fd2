"""Our table of 10,000 carts against Textual's DataTable with the same cells: `python -m bench.table`."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # neither is to be measured while it glides

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import DataTable

from bench.ratios import Bound, in_turns, put
from cartui.model.cart_summary import CartSummary
from cartui.screens.cart_list.cart_columns import cart_columns
from cartui.widgets.columns import Column, chosen
from cartui.widgets.rows import Going, PagePlace, RowPage
from cartui.widgets.virtual_table import VirtualTable

ROWS: Final = 10_000
PAGES: Final = 40
"""Pages that are gone down in a row, after some that are not counted; what is reported is one."""
WARM_UP: Final = 20
SIZE: Final = (120, 40)
PAGE: Final = 50
"""Rows that our table is given at a time, as the desk gives them."""

NOW: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FIRST_FRAME: Final = 1 / 6
PAGE_DOWN: Final = 1 / 4
"""What the design asks for: six times and four times faster."""


def a_cart(number: int) -> CartSummary:
    """A cart as a list has it."""
    return CartSummary(
        id=f"cart-{number}",
        number=f"C-{number:06}",
        version=1,
        state="locked" if number % 40 == 0 else "open",
        market="BD",
        currency="BDT",
        customer=f"Customer {number}",
        customer_number=str(number),
        channel=None,
        items=number % 9,
        units=number % 9,
        total=number * 137,
        price_level="retail",
        rep="",
        origin="agent",
        assigned_to=None,
        tags=(),
        products=("Cotton Shirt", "Ceramic Mug"),
        card_last4=None,
        created_at=NOW - timedelta(minutes=number),
        updated_at=NOW - timedelta(minutes=number),
        touched_at=None,
    )


CARTS: Final = tuple(a_cart(number) for number in range(1, ROWS + 1))
COLUMNS: Final = chosen(cart_columns(lambda: NOW, "en", lambda _cart: False, "UTC"), ())
CELLS: Final = [tuple(column.text(cart) for column in COLUMNS) for cart in CARTS]
"""DataTable gets them ready-made; our table makes those that it shows."""


class Painted(App[None]):
    """An app that tells when a frame was drawn."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        super().__init__()
        self.painted = asyncio.Event()

    def post_display_hook(self) -> None:
        """A frame was drawn."""
        self.painted.set()


class Ours(Painted):
    """Our table; pages come from memory."""

    def compose(self) -> ComposeResult:
        """The table alone."""
        columns: tuple[Column[CartSummary], ...] = COLUMNS
        yield VirtualTable(columns, key=lambda cart: cart.id, version=lambda cart: cart.version)

    def on_mount(self) -> None:
        """Show the beginning."""
        self.query_one(VirtualTable).start()

    def on_virtual_table_wanted(self, event: VirtualTable.Wanted) -> None:
        """Give a page."""
        place = event.place
        start = int(place.cursor) if place.going is Going.AFTER else 0
        items = CARTS[start : start + PAGE]
        before = PagePlace(Going.BEFORE, str(start)) if start else None
        after = PagePlace(Going.AFTER, str(start + PAGE)) if start + PAGE < ROWS else None
        self.query_one(VirtualTable).show(RowPage(items, place, before, after))


class Theirs(Painted):
    """Textual's own table."""

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns(*(column.title for column in COLUMNS))
        table.add_rows(CELLS)


@dataclass(frozen=True, slots=True)
class Kind:
    """A table in an app of its own."""

    app: Callable[[], Painted]
    table: type[Widget]


OURS: Final = Kind(Ours, VirtualTable)
THEIRS: Final = Kind(Theirs, DataTable)


async def with_table(kind: Kind, work: Callable[[Painted, Widget], Awaitable[float]]) -> tuple[float, float]:
    """Processor seconds until the first frame with rows, and what the work gives."""
    began = time.process_time()
    app = kind.app()
    async with app.run_test(size=SIZE) as pilot:
        table = app.query_one(kind.table)
        while CELLS[0][0] not in _on_screen(app):
            await pilot.pause()
        first = time.process_time() - began
        table.focus()
        await pilot.pause()
        return first, await work(app, table)


def _on_screen(app: Painted) -> str:
    """What stands there."""
    strips = app.screen._compositor.render_strips()
    return "".join(segment.text for strip in strips for segment in strip)


async def nothing(_app: Painted, _table: Widget) -> float:
    """Only the first frame is measured."""
    return 0.0


async def pages_down(app: Painted, table: Widget) -> float:
    """Go down page by page, each drawn; give processor seconds for one."""
    began = 0.0
    for page in range(WARM_UP + PAGES):
        if page == WARM_UP:
            began = time.process_time()
        app.painted.clear()
        await table.run_action("page_down")
        await app.painted.wait()
    return (time.process_time() - began) / PAGES


def first_frame(kind: Kind) -> float:
    """Seconds until there are rows."""
    return asyncio.run(with_table(kind, nothing))[0]


def page_down(kind: Kind) -> float:
    """Seconds for one page."""
    return asyncio.run(with_table(kind, pages_down))[1]


def main() -> None:
    """Measure and print."""
    cases = {
        "first frame: DataTable": lambda: first_frame(THEIRS),
        "first frame: ours": lambda: first_frame(OURS),
        "page down: DataTable": lambda: page_down(THEIRS),
        "page down: ours": lambda: page_down(OURS),
    }
    bounds = (
        Bound("first frame: ours", "first frame: DataTable", round(FIRST_FRAME, 2)),
        Bound("page down: ours", "page down: DataTable", PAGE_DOWN),
    )
    put(in_turns(cases), bounds, rows=ROWS, size=SIZE)


if __name__ == "__main__":
    main()
