"""The backend is slow, away or does not answer to writes: the desk stays usable, and says so in one place."""

import asyncio
from datetime import timedelta

import pytest
from textual.events import Key
from textual.pilot import Pilot

from cartui.client.protocol import Unauthenticated
from cartui.model.actions import SetNote, SetTags
from cartui.model.changes import GAP, Change
from cartui.model.customer import Customer
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk import reach
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.dialogs.customer_search import CustomerSearch
from cartui.screens.one_cart.dialogs.market_choice import MarketChoice
from cartui.screens.one_cart.dialogs.place_order import PlaceOrderDialog
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.placed_order import PlacedOrder
from cartui.screens.orders.one_order import OneOrder
from cartui.screens.orders.order_question import OrderQuestion
from tests import waiting
from tests.desk.fake_client import NOW, FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import Sitting, sitting

SIZES = [(80, 24), (120, 40)]


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries that a test can wait for."""
    monkeypatch.setattr(reach, "WAITS", (0.05,))


def a_shop(count: int = 60) -> FakeClient:
    """A backend with that many carts and some orders to approve."""
    placed = [an_order(n, a_cart(a_summary(n))) for n in range(1, 4)]
    return FakeClient([a_summary(n) for n in range(1, count + 1)], placed=placed)


def somebody(number: str, name: str) -> Customer:
    """A customer."""
    return Customer(id=number, number=number, version=1, name=name, created_at=NOW, updated_at=NOW)


def in_front(desk: Sitting) -> type[object]:
    """What kind of screen one looks at."""
    return type(desk.app.screen)


async def until(desk: Sitting, text: str, *, there: bool = True) -> None:
    """Wait until a text stands on the screen, or no more."""
    await waiting.until(
        lambda: (text in words(desk)) is there, lambda: desk.text, pause=lambda: desk.pilot.pause(0.02)
    )


def words(desk: Sitting) -> str:
    """What stands on the screen, without frames and line breaks."""
    return " ".join("".join(" " if c in "│╭╮╰╯─┌┐└┘" else c for c in desk.text).split())


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys without waiting for what never comes to rest."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.05)


async def open_first(desk: Sitting) -> OneCart:
    """Open the first cart of the list."""
    await desk.press("enter")
    screen = desk.app.screen
    assert isinstance(screen, OneCart)
    return screen


async def place_unanswered(desk: Sitting, backend: FakeClient) -> None:
    """Ask for the order of the cart in front while the shop goes away, until the desk says that it waits."""
    await desk.press("P")
    backend.goes_away()
    await desk.pilot.press("enter")
    await until(desk, "Not known yet whether it was placed")


# --- reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_shown_stays_and_one_sign_says_since_when(size: tuple[int, int]) -> None:
    backend = a_shop()
    async with sitting(backend, size) as desk:
        before = [line[:78] for line in desk.lines[5:10]]
        backend.goes_away()
        await until(desk, "▲ not reached since 12:00")
        assert [line[:78] for line in desk.lines[5:10]] == before
        assert desk.notices == []
        assert "The server cannot be reached." not in desk.text
        assert desk.lines[0].startswith(" local") or "local" in desk.lines[0]


async def test_the_sign_goes_and_everything_is_read_again_when_it_is_back() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("j", "j")
        backend.goes_away()
        await until(desk, "not reached since")
        backend.summaries.insert(0, a_summary(500_000, customer="Newcomer"))
        backend.comes_back()
        await until(desk, "Newcomer")
        await until(desk, "not reached", there=False)
        assert desk.carts.table.current_key == "cart-3"
        assert desk.notices == []


async def test_a_key_tries_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "WAITS", (60.0,))
    backend = a_shop()
    async with sitting(backend) as desk:
        backend.goes_away()
        await desk.press("r")
        await until(desk, "not reached since")
        backend.comes_back()
        await desk.pilot.press("r")
        await until(desk, "not reached", there=False)


async def test_the_feed_goes_on_from_its_last_number() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        backend.feed.put_nowait(Change(41, "cart", "cart-1", 2, "bob"))
        await waiting.until(backend.feed.empty, lambda: desk.text, pause=desk.pilot.pause)
        backend.goes_away()
        await until(desk, "not reached since")
        backend.comes_back()
        await until(desk, "not reached", there=False)
        await waiting.until(
            lambda: "changes 41" in backend.asked, lambda: str(backend.asked), pause=desk.pilot.pause
        )
        backend.summaries.insert(0, a_summary(500_000, customer="Newcomer"))
        backend.feed.put_nowait(Change(99, GAP, "", 0, ""))
        await until(desk, "Newcomer")


async def test_a_cart_that_was_open_before_is_opened_as_it_was_known(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = a_shop()
    backend.clock = lambda: NOW - timedelta(minutes=3)
    async with sitting(backend) as desk:
        await open_first(desk)
        await desk.press("escape")
        backend.goes_away()
        await until(desk, "not reached since")
        await desk.press("enter")
        await until(desk, "C-000001")
        assert in_front(desk) is OneCart
        assert "known 3 min ago" in desk.lines[0]


async def test_a_cart_that_nobody_opened_before_is_not_opened_and_why_stands_over_the_list() -> None:
    backend = a_shop()
    async with sitting(backend, (80, 24)) as desk:
        backend.goes_away()
        await until(desk, "not reached since")
        await desk.press("j", "j", "enter")
        assert in_front(desk) is CartList
        assert "✗ The server cannot be reached." in desk.text
        backend.comes_back()
        await until(desk, "✗", there=False)
        await desk.press("enter")
        assert in_front(desk) is OneCart


async def test_a_view_seen_before_is_shown_with_its_age_and_a_new_query_says_whose_rows_these_are() -> None:
    backend = a_shop()
    backend.clock = lambda: NOW - timedelta(hours=2)
    backend.summaries[4] = a_summary(5, state="locked")
    async with sitting(backend) as desk:
        await desk.press("2")
        await desk.press("1")
        backend.goes_away()
        await until(desk, "not reached since")
        await desk.press("2")
        assert [row.id for row in desk.carts.table.rows_held] == ["cart-5"]
        assert "known 2 h ago" in desk.lines[0]
        await desk.press("/")
        await desk.type(" rahim")
        assert "✗ The server cannot be reached. Below is what was listed before." in desk.text
        backend.comes_back()
        await until(desk, "No cart matches")
        assert "✗" not in desk.text


async def test_a_search_gives_what_it_gave_before_and_searches_again_when_it_can() -> None:
    backend = a_shop()
    backend.people = [somebody("1", "Rahim Uddin")]
    async with sitting(backend) as desk:
        await open_first(desk)
        await desk.press("c")
        assert in_front(desk) is CustomerSearch
        await desk.type("rahim")
        assert "Rahim Uddin" in desk.text
        await desk.press("ctrl+u")
        backend.goes_away()
        await until(desk, "not reached since")
        await press(desk.pilot, *"rahim")
        await until(desk, "Rahim Uddin")
        assert "Rahim Uddin" in desk.text
        assert "The shop is not reached: this was found a moment ago." in desk.text
        await press(desk.pilot, "ctrl+u", *"nadia")
        await until(desk, "✗ The server cannot be reached.")
        backend.people.append(somebody("2", "Nadia"))
        backend.comes_back()
        await until(desk, "#2")


async def test_an_order_is_opened_as_it_was_known_and_read_again_when_it_can_be() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "o", "enter")
        await desk.press("escape")
        backend.goes_away()
        await until(desk, "not reached since")
        await desk.press("enter")
        assert in_front(desk) is OneOrder
        backend.comes_back()
        await until(desk, "not reached", there=False)
        assert getattr(desk.app.screen, "known_at", "") is None


async def test_keys_are_answered_while_a_read_takes_long() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        backend.goes_away()
        await until(desk, "not reached since")
        for _ in range(5):
            await desk.pilot.press("j")
        await desk.pilot.pause()
        assert desk.carts.table.current_key == "cart-6"


async def test_what_takes_long_is_said_and_escape_gives_it_up() -> None:
    backend = a_shop()
    async with sitting(backend, (80, 24)) as desk:
        backend.slow = asyncio.Event()
        driver = desk.app._driver
        assert driver is not None
        for key in ("enter", "j"):
            driver.send_message(Key(key, None))
        await until(desk, "▲ waiting for an answer · esc gives up")
        assert in_front(desk) is CartList
        driver.send_message(Key("escape", None))
        await until(desk, "waiting", there=False)
        driver.send_message(Key("down", None))
        await until(desk, "▌ C-000002")
        backend.slow.set()
        await desk.settle()
        assert in_front(desk) is CartList


# --- edits --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_edits_wait_are_counted_and_are_saved_when_it_is_back(size: tuple[int, int]) -> None:
    backend = a_shop()
    async with sitting(backend, size) as desk:
        cart = await open_first(desk)
        backend.goes_away()
        cart.edits.ask(Area.NOTE, SetNote(note="call back"))
        cart.edits.ask(Area.TAGS, SetTags(tags=("vip",)))
        await until(desk, "NOT SAVED ▲")
        await until(desk, "not reached since")
        backend.comes_back()
        await until(desk, "NOT SAVED", there=False)
        assert backend.notes == {"cart-1": "call back"}
        assert backend.summaries[0].version == 3
    assert len({call for call in backend.asked if call.startswith("edit cart-1 v1")}) == 1


async def test_a_cart_from_memory_is_read_again_once_its_edits_are_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "WAITS", (0.05,))
    backend = a_shop()
    async with sitting(backend, (80, 24)) as desk:
        await open_first(desk)
        await desk.press("escape")
        backend.goes_away()
        await until(desk, "not reached since")
        await desk.press("enter")
        cart = desk.app.screen
        assert isinstance(cart, OneCart)
        await press(desk.pilot, "+")
        await until(desk, "NOT SAVED ▲")
        backend.away = None
        desk.app.desk.reach.found()
        cart.when_missed()  # while the edit is still under way
        assert cart.edits.busy
        cart.edits.try_now()
        await until(desk, "NOT SAVED", there=False)
        await until(desk, "memory", there=False)
        assert cart.known_at is None


async def test_sums_are_marked_while_changes_wait() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        assert "… " not in "".join(line for line in desk.lines if "TOTAL" in line)
        backend.goes_away()
        await press(desk.pilot, "+")
        await until(desk, "NOT SAVED ▲")
        for name in ("Subtotal", "Shipping", "TOTAL"):
            assert any(name in line and "… " in line.split(name)[1] for line in desk.lines), name
        backend.comes_back()
        await until(desk, "NOT SAVED", there=False)
        assert "… " not in "".join(line for line in desk.lines if "TOTAL" in line)


async def test_several_carts_wait_and_the_list_says_which() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        backend.goes_away()
        for number in (1, 2):
            cart = OneCart(a_cart(a_summary(number)))
            await desk.app.push_screen(cart)
            cart.edits.ask(Area.NOTE, SetNote(note=f"note of {cart.cart.number}"))
            await until(desk, "NOT SAVED ▲")
            await press(desk.pilot, "escape", "right", "enter")
            assert in_front(desk) is CartList
        await until(desk, "2 not saved")
        assert sum("UNSAVED" in line for line in desk.lines) == 2
        backend.comes_back()
        await until(desk, "UNSAVED", there=False)
        assert set(backend.notes) == {"cart-1", "cart-2"}


async def test_an_edit_whose_answer_is_lost_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "WAITS", (60.0,))
    backend = a_shop()
    async with sitting(backend) as desk:
        cart = await open_first(desk)
        backend.loses = 1
        cart.edits.ask(Area.NOTE, SetNote(note="once"))
        await until(desk, "NOT SAVED")
        await desk.pilot.press("ctrl+r")
        await until(desk, "NOT SAVED", there=False)
        assert (backend.summaries[0].version, backend.loses) == (2, 0)


async def test_what_others_changed_meanwhile_is_not_overwritten() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        cart = await open_first(desk)
        backend.goes_away()
        cart.edits.ask(Area.NOTE, SetNote(note="mine"))
        await until(desk, "NOT SAVED ▲")
        backend.notes["cart-1"] = "theirs"
        backend.summaries[0] = a_summary(1, version=2)
        backend.comes_back()
        await until(desk, "C-000001 was changed by somebody else meanwhile")
        await until(desk, "mine")
        await until(desk, "theirs")
        assert backend.notes["cart-1"] == "theirs"


async def test_leaving_and_quitting_with_waiting_edits_ask() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        cart = await open_first(desk)
        backend.goes_away()
        cart.edits.ask(Area.NOTE, SetNote(note="call back"))
        await until(desk, "NOT SAVED ▲")
        await press(desk.pilot, "escape")
        assert "Leave C-000001 unsaved?" in desk.text
        assert "1 change is not saved yet." in desk.text
        await press(desk.pilot, "escape")
        assert desk.app.screen is cart
        await press(desk.pilot, "ctrl+q")
        assert "C-000001: 1 change not saved yet." in desk.text
        await press(desk.pilot, "escape")
        assert desk.app.is_running
        backend.comes_back()
        await until(desk, "NOT SAVED", there=False)
        assert backend.notes["cart-1"] == "call back"


# --- orders ----------------------------------------------------------------------------------------------


async def test_an_order_is_not_placed_on_a_cart_that_is_only_remembered() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        backend.goes_away()
        await until(desk, "not reached since")
        await desk.press("P")
        assert in_front(desk) is OneCart
        assert "C-000001 is read again before it is placed, which is not possible now" in words(desk)
        backend.comes_back()
        await until(desk, "not reached", there=False)
        await desk.press("P")
        assert in_front(desk) is PlaceOrderDialog


@pytest.mark.parametrize("size", SIZES)
async def test_a_placing_whose_answer_is_lost_says_so_and_ends_in_one_order(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "WAITS", (60.0,))
    backend = a_shop()
    async with sitting(backend, size) as desk:
        await open_first(desk)
        await desk.press("P")
        backend.loses = 1
        await desk.pilot.press("enter")
        await until(desk, "Not known yet whether it was placed")
        await desk.pilot.press("enter")
        await until(desk, "Order placed")
        assert in_front(desk) is PlacedOrder
    assert len(backend.placed) == 4


async def test_a_placing_that_waits_can_be_left_and_its_order_is_told_when_it_comes() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        await place_unanswered(desk, backend)
        await press(desk.pilot, "escape")
        assert in_front(desk) is PlaceOrderDialog
        assert "you are told the order's number" in words(desk)
        await press(desk.pilot, "escape")
        assert in_front(desk) is OneCart
        await press(desk.pilot, "ctrl+q")
        assert "C-000001: not known yet whether the order was placed." in words(desk)
        await press(desk.pilot, "escape")
        backend.comes_back()
        await until(desk, "C-000001 is placed: ORD-000000000004")
    assert len(backend.placed) == 4


async def test_a_cart_whose_placing_is_unanswered_is_not_edited_and_says_why() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        cart = await open_first(desk)
        await place_unanswered(desk, backend)
        await press(desk.pilot, "escape", "escape")
        assert in_front(desk) is OneCart
        assert "It is being placed: wait for the answer." in words(desk)
        await press(desk.pilot, "+", "+", "P")
        assert in_front(desk) is OneCart
        assert (cart.edits.busy, cart.edits.wanted) == (False, {})
        await press(desk.pilot, "escape", "enter")
        await until(desk, "It is being placed: wait for the answer.")
        await press(desk.pilot, "+")
        assert not any(call.startswith("edit") for call in backend.asked)
        backend.comes_back()
        await until(desk, "C-000001 is placed: ORD-000000000004")
        await until(desk, "It is being placed", there=False)


async def test_a_cart_whose_placing_is_unanswered_is_not_changed_from_the_list_and_it_says_why() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        await place_unanswered(desk, backend)
        await press(desk.pilot, "escape", "escape", "escape")
        assert in_front(desk) is CartList
        for key in ("u", "D"):
            await press(desk.pilot, key)
            await until(desk, "C-000001 is being placed: wait for the answer")
            assert in_front(desk) is CartList
        assert not any(call.startswith(("undo", "delete")) for call in backend.asked)
        backend.comes_back()
        await until(desk, "C-000001 is placed: ORD-000000000004")
        await press(desk.pilot, "j")
        await press(desk.pilot, "D")
        assert in_front(desk) is not CartList, "another cart is asked about"


async def test_what_is_not_answered_is_counted_before_what_is_not_saved() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        await place_unanswered(desk, backend)
        await press(desk.pilot, "escape", "escape", "escape")
        cart = OneCart(a_cart(a_summary(2)))
        await desk.app.push_screen(cart)
        cart.edits.ask(Area.NOTE, SetNote(note="call back"))
        await until(desk, "NOT SAVED ▲")
        await press(desk.pilot, "escape", "right", "enter")
        await until(desk, "1 not answered · 1 not saved")
        await press(desk.pilot, "ctrl+q")
        said = words(desk)
        placing = "C-000001: not known yet whether the order was placed."
        assert said.index(placing) < said.index("C-000002: 1 change not saved yet.")
        await press(desk.pilot, "escape")
        backend.comes_back()
        await until(desk, "not answered", there=False)


@pytest.mark.parametrize("size", SIZES)
async def test_an_order_asked_for_while_changes_wait_is_said_at_once_not_to_be_placed(
    size: tuple[int, int],
) -> None:
    backend = a_shop()
    async with sitting(backend, size) as desk:
        cart = await open_first(desk)
        backend.goes_away()
        cart.edits.ask(Area.NOTE, SetNote(note="call back"))
        await until(desk, "not reached since")
        await press(desk.pilot, "P")
        await until(desk, "Not placed: it has changes that are not saved yet")
        await desk.pilot.pause(0.4)
        assert "Not placed: it has changes that are not saved yet" in words(desk)
        backend.comes_back()
        await until(desk, "Not placed", there=False)
        assert in_front(desk) is OneCart


async def test_a_decision_about_an_order_waits_and_is_taken_once() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        backend.goes_away()
        await desk.pilot.press("enter")
        await until(desk, "Not known yet whether it was done")
        await press(desk.pilot, "escape")
        assert in_front(desk) is OrderQuestion
        await press(desk.pilot, "escape")
        backend.comes_back()
        await until(desk, "ORD-000000000001 is approved")
    assert len(backend.replies) == 1


async def test_a_cart_that_is_started_without_an_answer_is_started_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "WAITS", (60.0,))
    backend = a_shop(3)
    async with sitting(backend) as desk:
        await desk.press("n")
        backend.loses = 1
        await desk.pilot.press("enter")
        await until(desk, "Not known yet whether it is started")
        assert in_front(desk) is MarketChoice
        await desk.pilot.press("enter")
        await until(desk, "C-900000")
    assert len([row for row in backend.summaries if row.id == "cart-900000"]) == 1


async def test_a_deletion_without_an_answer_goes_on_and_is_done_once() -> None:
    backend = a_shop(3)
    async with sitting(backend) as desk:
        await desk.press("D", "right")
        backend.goes_away()
        await press(desk.pilot, "enter")
        await until(desk, "1 not answered")
        await press(desk.pilot, "j")
        backend.comes_back()
        await until(desk, "C-000001 is in the trash")
        assert [row.id for row in backend.summaries] == ["cart-2", "cart-3"]


# --- who is asking -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_token_that_is_taken_back_is_said_over_the_whole_line_and_nothing_is_lost(
    size: tuple[int, int],
) -> None:
    backend = a_shop()
    async with sitting(backend, size) as desk:
        cart = await open_first(desk)
        backend.away = Unauthenticated("The token is not known.")
        cart.edits.ask(Area.NOTE, SetNote(note="call back"))
        await until(desk, "NOT LOGGED IN ANY MORE")
        asked = len(backend.asked)
        await desk.pilot.pause(0.3)
        assert len(backend.asked) == asked, "it is not tried again by itself"
        assert cart.edits.left == 1
        assert desk.lines[0].rstrip().endswith("▲ NOT LOGGED IN ANY MORE · 1 not saved")
        way_out = "Not saved: log in again in another terminal (cartui login), then press ctrl+r."
        assert way_out in words(desk)
        assert "tries again" not in words(desk)
        await press(desk.pilot, "escape")
        assert "1 change is not saved yet. Log in again in another terminal" in words(desk)
        assert "goes on trying" not in words(desk)
        await press(desk.pilot, "escape")
        backend.comes_back()
        await press(desk.pilot, "ctrl+r")
        await until(desk, "NOT LOGGED IN", there=False)
        await until(desk, "NOT SAVED", there=False)
        assert backend.notes["cart-1"] == "call back"


async def test_a_dialog_that_waits_for_a_new_token_says_what_is_to_be_done() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        await desk.press("P")
        backend.away = Unauthenticated("The token is not known.")
        await desk.pilot.press("enter")
        await until(desk, "Not known yet whether it was placed: log in again in another terminal")
        assert "(cartui login), then press enter, and it is placed once." in words(desk)
        assert "trying again" not in words(desk)
        await press(desk.pilot, "escape")
        assert in_front(desk) is PlaceOrderDialog
        waits = "It waits until you have logged in again and read again, and you are told the order's number."
        assert waits in words(desk)
        backend.comes_back()
        await desk.pilot.press("enter")
        await until(desk, "Order placed")
    assert len(backend.placed) == 4


async def test_a_copy_that_waits_for_a_new_token_says_what_is_to_be_done() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await open_first(desk)
        backend.away = Unauthenticated("The token is not known.")
        await desk.pilot.press("C")
        await until(desk, "Not known yet whether it was done: log in again in another terminal")
        assert "(cartui login), then press ctrl+r, and it is done once." in words(desk)
        backend.comes_back()
        await press(desk.pilot, "ctrl+r")
        await until(desk, "is a copy of C-000001")
