"""A storefront cart says who fills it, from where, and when they looked at it last; that stays true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cartui.model.cart import Cart, UserType, Visitor
from cartui.model.changes import Change
from cartui.screens.cart_list import preview_pane
from cartui.screens.cart_list.preview_pane import PreviewPane, preview_of
from cartui.screens.desk.desk import Display
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.parts import cart_visitor
from cartui.widgets.cart_facts import visitor_lines
from cartui.widgets.pane import Pane
from tests.desk import sitting as seat
from tests.desk.fake_client import NOW, FakeClient, a_cart, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.hostile import HOSTILE

GUEST = Visitor(session_id="8f3a12c0d9e1", browser="Chrome 120 on Linux", ip="203.0.113.7", country="BD")


def a_visited_cart(visitor: Visitor | None, minutes: int | None = 2) -> Cart:
    """A cart that this visitor looked at so many minutes ago."""
    touched = None if minutes is None else NOW - timedelta(minutes=minutes)
    return a_cart(a_summary(1)).model_copy(update={"visitor": visitor, "touched_at": touched})


def said_of(cart: Cart) -> list[str]:
    """What the pane of the customer says of the visitor."""
    return [line.label + line.text for line in visitor_lines(cart, NOW)]


@pytest.mark.parametrize(
    ("visitor", "minutes", "said"),
    [
        (
            GUEST,
            2,
            [
                "visitor  guest · BD · 203.0.113.7 · Chrome 120 on Linux",
                "touched  2 min ago · session 8f3a12c0…",
            ],
        ),
        (GUEST.model_copy(update={"session_id": "s-1"}), 180, ["touched  3 h ago · session s-1"]),
        (Visitor(user_type=UserType.CUSTOMER), 0, ["visitor  customer", "touched  a moment ago"]),
        (GUEST, None, ["         session 8f3a12c0…"]),
        (None, 2, ["touched  2 min ago"]),
        (None, None, []),
    ],
)
def test_a_visitor_is_told_in_two_lines_of_which_a_narrow_pane_loses_the_least(
    visitor: Visitor | None, minutes: int | None, said: list[str]
) -> None:
    assert said_of(a_visited_cart(visitor, minutes))[-len(said) :] == said


def test_the_preview_tells_the_same() -> None:
    lines = preview_of(a_visited_cart(GUEST), Display(timezone="UTC"), NOW, 28).plain.splitlines()
    first = lines.index("guest · BD · 203.0.113.7")
    said = ["Chrome 120 on Linux", "session 8f3a12c0…", "touched 2 min ago"]
    assert lines[first + 1 : first + 4] == said
    without = preview_of(a_visited_cart(None, None), Display(timezone="UTC"), NOW, 28).plain
    assert "touched" not in without


def visited(minutes: int) -> FakeClient:
    """A shop with one cart, at which its visitor looked so many minutes ago."""
    touched = NOW - timedelta(minutes=minutes)
    return FakeClient([a_summary(1, origin="storefront", touched_at=touched)], visitors={"cart-1": GUEST})


def customer_pane(desk: Sitting) -> Pane:
    """The pane that says whose cart it is."""
    assert isinstance(desk.app.screen, OneCart)
    return desk.app.screen.query(Pane).first()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_one_cart_says_it_at_every_width_and_goes_on_saying_what_is_true(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cart_visitor, "AGES_GROW", 0.02)
    async with sitting(visited(2), size) as desk:
        await desk.press("enter")
        assert "guest · BD · 203.0.113.7" in desk.text
        assert "touched  2 min ago" in desk.text
        drawn = customer_pane(desk)._lines
        monkeypatch.setattr(seat, "NOW", NOW + timedelta(seconds=59))
        await desk.pilot.pause(0.1)
        assert customer_pane(desk)._lines is drawn, "drawn again for nothing"
        monkeypatch.setattr(seat, "NOW", NOW + timedelta(minutes=3))
        await desk.until(lambda: "touched  5 min ago" in desk.text)


async def test_a_touch_is_seen_at_once_and_what_was_done_here_is_not_read_again() -> None:
    backend = visited(5)
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("enter")
        assert "touched  5 min ago" in desk.text
        backend.summaries[0] = replace(backend.summaries[0], touched_at=NOW)
        backend.feed.put_nowait(Change(1, "cart", "cart-1", 1, "alice"))
        await desk.pilot.pause(0.4)
        assert "touched  5 min ago" in desk.text
        backend.feed.put_nowait(Change(2, "cart", "cart-1", 1, "gospelshop"))
        await desk.until(lambda: "touched  a moment ago" in desk.text)


async def test_the_preview_goes_on_saying_what_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_pane, "AGES_GROW", 0.02)
    async with sitting(visited(2)) as desk:
        await desk.until(lambda: "touched 2 min ago" in desk.text)
        monkeypatch.setattr(seat, "NOW", NOW + timedelta(hours=1))
        await desk.until(lambda: "touched 1 h ago" in desk.text)
        assert desk.app.screen.query_one(PreviewPane).shows == "cart-1"


async def test_hostile_words_of_a_visitor_are_shown_as_they_are() -> None:
    backend = visited(2)
    text = "[b]".join(HOSTILE)
    backend.visitors["cart-1"] = Visitor(session_id=text, browser=text, ip=text, country=text)
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("enter")
        assert "visitor  guest" in desk.text
        assert "touched  2 min ago" in desk.text
