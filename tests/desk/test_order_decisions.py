"""Approving, holding and cancelling orders at the desk: few keys, nothing twice, nothing silently."""

import asyncio

import pytest

from cartui.client.protocol import Forbidden, Refused, Unavailable
from cartui.model.agent import Actor, Role
from cartui.model.coupon import AppliedCoupon
from cartui.model.order import OrderState
from cartui.model.text import clean_line
from cartui.screens.orders.one_order import OneOrder
from cartui.screens.orders.order_list import OrderList
from cartui.screens.orders.order_question import OrderQuestion
from tests.desk.fake_client import FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import Sitting, sitting
from tests.hostile import CONTROLS, HOSTILE, shared_out

SIZES = [(80, 24), (120, 40)]


def a_shop(count: int = 10) -> FakeClient:
    """A backend with that many orders that wait for approval."""
    placed = [an_order(n, a_cart(a_summary(n))) for n in range(1, count + 1)]
    return FakeClient([a_summary(1)], placed=placed)


def state_of(backend: FakeClient, number: int) -> OrderState:
    """In which state an order is now."""
    return next(order.state for order in backend.placed if order.id == f"order-{number}")


def decided(backend: FakeClient) -> list[str]:
    """What was decided about orders, as it was asked for."""
    return [call for call in backend.asked if call.split()[0] in {"approved", "on_hold", "cancelled"}]


def words(desk: Sitting) -> str:
    """What stands on the screen, without frames and line breaks."""
    return " ".join("".join(" " if c in "│╭╮╰╯─" else c for c in desk.text).split())


# --- approving ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_ten_orders_are_approved_with_two_keys_each(size: tuple[int, int]) -> None:
    backend = a_shop(10)
    async with sitting(backend, size) as desk:
        await desk.press("g", "o")
        for _ in range(10):
            await desk.press("A", "enter")
        assert "No order is PENDING" in desk.text
        await desk.until(lambda: "orders to approve" not in desk.lines[0])
    assert decided(backend) == [f"approved order-{n} v1" for n in range(1, 11)]


async def test_they_are_approved_at_machine_speed_too() -> None:
    backend = a_shop(10)
    async with sitting(backend) as desk:
        await desk.press("g", "o")
        await desk.press(*("A", "enter") * 4)
    assert decided(backend) == [f"approved order-{n} v1" for n in range(1, 5)]


async def test_among_all_orders_the_next_row_is_selected_after_approving() -> None:
    backend = a_shop(5)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "1", "j", "A", "enter")
        assert desk.orders.table.current_key == "order-3"
        assert "ORD-000000000002 is approved: GI-000002" in desk.text
        row = next(line for line in desk.lines[3:] if "ORD-000000000002" in line)
        assert "approved" in row


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_says_who_how_much_and_what_is_due(size: tuple[int, int]) -> None:
    backend = a_shop(2)
    backend.placed[0] = backend.placed[0].model_copy(update={"paid": 25_001, "due": 100_000})
    async with sitting(backend, size) as desk:
        await desk.press("g", "o", "A")
        assert "Approve ORD-000000000001?" in desk.text
        assert "Customer 1 · 1 line · BDT 1,250.01" in desk.text
        assert "BDT 1,000.00 is due." in desk.text
        assert "enter approve" in desk.lines[-1]
        await desk.press("escape")
        assert isinstance(desk.app.screen, OrderList)
    assert not decided(backend)


async def test_what_was_set_aside_at_placing_and_how_it_is_paid_is_seen_before_approving() -> None:
    backend = a_shop(1)
    cart = backend.placed[0].cart.model_copy(update={"payment_method": "COD"})
    waived = ("phone: customer has none",)
    backend.placed[0] = backend.placed[0].model_copy(update={"cart": cart, "waived": waived})
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        assert "COD" in desk.text
        assert "▲ set aside: phone: customer has none" in desk.text


async def test_a_second_press_while_it_is_on_its_way_approves_nothing_twice() -> None:
    backend = a_shop(3)
    backend.slow = asyncio.Event()
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        question = desk.app.screen
        assert isinstance(question, OrderQuestion)
        await desk.pilot.press("enter")
        question.query_one("#yes").press()  # type: ignore[attr-defined]
        question.action_leave_question()
        await desk.pilot.pause()
        assert desk.app.screen is question
        assert "approving …" in desk.text
        backend.slow.set()
        await desk.settle()
    assert decided(backend) == ["approved order-1 v1"]


async def test_a_lost_reply_is_asked_for_again_under_the_same_key() -> None:
    backend = a_shop(3)
    backend.loses_the_reply = True
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, OrderList))
        assert "ORD-000000000001 is approved" in desk.text
    assert len(backend.replies) == 1
    assert backend.placed[0].version == 2


async def test_what_another_agent_held_meanwhile_is_shown_and_takes_a_second_word() -> None:
    backend = a_shop(3)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        backend.move_order("order-1", OrderState.ON_HOLD, "bob", reason="fraud?", tell=False)
        await desk.press("enter")
        said = words(desk)
        assert "bob changed the order meanwhile: it was PENDING and is ON HOLD now (fraud?)." in said
        assert "Nothing was done here." in said
        assert state_of(backend, 1) is OrderState.ON_HOLD
        await desk.press("enter")  # it stands on Back now
        assert isinstance(desk.app.screen, OrderList)
        assert state_of(backend, 1) is OrderState.ON_HOLD
        await desk.press("3", "A", "right", "enter")
    assert state_of(backend, 1) is OrderState.APPROVED


async def test_a_held_order_is_approved_against_its_reason_only_on_purpose() -> None:
    backend = a_shop(1)
    backend.move_order("order-1", OrderState.ON_HOLD, "bob", reason="call first")
    async with sitting(backend) as desk:
        await desk.press("g", "o", "3", "A")
        assert "ON HOLD: call first" in desk.text
        await desk.press("enter")
        assert state_of(backend, 1) is OrderState.ON_HOLD


async def test_what_another_approved_meanwhile_is_said_to_be_theirs() -> None:
    backend = a_shop(2)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        backend.move_order("order-1", OrderState.APPROVED, "bob", tell=False)
        await desk.press("enter")
        assert "ORD-000000000001 is approved, by bob: GI-000001" in desk.text


# --- holding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_an_order_is_held_with_a_reason(size: tuple[int, int]) -> None:
    backend = a_shop(2)
    async with sitting(backend, size) as desk:
        await desk.press("g", "o", "H", "enter")
        assert "✗ Say why" in desk.text
        await desk.press(*"no flat", "enter")
        assert "ORD-000000000001 is ON HOLD" in desk.text
        assert desk.orders.table.current_key == "order-2"
    assert backend.placed[0].hold_reason == "no flat"


async def test_an_unreachable_shop_loses_no_reason() -> None:
    backend = a_shop(2)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "H", *"no flat")
        backend.refuses = Unavailable("The shop cannot be reached. Nothing was saved.")
        await desk.press("enter")
        assert "The shop cannot be reached. Nothing was saved." in words(desk)
        assert "no flat" in desk.text
        backend.refuses = None
        await desk.press("enter")
        await desk.until(lambda: bool(backend.placed[0].hold_reason))
    assert backend.placed[0].hold_reason == "no flat"


async def test_quitting_with_a_half_written_reason_asks() -> None:
    async with sitting(a_shop(2)) as desk:
        await desk.press("g", "o", "H", *"no fl", "ctrl+q")
        assert "ORD-000000000001: the reason to hold it is half written" in words(desk)


async def test_a_held_order_can_be_given_another_reason() -> None:
    backend = a_shop(2)
    backend.move_order("order-1", OrderState.ON_HOLD, "bob", reason="fraud?")
    async with sitting(backend) as desk:
        await desk.press("g", "o", "3", "H")
        assert "fraud?" in desk.text
        await desk.press(*"checked", "enter")
    assert backend.placed[0].hold_reason == "checked"


# --- cancelling --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_cancelling_stands_on_keeping_it_and_says_what_comes_of_it(size: tuple[int, int]) -> None:
    backend = a_shop(2)
    backend.placed[0] = backend.placed[0].model_copy(update={"paid": 25_001, "due": 100_000})
    async with sitting(backend, size) as desk:
        await desk.press("g", "o", "D")
        said = words(desk)
        assert "goes back into stock" in said
        assert "coupon" not in said
        assert "Reason, if any" in said
        assert "BDT 250.01 is paid and has to be paid back." in said
        await desk.press("enter")
        assert not decided(backend)
        await desk.press("D", "right", "enter")
        assert state_of(backend, 1) is OrderState.CANCELLED
        await desk.press("5")
        assert "▲ −250.01" in desk.text or size[0] < 100


async def test_cancelling_frees_the_coupon_of_an_order_that_has_one() -> None:
    backend = a_shop(1)
    cart = backend.placed[0].cart.model_copy(update={"coupon": AppliedCoupon(code="SAVE10", applied=True)})
    backend.placed[0] = backend.placed[0].model_copy(update={"cart": cart})
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("g", "o", "D")
        assert "Its coupon SAVE10 is free again." in words(desk)


async def test_the_reason_for_cancelling_is_optional_and_one_key_away() -> None:
    backend = a_shop(2)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "D", "r", *"twice", "enter")
        assert not decided(backend)
        await desk.press("enter")
    assert backend.placed[0].cancel_reason == "twice"


async def test_an_order_that_was_approved_meanwhile_cannot_be_cancelled_and_says_so() -> None:
    backend = a_shop(2)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "D", "right")
        backend.move_order("order-1", OrderState.APPROVED, "bob", tell=False)
        await desk.press("enter")
        said = words(desk)
        assert "bob changed the order meanwhile: it was PENDING and is approved now." in said
        assert "cannot be cancelled any more" in said
        await desk.press("right", "enter", "escape")
    assert state_of(backend, 1) is OrderState.APPROVED


# --- what cannot be done -----------------------------------------------------------------------------


async def test_what_cannot_be_done_says_why() -> None:
    backend = a_shop(3)
    backend.move_order("order-1", OrderState.APPROVED, "bob")
    backend.move_order("order-2", OrderState.CANCELLED, "bob")
    async with sitting(backend) as desk:
        await desk.press("g", "o", "4", "A", "H", "D")
        said = " ".join(desk.notices)
        assert "ORD-000000000001 is approved already" in said
        assert "cannot be put on hold any more" in said
        assert "cannot be cancelled any more" in said
        await desk.press("5", "D")
        assert "ORD-000000000002 is cancelled already" in " ".join(desk.notices)
        assert isinstance(desk.app.screen, OrderList)


async def test_viewers_look_and_decide_nothing() -> None:
    backend = a_shop(3)
    backend.actor = Actor(name="vera", role=Role.VIEWER)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        assert desk.notices[0].startswith("A viewer may not approve, hold or cancel orders")


@pytest.mark.parametrize("error", [Refused("No, since [/nope]."), Forbidden("Only leads may.")])
async def test_a_refusal_is_said_in_the_question(error: Refused | Forbidden) -> None:
    backend = a_shop(3)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "A")
        backend.refuses = error
        await desk.press("enter")
        assert isinstance(desk.app.screen, OrderQuestion)
        assert f"✗ {error.message}" in desk.text


# --- one order ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_one_order_is_decided_about_as_in_the_list(size: tuple[int, int]) -> None:
    backend = a_shop(2)
    async with sitting(backend, size) as desk:
        await desk.press("g", "o", "enter", "H", *"call first", "enter")
        assert isinstance(desk.app.screen, OneOrder)
        assert "ORD-000000000001  ON HOLD" in desk.text
        assert "on hold: call first" in desk.text
        await desk.press("A", "right", "enter")
        assert "ORD-000000000001  approved" in desk.text
        assert "goods issue GI-000001 · 12:00 by alice" in desk.text
        assert "was on hold: call first" in desk.text
        await desk.press("end")
        assert "alice: ORD-000000000001 put on hold: call first" in desk.text
        await desk.press("D")
        assert "cannot be cancelled any more" in words(desk)
        await desk.press("escape")
        assert [order.id for order in desk.orders.table.rows_held] == ["order-2"]


async def test_a_cancelled_order_says_why_and_what_is_to_be_paid_back() -> None:
    backend = a_shop(1)
    backend.placed[0] = backend.placed[0].model_copy(update={"paid": 25_001, "due": 100_000})
    async with sitting(backend) as desk:
        await desk.press("g", "o", "enter", "D", "r", *"ordered twice", "enter", "enter")
        assert "cancelled: ordered twice" in desk.text
        back = next(line for line in desk.lines if "to be paid back ▲" in line)
        assert "250.01" in back


# --- what happens elsewhere --------------------------------------------------------------------------


async def test_the_list_follows_others_without_moving_the_cursor() -> None:
    backend = a_shop(6)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "j", "j")
        assert desk.orders.table.current_key == "order-3"
        backend.move_order("order-1", OrderState.APPROVED, "bob")
        await desk.until(
            lambda: "ORD-000000000001" not in desk.text and "orders to approve 5" in desk.lines[0]
        )
        assert desk.orders.table.current_key == "order-3"


async def test_one_order_follows_others_and_says_who() -> None:
    backend = a_shop(2)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "enter")
        backend.move_order("order-1", OrderState.ON_HOLD, "bob", reason="no [/nope] address")
        await desk.until(lambda: "on hold: no [/nope] address" in desk.text and "by bob" in words(desk))
        assert "is ON HOLD now" in words(desk)


async def test_nothing_follows_ones_own_decision() -> None:
    backend = a_shop(2)
    async with sitting(backend) as desk:
        await desk.press("g", "o", "enter", "A", "enter")
        await desk.pilot.pause(0.4)
        await desk.settle()
        assert state_of(backend, 1) is OrderState.APPROVED
        assert not desk.notices


# --- text of others ----------------------------------------------------------------------------------


@pytest.mark.slow
async def test_any_reason_and_any_customer_can_be_shown_where_there_is_little_room() -> None:
    backend = a_shop(1)
    async with sitting(backend, (60, 20)) as desk:
        await desk.press("g", "o", "3")
        for customer, product, text in shared_out([clean_line(text) for text in HOSTILE], 3):
            backend.placed = [an_order(1, a_cart(a_summary(1, customer=customer), product))]
            backend.entries.clear()
            backend.move_order("order-1", OrderState.ON_HOLD, text or "bob", reason=text, tell=False)
            await desk.press("r", "A")
            shows(desk, OrderQuestion)
            assert "Back" in desk.text
            await desk.press("escape", "enter")
            shows(desk, OneOrder)
            await desk.press("escape")


def shows(desk: Sitting, kind: type[OrderQuestion | OneOrder]) -> None:
    """Make sure that this is in front, without a control character."""
    assert isinstance(desk.app.screen, kind)
    assert not CONTROLS & set(desk.text.replace("\n", ""))
