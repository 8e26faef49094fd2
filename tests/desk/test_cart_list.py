"""The list of carts: moving, views, the query line, and what is done with the cart at the cursor."""

from dataclasses import replace

import pytest
from textual.widgets import Static

from cartui.client.protocol import Refused, Unavailable
from cartui.model.agent import Actor, Role
from cartui.model.changes import Change
from cartui.screens.desk import reach
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.one_cart.dialogs.market_choice import MarketChoice
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting

SIZES = [(80, 24), (120, 40)]


def some_carts(count: int = 120) -> FakeClient:
    """A backend with that many carts, every tenth of them locked."""
    return FakeClient([a_summary(n, state="locked" if n % 10 == 0 else "open") for n in range(1, count + 1)])


@pytest.mark.parametrize("size", SIZES)
async def test_the_latest_carts_are_there_with_totals_and_ages(size: tuple[int, int]) -> None:
    async with sitting(some_carts(), size) as desk:
        assert "C-000001" in desk.text
        assert "BDT 1,250.01" in desk.text
        assert "120 match" in desk.text
        assert "LOCKED 12 ▲" in desk.text
        assert "DEMO DATA" in desk.text


async def test_keys_move_the_cursor_by_rows_and_pages() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        table = desk.carts.table
        await desk.press("j", "j", "k", "down")
        assert table.current_key == "cart-3"
        await desk.press("pagedown")
        assert table.current_key == f"cart-{3 + table.body_height}"
        await desk.press("pageup", "up")
        assert table.current_key == "cart-2"


async def test_end_goes_to_the_last_of_many_carts_without_reading_them_all() -> None:
    async with sitting(some_carts(100_000)) as desk:
        await desk.press("end")
        assert desk.carts.table.current_key == "cart-100000"
        assert len(desk.carts.table.rows_held) < 300
        await desk.press("k", "pageup")
        assert desk.carts.table.current_key == f"cart-{99_999 - desk.carts.table.body_height}"
        await desk.press("home")
        assert desk.carts.table.current_key == "cart-1"


async def test_a_thousand_rows_down_and_up_again_stay_in_order_and_few_are_held() -> None:
    async with sitting(some_carts(3_000), (80, 24)) as desk:
        table = desk.carts.table
        for _ in range(60):
            await desk.press("pagedown")
        assert table.current_key == f"cart-{1 + 60 * table.body_height}"
        numbers = [cart.number for cart in table.rows_held]
        assert numbers == sorted(numbers)
        assert len(numbers) == len(set(numbers)) <= 700
        for _ in range(60):
            await desk.press("pageup")
        assert table.current_key == "cart-1"


async def test_keys_pressed_faster_than_rows_arrive_are_not_lost() -> None:
    async with sitting(some_carts(1_000), (80, 24)) as desk:
        await desk.press("end", "k", "k")
        assert desk.carts.table.current_key == "cart-998"


async def test_the_query_narrows_the_list_as_one_types() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("/")
        await desk.type("customer 11")
        assert "11 match" in desk.text
        assert desk.carts.table.current_key == "cart-11"
        await desk.press("down")
        assert desk.carts.table.current_key == "cart-110"
        await desk.press("enter")
        assert desk.carts.table.has_focus


async def test_a_bad_token_is_pointed_at_and_the_list_stays() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("/")
        await desk.type("rahim stat:locked")
        assert desk.carts.line.field.bad == (6, 10)
        assert "Did you mean state" in desk.text
        await desk.press("enter")
        assert desk.carts.line.field.has_focus


async def test_escape_leaves_the_field_and_then_takes_the_query_away() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("/")
        await desk.type("customer 11")
        await desk.press("escape")
        assert "11 match" in desk.text
        await desk.press("escape")
        assert "120 match" in desk.text


async def test_a_view_is_one_key_and_shows_its_query() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("2")
        assert desk.carts.line.text == "state:locked"
        assert "carts · Locked" in desk.text
        assert {cart.state for cart in desk.carts.table.rows_held} == {"locked"}
        await desk.press("1")
        assert "120 match" in desk.text


async def test_a_view_that_the_backend_cannot_filter_by_says_so() -> None:
    backend = some_carts()
    backend.capabilities = backend.capabilities.model_copy(update={"filters": frozenset({"state"})})
    async with sitting(backend) as desk:
        await desk.press("3")
        assert desk.notices == ["This backend cannot filter by that"]
        assert desk.carts.line.text == ""


async def test_a_state_is_a_word_and_not_only_a_colour() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        assert "LOCKED" in next(line for line in desk.lines if "C-000010" in line)


@pytest.mark.parametrize("size", SIZES)
async def test_points_stand_in_line_whatever_the_currency(size: tuple[int, int]) -> None:
    backend = FakeClient(
        [
            a_summary(1, total=125_050),
            a_summary(2, total=1_250_500, market="KW", currency="KWD"),
            a_summary(3, total=99_999_999),
        ]
    )
    async with sitting(backend, size) as desk:
        points = {
            line.index(f".{part}")
            for line in desk.lines
            if "C-00000" in line
            for part in ("50 ", "500", "99 ")
            if f".{part}" in line
        }
        assert len(points) == 1


async def test_the_preview_follows_the_cursor_and_folds_away() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("j")
        await desk.until(lambda: "2 × Cotton Shirt" in desk.text)
        await desk.press("v")
        assert "2 × Cotton Shirt" not in desk.text
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.pilot.pause(0.15)
        await desk.settle()
        assert "2 × Cotton Shirt" not in desk.text
        await desk.press("v")
        await desk.until(lambda: "subtotal" in desk.text)
        assert "C-000001" in desk.text


async def test_enter_opens_the_cart_at_the_cursor() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, OneCart)
        assert "get cart-2" in desk.backend.asked
        await desk.press("escape")
        assert desk.carts.table.current_key == "cart-2"


async def test_a_new_cart_is_two_keys_and_asked_for_once() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("n")
        assert isinstance(desk.app.screen, MarketChoice)
        await desk.press("enter", "enter")
        created = [call for call in desk.backend.asked if call.startswith("create")]
        assert len(created) == 1
        assert created[0].startswith("create BD ")
        assert not created[0].endswith("None")
        assert any(isinstance(screen, OneCart) for screen in desk.app.screen_stack)


async def test_deleting_asks_first_and_stands_on_cancel() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("D")
        assert isinstance(desk.app.screen, Confirm)
        assert "Customer 1 · 2 lines · BDT 1,250.01" in desk.text
        await desk.press("enter")
        assert not [call for call in desk.backend.asked if call.startswith("delete")]
        await desk.press("D", "escape")
        assert not [call for call in desk.backend.asked if call.startswith("delete")]


async def test_a_deleted_cart_is_gone_and_undo_brings_it_back() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("D", "right", "enter")
        assert any(call.startswith("delete cart-1 v1") for call in desk.backend.asked)
        assert desk.carts.table.current_key == "cart-2"
        await desk.press("u")
        assert any(call.startswith("restore cart-1") for call in desk.backend.asked)


async def test_undo_after_something_else_is_of_the_cart_at_the_cursor_again() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("D", "right", "enter")
        await desk.press("j", "u")
        assert not [call for call in desk.backend.asked if call.startswith("restore")]
        assert any(call.startswith("undo cart-3") for call in desk.backend.asked)


async def test_a_deletion_that_cannot_be_taken_back_now_is_tried_again_under_its_key() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("D", "right", "enter")
        desk.backend.refuses = Unavailable("The database is busy")
        await desk.pilot.press("u")
        await desk.pilot.pause(0.1)
        desk.backend.refuses = None
        await desk.press("r")
        restored = [call for call in desk.backend.asked if call.startswith("restore cart-1")]
        assert len(set(restored)) == 1
        assert "C-000001 is out of the trash" in desk.notices


async def test_undo_pressed_twice_takes_a_deletion_back_once() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("D", "right", "enter")
        await desk.press("u", "u")
        assert len([call for call in desk.backend.asked if call.startswith("restore cart-1")]) == 1


async def test_a_cart_in_the_trash_is_restored_from_the_list() -> None:
    backend = FakeClient([a_summary(1, state="deleted"), a_summary(2)])
    async with sitting(backend) as desk:
        assert "u restore" in desk.lines[-1]
        assert "delete" not in desk.lines[-1]
        await desk.press("u")
        assert any(call.startswith("restore cart-1") for call in desk.backend.asked)
        assert "C-000001 is out of the trash" in desk.notices


async def test_a_locked_cart_is_neither_asked_about_nor_deleted() -> None:
    async with sitting(FakeClient([a_summary(1, state="locked")])) as desk:
        await desk.press("D")
        assert desk.carts.is_current
        assert desk.notices == ["A locked cart cannot be deleted: its payment is decided first"]


async def test_back_is_offered_only_where_it_leads_somewhere() -> None:
    async with sitting(some_carts()) as desk:
        assert "esc back" not in desk.lines[-1]
        await desk.press("/")
        assert "esc back" in desk.lines[-1]
        await desk.type("rahim")
        await desk.press("enter")
        assert "esc back" in desk.lines[-1]
        await desk.press("escape")
        assert "esc back" not in desk.lines[-1]


async def test_a_question_says_what_enter_does() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("D")
        assert "enter answer" in desk.lines[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_notice_covers_no_dialog(size: tuple[int, int]) -> None:
    async with sitting(some_carts(), size) as desk:
        await desk.press("y")
        assert "C-000001 is copied" in desk.lines[-2]
        await desk.press("D")
        assert "C-000001 is copied" in desk.lines[1]
        assert "Cancel" in desk.text
        assert "Delete C-000001?" in desk.text


async def test_where_there_is_no_room_for_figures_none_is_cut() -> None:
    async with sitting(some_carts(), (20, 8)) as desk:
        assert "too small" in desk.text
        assert "1,250" not in desk.text
    async with sitting(some_carts(), (40, 10)) as desk:
        assert "BDT 1,250.01" in desk.text


async def test_where_nothing_is_kept_nobody_promises_to_bring_it_back() -> None:
    backend = some_carts()
    settings = backend.shop_now.settings.model_copy(update={"trash_keep_days": 0})
    backend.shop_now = backend.shop_now.model_copy(update={"settings": settings})
    async with sitting(backend) as desk:
        await desk.press("D")
        assert "It cannot be brought back." in desk.text
        assert "Its lines, its note and its customer data are gone for good." in desk.text
        await desk.press("right", "enter")
        assert desk.notices == ["C-000001 is deleted."]
        await desk.press("u")
        assert not [call for call in desk.backend.asked if call.startswith("restore")]


async def test_the_question_is_the_same_from_the_list_and_from_the_cart() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("D")
        asked = desk.app.screen.query("Static")
        words = [str(line.render()) for line in asked.results(Static)][:2]
        await desk.press("escape", "enter", "D")
        again = [str(line.render()) for line in desk.app.screen.query("Static").results(Static)][:2]
        assert [words[0], words[1].split("\n")[1]] == [again[0], again[1].split("\n")[1]]


async def test_undo_is_of_the_cart_at_the_cursor_as_its_row_shows_it() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("j", "u")
        assert any(call.startswith("undo cart-2 v1 ") for call in desk.backend.asked)
        assert "C-000002: undone: change 1" in desk.notices


async def test_undo_goes_on_from_its_own_undo() -> None:
    async with sitting(some_carts()) as desk:
        await desk.pilot.press("j", "u", "u")
        await desk.settle()
        undone = [call.split()[2] for call in desk.backend.asked if call.startswith("undo cart-2")]
        assert undone == ["v1", "v2"]


async def test_undo_takes_nothing_back_that_the_row_does_not_show_yet() -> None:
    async with sitting(some_carts()) as desk:
        desk.backend.quicker["cart-1"] = 1
        desk.backend.remember("cart-1", 2, "bob", "note changed")
        await desk.press("u")
        assert desk.notices == [
            "C-000001: nothing was undone, since the cart was changed meanwhile by bob (note changed)."
        ]
        assert desk.carts.table.current is not None
        assert desk.carts.table.current.version == 2


async def test_what_the_backend_refuses_is_said_and_nothing_breaks() -> None:
    async with sitting(some_carts()) as desk:
        desk.backend.refuses = Refused("It was changed since. [/nope]")
        await desk.press("u")
        assert "It was changed since. [/nope]" in desk.notices
        desk.backend.refuses = Unavailable("The database is busy")
        await desk.press("/")
        await desk.type("rahim")
        assert "The database is busy" in desk.text


async def test_who_may_only_look_is_told_so_when_pressing_a_key() -> None:
    backend = some_carts()
    backend.actor = Actor(name="vera", role=Role.VIEWER)
    async with sitting(backend) as desk:
        await desk.press("n")
        assert desk.notices == ["A viewer may not create carts: that takes the role agent, lead or admin."]


async def test_an_unreachable_backend_is_said_and_the_frame_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "WAITS", (60.0,))
    backend = some_carts()
    backend.refuses_to_open = [Unavailable("Nobody answers")]
    async with sitting(backend) as desk:
        assert "Nobody answers. It is tried again." in desk.text
        assert desk.notices == []
        assert "carts · All" in desk.text


async def test_a_long_trouble_is_whole_in_the_lists_and_kept_for_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "WAITS", (60.0,))
    backend = some_carts()
    mending = "cartui --db /srv/shops/acme/carts.sqlite3 db restore /srv/shops/acme/carts.backup-1.sqlite3"
    trouble = f"The database is damaged; nothing was saved. The newest backup: `{mending}` puts it back."
    backend.refuses_to_open = [Unavailable(trouble)]
    async with sitting(backend, (80, 24)) as desk:
        for keys in ((), ("n",), ("g", "o")):
            await desk.press(*keys)
            words = " ".join(desk.text.split())
            assert "It is tried again. q leaves, and prints this in the terminal" in words
            assert mending.replace(" ", "") in words.replace(" ", "")
            assert "being opened" not in words
        assert desk.app.desk.trouble == trouble


async def test_whoever_waits_for_the_markets_of_a_shop_that_cannot_be_opened_is_back_in_the_list() -> None:
    async with sitting(some_carts()) as desk:
        desk.app.desk.is_open = False
        await desk.pilot.press("n")
        await desk.pilot.pause(0.05)
        assert "being opened" in desk.text
        desk.app.desk.trouble = "Nobody answers."
        for screen in list(desk.app.open_screens):
            screen.when_not_opened()
        await desk.settle()
        assert desk.carts.is_current
        assert "Nobody answers. It is tried again." in desk.text


async def test_the_list_follows_changes_and_keeps_its_cursor() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("j", "j")
        desk.backend.summaries.insert(0, a_summary(500_000, customer="Newcomer"))
        desk.backend.feed.put_nowait(Change(1, "cart", "cart-500000", 1, "bob"))
        await desk.until(lambda: "Newcomer" in desk.text and "121 match" in desk.text)
        assert desk.carts.table.current_key == "cart-3"


async def test_changes_are_followed_before_anything_is_read() -> None:
    async with sitting(some_carts()) as desk:
        assert desk.backend.asked.index("changes None") < desk.backend.asked.index("list")


async def test_what_happened_while_the_feed_was_broken_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "WAITS", (0.1,))
    async with sitting(some_carts()) as desk:
        await desk.press("j", "j")
        desk.backend.feed.put_nowait(Unavailable("The line is down"))
        desk.backend.summaries.insert(0, a_summary(500_000, customer="Newcomer"))
        await desk.until(lambda: "Newcomer" in desk.text)
        assert desk.carts.table.current_key == "cart-3"


async def test_a_change_while_scrolled_keeps_the_line_of_the_cursor() -> None:
    async with sitting(some_carts(1_000), (80, 24)) as desk:
        await desk.press(*["pagedown"] * 8)
        table = desk.carts.table
        key, before = table.current_key, desk.lines
        desk.backend.summaries[0] = replace(desk.backend.summaries[0], customer="Changed")
        desk.backend.feed.put_nowait(Change(1, "cart", "cart-1", 2, "bob"))
        await desk.pilot.pause(0.4)
        await desk.settle()
        assert table.current_key == key
        assert desk.lines[3:-1] == before[3:-1]


async def test_when_everything_goes_the_list_says_so() -> None:
    async with sitting(some_carts(3)) as desk:
        desk.backend.summaries.clear()
        desk.backend.feed.put_nowait(Change(1, "cart", "cart-1", 2, "bob"))
        await desk.until(lambda: "No open cart: n starts one." in desk.text)
        await desk.press("D")
        assert desk.notices[-1] == "There is no cart at the cursor"
