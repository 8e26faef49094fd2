"""The call list at the desk: `g f`, a digit for what came of a call, and on to the next."""

from datetime import timedelta

import pytest

from cartui.app import CartuiApp
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.changes import HISTORY, Change
from cartui.model.recovery import Call, CallOutcome
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.recovery.call_list import CallList
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.hostile import HOSTILE


def a_shop() -> FakeClient:
    """Four carts that were left, the first one for longest; about the third somebody has called twice."""
    backend = FakeClient(
        [
            a_summary(number, total=100_000 * number, updated_at=NOW - timedelta(days=12 - number))
            for number in range(1, 5)
        ]
    )
    call = Call(outcome=CallOutcome.NO_ANSWER, at=NOW - timedelta(days=2), agent="bob", text="no\nvoicemail")
    backend.called_before["cart-3"] = call
    return backend


def at(desk: Sitting) -> str:
    """The line that the cursor stands on."""
    return next(line for line in desk.lines if "▌" in line)


def in_front(desk: Sitting) -> type[object]:
    """Which screen is in front."""
    return type(desk.app.screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_it_says_whom_to_call_about_how_much_and_what_came_of_the_last_call(
    size: tuple[int, int],
) -> None:
    async with sitting(a_shop(), size=size) as desk:
        await desk.press("g", "f")
        assert isinstance(desk.app.screen, CallList)
        assert "to call" in desk.text
        for said in ("Customer 4", "+880 1712-345604", "BDT 4,000.00", "8d"):
            assert said in at(desk)
        await desk.press("j")
        assert "no answer 2d" in at(desk)
        for said in (
            "C-000003",
            "a@example.com",
            "called, no answer 2 days ago by bob, call 2",
            "no voicemail",
            "Cotton Shirt",
        ):
            assert said in desk.text


async def test_a_digit_notes_the_call_with_what_was_said_and_the_next_cart_comes() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "f", "2", "enter")
        assert desk.backend.noted == {"cart-4"}
        assert "C-000004: no answer is noted" in desk.text
        assert "Customer 3" in at(desk)
        await desk.press("4")
        await desk.type("too dear")
        await desk.press("enter")
        assert "call cart-3 declined too dear" in desk.backend.asked
        assert "Customer 2" in at(desk)
        await desk.press("1", "escape")
        assert desk.backend.noted == {"cart-4", "cart-3"}


async def test_the_number_is_copied_and_the_cart_is_a_key_away() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "f", "j", "y")
        assert desk.app.clipboard == "+8801712345603"
        await desk.press("enter")
        assert in_front(desk) is OneCart
        await desk.press("escape")
        assert in_front(desk) is CallList
        assert "Customer 3" in at(desk)


async def test_it_is_sorted_by_value_or_by_who_was_left_longest() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "f")
        assert "largest first" in desk.text
        await desk.press("s")
        assert "left longest first" in desk.text
        assert "Customer 1" in at(desk)
        await desk.press("end")
        assert "Customer 4" in at(desk)


async def test_a_call_that_somebody_else_notes_takes_the_cart_off_the_list() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "f")
        desk.backend.noted.add("cart-2")
        assert isinstance(desk.app.screen, CallList)
        desk.app.screen.when_commented([Change(seq=9, kind=HISTORY, id="cart-2", version=0, agent="bob")])
        await desk.until(lambda: "Customer 2" not in desk.text)
        assert "Customer 4" in at(desk)


async def test_a_viewer_looks_and_notes_nothing() -> None:
    backend = a_shop()
    backend.actor = Actor(name="vera", role=Role.VIEWER, origin=ActorOrigin.DESK)
    async with sitting(backend) as desk:
        await desk.press("g", "f", "1", "enter")
        assert not backend.noted


async def test_names_and_products_of_any_text_are_shown_and_parsed_by_nobody() -> None:
    rows = [a_summary(n, customer=text, products=(text,)) for n, text in enumerate(HOSTILE[:40], 1)]
    async with sitting(FakeClient(rows)) as desk:
        await desk.press("g", "f", "end", "home")
        assert isinstance(desk.app.screen, CallList)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("keys", [("j",), ("2",)], ids=["list", "noting a call"])
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert callable(snap_compare)
    display = Display(theme="cartui-dark", timezone="UTC")
    desk = CartuiApp(Desk(a_shop().client, display, now=lambda: NOW))
    assert snap_compare(desk, press=["wait:300", "g", "f", *keys, "wait:400"], terminal_size=size)
