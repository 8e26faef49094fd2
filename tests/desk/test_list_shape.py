"""How the list of carts is shown: order, columns, a number to go to, and what others change in it."""

import asyncio
from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from cartui.model.cart import CartState, CartSummary
from cartui.model.changes import Change
from cartui.model.query import CartSort, Page
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.dialogs.column_choice import ColumnChoice
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.one_cart.one_cart import OneCart
from cartui.widgets import virtual_table
from cartui.widgets.columns import Column
from cartui.widgets.rows import FIRST, RowPage
from cartui.widgets.virtual_table import VirtualTable
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


def some_carts(count: int = 120) -> FakeClient:
    """A backend with that many carts."""
    return FakeClient([a_summary(n) for n in range(1, count + 1)])


def titles(desk: Sitting) -> str:
    """The line of titles."""
    return next(line for line in desk.lines if "Customer " in line)


def line_of(desk: Sitting, number: int) -> str:
    """The line of that cart, behind the frame."""
    return next(line for line in desk.lines if f"C-{number:06}" in line).partition("│")[2]


async def someone_changes(desk: Sitting, *rows: CartSummary) -> None:
    """Let somebody else change these carts, and the desk hear of it."""
    summaries, reads = desk.backend.summaries, desk.backend.asked.count("list")
    for row in rows:
        at = next((at for at, old in enumerate(summaries) if old.id == row.id), None)
        if at is None:
            summaries.insert(0, row)
        else:
            summaries[at] = row
        desk.backend.feed.put_nowait(Change(1, "cart", row.id, row.version, "bob"))

    def is_shown() -> bool:
        held = list(desk.carts.table.rows_held)
        return desk.backend.asked.count("list") > reads and held == summaries[: len(held)]

    await desk.until(is_shown)


async def test_the_order_is_picked_shown_in_its_title_and_turned_round_by_the_same_keys() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        assert "Upd▼" in titles(desk)
        await desk.press("s", "enter")
        assert "Upd▲" in titles(desk)
        assert desk.carts.table.current_key == "cart-120"
        await desk.press("s", *["j"] * 3, "enter")
        assert "Total ▼" in titles(desk)
        assert "Upd." in titles(desk)
        assert desk.carts.sort == CartSort.parse("-total")


async def test_the_terminals_own_cursor_stands_at_the_row_for_whoever_follows_it() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        for key in ("down", "down", "up", "pagedown", "up"):
            await desk.press(key)
            column, line = desk.app.cursor_position
            assert desk.lines[line][column] == "▌"


async def test_a_click_on_a_title_sorts_by_it_and_the_next_one_turns_it_round() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        customer = titles(desk).index("Customer")
        await desk.pilot.click(VirtualTable, offset=(customer, 1))
        await desk.settle()
        assert desk.carts.sort == CartSort.parse("customer")
        assert "Customer ▲" in titles(desk)
        await desk.pilot.click(VirtualTable, offset=(customer, 1))
        await desk.settle()
        assert "Customer ▼" in titles(desk)


async def test_in_another_order_as_many_match_and_nobody_counts_again() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.until(lambda: "120 match" in desk.text)
        counted = desk.backend.asked.count("count")
        desk.carts.views.sort_by(CartSort.parse("customer"))
        await desk.settle()
        assert "120 match" in desk.text
        assert desk.backend.asked.count("count") == counted
        await desk.press("slash", *"market:XX", "enter")
        await desk.until(lambda: desk.backend.asked.count("count") > counted)


async def test_columns_are_hidden_shown_moved_and_sized() -> None:
    backend = FakeClient([a_summary(1, tags=("vip", "gift"), assigned_to="alice")])
    async with sitting(backend, (120, 40)) as desk:
        await desk.press("v", "c", "j", "j", "space")  # no market
        await desk.press("end", "k", "space", "j", "space")  # tags and card
        await desk.press("home", "J", "-", "-")  # the number behind the customer, and narrower
        assert isinstance(desk.app.screen, ColumnChoice)
        await desk.press("enter")
        shown = [str(column) for column in desk.carts.columns]
        assert shown[:3] == ["customer", "number:7", "state"]
        assert "Market" not in titles(desk)
        assert titles(desk).index("Customer") < titles(desk).index("Number")
        assert "C-0000…" in desk.text
        await desk.press("c", "0", "enter")
        assert desk.carts.columns == ()
        assert "Market" in titles(desk)


async def test_a_column_for_which_there_is_no_room_is_named_and_one_always_stays() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("c")
        assert "no room now" in next(line for line in desk.lines if "✓ Products" in line)
        await desk.press(*["space", "j"] * 7, "space", "space")
        assert "One column has to stay." in desk.text
        await desk.press("escape")
        assert "Market" in titles(desk)


async def test_a_number_is_gone_to_however_far_it_is() -> None:
    async with sitting(some_carts(20_000), (80, 24)) as desk:
        await desk.press("#")
        await desk.type("C-012345")
        await desk.press("enter")
        assert desk.carts.table.current_key == "cart-12345"
        await desk.press("up")
        assert desk.carts.table.current_key == "cart-12344"
        assert len(desk.carts.table.rows_held) < 300


async def test_a_cart_that_is_not_in_the_list_can_be_opened_or_listed() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("/")
        await desk.type("customer 11")
        await desk.press("enter", "#")
        await desk.type("C-000050")
        await desk.press("enter")
        assert "C-000050 is not in this list" in desk.text
        assert "number:C-000050" in desk.text
        await desk.press("escape")
        assert desk.carts.table.current_key == "cart-11"
        await desk.press("#")
        await desk.type("C-000050")
        await desk.press("enter", "enter")
        assert isinstance(desk.app.screen, OneCart)


async def test_a_number_that_no_cart_has_is_said() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("#")
        await desk.type("C-999999")
        await desk.press("enter")
        assert any("C-999999" in notice for notice in desk.notices)
        assert desk.carts.table.current_key == "cart-1"
        assert not desk.carts.table.is_waiting


async def test_what_others_change_is_marked_for_a_moment_and_moves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(virtual_table, "MARKED_FOR", 60.0)
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("j", "space", "j")
        await someone_changes(desk, a_summary(3, version=2), a_summary(6, version=2), a_summary(500_000))
        assert {n: line_of(desk, n)[:2] for n in (500_000, 1, 2, 3, 4, 6)} == {
            500_000: " •",
            1: "  ",
            2: " ✓",
            3: " •",
            4: "▌ ",
            6: " •",
        }
        monkeypatch.setattr(virtual_table, "MARKED_FOR", 0.01)
        await someone_changes(desk, a_summary(7, version=2))
        await desk.until(lambda: "•" not in desk.text)
        assert desk.carts.table.current_key == "cart-4"


async def test_what_was_changed_at_this_desk_needs_no_mark() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("j", "u")
        current = desk.carts.table.current
        assert current is not None
        assert current.version == 2
        assert "•" not in desk.text


async def test_a_damaged_cart_is_shown_as_such_and_breaks_nothing() -> None:
    backend = some_carts()
    backend.summaries[1] = replace(backend.summaries[1], damaged=True, customer="", total=0)
    async with sitting(backend, (80, 24)) as desk:
        assert "C-000002   ✗ cannot be read: it is damaged in the database" in desk.text
        await desk.press("j", "enter")
        assert desk.carts.is_current
        assert "C-000002 cannot be read" in desk.notices[-1]
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, OneCart)


async def test_a_search_that_was_given_up_says_so_and_goes_on_with_enter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = {
        None: Page((a_summary(1),), next="a", searched=50_000),
        "a": Page((), next="b", previous="x", searched=50_000),
        "b": Page((a_summary(2, state=CartState.LOCKED),), previous="x"),
    }

    async def ask(_self: CartList, reading: Reading) -> Page[CartSummary]:
        await asyncio.sleep(0)
        return pages[reading.after]

    monkeypatch.setattr(CartList, "ask", ask)
    async with sitting(FakeClient(), (80, 24)) as desk:
        assert "searched 50,000, enter for more" in desk.text
        await desk.press("j", "enter")
        assert "searched 100,000, enter for more" in desk.text
        assert "C-000002" not in desk.text
        await desk.press("enter")
        assert desk.carts.table.current_key == "cart-2"
        assert "searched" not in desk.text


async def test_only_the_lines_that_say_another_thing_are_drawn_again() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        table = desk.carts.table
        drawn: list[int] = []
        render = table.render_line

        def watched(y: int) -> Strip:
            drawn.append(y)
            return render(y)

        table.render_line = watched  # type: ignore[method-assign]
        await desk.press("j")
        assert sorted(drawn) == [1, 2]
        drawn.clear()
        await someone_changes(desk, a_summary(100, version=2))
        table.look_again()
        await desk.settle()
        assert drawn == []


async def test_ages_that_grow_are_drawn_again_where_they_say_another_thing_and_nowhere_else() -> None:
    minutes = 0

    def age(row: tuple[str, int]) -> str:
        grown = row[1] + minutes
        return f"{grown}m" if grown < 60 else f"{grown // 60}h"

    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            columns: tuple[Column[tuple[str, int]], ...] = (
                Column("Key", 4, lambda row: row[0]),
                Column("Age", 4, age),
            )
            yield VirtualTable(columns, key=lambda row: row[0])

        def on_mount(self) -> None:
            table = self.query_one(VirtualTable)
            table.start()
            rows = (("a", 5), ("b", 200), ("c", 59), ("d", 400))
            table.show(RowPage(rows, FIRST, None, None))

    app = Alone()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        table = app.query_one(VirtualTable)
        drawn: list[int] = []
        render = table.render_line

        def watched(y: int) -> Strip:
            drawn.append(y)
            return render(y)

        table.render_line = watched  # type: ignore[method-assign]
        minutes = 1
        table.look_again()
        await pilot.pause()
        assert sorted(drawn) == [1, 3]


async def test_what_the_list_is_sorted_by_stands_in_its_frame_where_no_title_says_so() -> None:
    async with sitting(some_carts(3), (120, 40)) as desk:
        frame = desk.carts.table
        assert str(frame.border_title) == "carts · All"
        desk.carts.views.sort_by(CartSort.parse("channel"))
        await desk.settle()
        assert str(frame.border_title) == "carts · All · by Channel ▲"
        desk.carts.views.sort_by(CartSort.parse("-updated"))
        await desk.settle()
        assert str(frame.border_title) == "carts · All"
        await desk.pilot.resize_terminal(50, 20)
        await desk.settle()
        assert "Upd" not in titles(desk)
        assert str(frame.border_title) == "carts · All · by Updated ▼"
