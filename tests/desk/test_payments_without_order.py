"""Money that belongs to no order: `g w` lists it, with why; it is settled with a reason, and reopened."""

from datetime import timedelta

import pytest

from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.changes import Change
from cartui.model.payment_without_order import GivenBack, KnownFrom, PaymentWithoutOrder, Settled
from cartui.model.statement import StatementKind, StatementRow
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.payments.one_payment import OnePayment
from cartui.screens.payments.payment_list import PaymentList
from cartui.screens.payments.settling import SettleQuestion
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.hostile import HOSTILE


def a_payment(number: int, **other: object) -> PaymentWithoutOrder:
    """A payment that a statement tells of."""
    given: dict[str, object] = {
        "id": f"paypal:8XK{number}",
        "known_from": KnownFrom.STATEMENT,
        "provider": "paypal",
        "reference": f"8XK{number}",
        "merchant_reference": f"WEB-{number}",
        "amount": 1_900 + number,
        "currency": "EUR",
        "card_last4": "4242",
        "at": NOW - timedelta(hours=number),
        "why": "no cart is known by its invoice id",
        "rows": (
            StatementRow(
                provider="paypal",
                transaction=f"8XK{number}",
                kind=StatementKind.PAYMENT,
                at=NOW - timedelta(hours=number),
                amount=1_900 + number,
                currency=str(other.get("currency", "EUR")),
                payer_email="ana@example.com",
            ),
        ),
    }
    return PaymentWithoutOrder.model_validate({**given, **other})


def a_shop() -> FakeClient:
    """A shop with three such payments, of which one was for a cart that is there."""
    backend = FakeClient([a_summary(number) for number in range(1, 4)])
    backend.unordered = [
        a_payment(1),
        a_payment(
            2,
            id="P-2",
            known_from=KnownFrom.BOTH,
            cart="C-000002",
            currency="KWD",
            why="the cart was changed since the customer went to pay",
            given_back=GivenBack.PART,
        ),
        a_payment(3, id="P-1", known_from=KnownFrom.REPORT, cart="C-000099", rows=(), card_last4=None),
    ]
    return backend


def at(desk: Sitting) -> str:
    """The line that the cursor stands on."""
    return next(line for line in desk.lines if "▌" in line)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_it_lists_amount_cart_and_why_at_every_width(size: tuple[int, int]) -> None:
    async with sitting(a_shop(), size=size) as desk:
        await desk.press("g", "w")
        assert isinstance(desk.app.screen, PaymentList)
        assert "payments without an order" in desk.text
        assert "EUR 19.01" in at(desk)
        await desk.press("down")
        for said in ("KWD 1.902", "C-000002", "a part went back"):
            assert said in at(desk)


def in_front(desk: Sitting) -> type[object]:
    """Which screen is in front."""
    return type(desk.app.screen)


async def test_all_about_one_has_its_rows_and_its_cart_is_a_key_away() -> None:
    async with sitting(a_shop(), size=(80, 24)) as desk:
        await desk.press("g", "w", "down", "enter")
        assert in_front(desk) is OnePayment
        for said in ("KWD 1.902 of PayPal", "WEB-2", "report, statement", "•••• 4242", "ana@example.com"):
            assert said in desk.text
        await desk.press("enter")
        assert in_front(desk) is OneCart
        await desk.press("escape", "escape")
        assert in_front(desk) is PaymentList
        await desk.press("down", "enter", "enter")
        assert in_front(desk) is OnePayment
        assert any("C-000099" in notice for notice in desk.notices)


@pytest.mark.parametrize("keys", [("y",), ("enter", "y")], ids=["in the list", "all about it"])
async def test_what_has_no_reference_is_copied_by_what_it_is_called_here(keys: tuple[str, ...]) -> None:
    backend = a_shop()
    backend.unordered[0] = a_payment(1, id="P-9", reference="", merchant_reference="")
    async with sitting(backend) as desk:
        await desk.press("g", "w", *keys)
        assert desk.app.clipboard == "P-9"
        assert "P-9 is copied." in desk.notices


async def test_one_is_settled_with_a_reason_and_taken_back() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "w", "S")
        assert isinstance(desk.app.screen, SettleQuestion)
        await desk.press("enter")
        assert "is needed" in desk.text
        await desk.type("refunded by hand")
        await desk.press("enter")
        assert "EUR 19.01 is settled" in desk.text
        assert "KWD 1.902" in at(desk)
        assert "settle paypal:8XK1 refunded by hand" in desk.backend.asked
        await desk.press("2")
        assert "refunded by hand · alice" in at(desk)
        await desk.press("1", "u")
        assert "reopen paypal:8XK1" in desk.backend.asked
        assert "EUR 19.01 is open again" in desk.text
        assert "EUR 19.01" in desk.text


async def test_one_that_is_settled_is_reopened_where_it_stands() -> None:
    backend = a_shop()
    settled = Settled(reason="another shop's", agent="bob", at=NOW)
    backend.unordered[0] = backend.unordered[0].model_copy(update={"settled": settled})
    async with sitting(backend) as desk:
        await desk.press("g", "w", "u")
        assert "reopen paypal:8XK1" not in backend.asked
        await desk.press("2", "enter")
        assert "another shop's · bob" in desk.text
        await desk.press("u")
        assert isinstance(desk.app.screen, PaymentList)
        assert "reopen paypal:8XK1" in backend.asked
        assert "No payment is settled" in desk.text


async def test_what_somebody_else_settled_meanwhile_is_said_and_the_reason_stays() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "w", "S")
        await desk.type("refunded")
        settled = Settled(reason="another shop's", agent="bob", at=NOW)
        desk.backend.unordered[0] = desk.backend.unordered[0].model_copy(update={"settled": settled})
        await desk.press("enter")
        assert "was settled by bob: another shop's" in desk.text
        await desk.press("escape")
        desk.backend.feed.put_nowait(Change(9, "payment", "paypal:8XK1", 0, "bob"))
        await desk.until(lambda: "EUR 19.01" not in desk.text)


async def test_a_key_is_not_done_with_the_payment_that_came_under_the_cursor_meanwhile() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "w")
        settled = Settled(reason="another shop's", agent="bob", at=NOW)
        desk.backend.unordered[0] = desk.backend.unordered[0].model_copy(update={"settled": settled})
        desk.backend.feed.put_nowait(Change(9, "payment", "paypal:8XK1", 0, "bob"))
        await desk.until(lambda: "EUR 19.01" not in desk.text)
        await desk.press("S")
        assert desk.notices == [
            "8XK1 was settled elsewhere, and the cursor is at 8XK2 now: press it again to mean that one."
        ]
        assert isinstance(desk.app.screen, PaymentList)
        await desk.press("S")
        assert "KWD 1.902" in desk.text
        assert isinstance(desk.app.screen, SettleQuestion)


async def test_after_ones_own_decision_the_next_key_means_the_next_payment() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "w", "S")
        await desk.type("refunded by hand")
        await desk.press("enter", "S")
        assert isinstance(desk.app.screen, SettleQuestion)
        assert not desk.notices


async def test_a_reply_that_is_lost_settles_it_once() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "w", "S")
        await desk.type("refunded")
        desk.backend.loses = 1
        await desk.pilot.press("enter")
        await desk.until(lambda: "EUR 19.01 is settled" in desk.text)
        assert isinstance(desk.app.screen, PaymentList)
        assert len(desk.backend.kept) == 1


async def test_a_viewer_looks_and_settles_nothing() -> None:
    backend = a_shop()
    backend.actor = Actor(name="vera", role=Role.VIEWER, origin=ActorOrigin.DESK)
    async with sitting(backend) as desk:
        await desk.press("g", "w", "S")
        assert isinstance(desk.app.screen, PaymentList)
        assert any("may not settle payments" in notice for notice in desk.notices)


async def test_what_a_provider_wrote_is_text_and_nothing_else() -> None:
    backend = a_shop()
    backend.unordered = [
        a_payment(
            number,
            provider=text or "paypal",
            reference=text,
            merchant_reference=text,
            cart=text,
            why=text,
            id=f"P-{number}",
        )
        for number, text in enumerate(HOSTILE)
    ]
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "w")
        for _ in HOSTILE:
            await desk.press("enter")
            assert isinstance(desk.app.screen, OnePayment)
            await desk.press("escape", "down")
        assert not any("\x1b" in line or "\x07" in line for line in desk.lines)


async def test_an_empty_list_says_that_nothing_is_to_be_done() -> None:
    async with sitting(FakeClient()) as desk:
        await desk.press("g", "w")
        assert "All money that came in belongs to an order" in desk.text
        await desk.press("S")
        assert any("no payment at the cursor" in notice for notice in desk.notices)
