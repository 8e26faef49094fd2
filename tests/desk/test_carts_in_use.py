"""A cart that somebody is at just now says so in its row, and no longer than that is true."""

from datetime import timedelta

import pytest

from cartui.client.protocol import Unavailable
from cartui.model.changes import PRESENCE, Change
from cartui.model.presence import LENGTH
from cartui.screens.cart_list import row_signs
from tests.desk import sitting as seat
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


def row(desk: Sitting, number: int) -> str:
    """What stands in the row of that cart."""
    return next(line for line in desk.lines if f"C-{number:06}" in line and f"Customer {number}" in line)


async def come(backend: FakeClient, *carts: str) -> None:
    """Let somebody have these carts open, and no others."""
    backend.open_elsewhere = list(carts)
    backend.feed.put_nowait(Change(backend.looked_around + 1, PRESENCE, "cart-2", 0, "bob"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_whoever_opens_a_cart_is_seen_in_its_row_and_so_is_that_they_go(
    size: tuple[int, int],
) -> None:
    backend = FakeClient([a_summary(number) for number in range(1, 4)])
    async with sitting(backend, size) as desk:
        listed = backend.asked.count("list")
        await come(backend, "cart-2")
        await desk.until(lambda: "in use" in row(desk, 2))
        assert "in use" not in row(desk, 1)
        await come(backend)
        await desk.until(lambda: "in use" not in row(desk, 2))
        assert backend.asked.count("list") == listed, "no row is read for that"


async def test_who_says_no_more_that_they_are_there_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_signs, "LOOKS", 0.02)
    backend = FakeClient([a_summary(number) for number in range(1, 4)], open_elsewhere=["cart-2"])
    async with sitting(backend) as desk:
        await desk.until(lambda: "in use" in row(desk, 2))
        monkeypatch.setattr(seat, "NOW", NOW + LENGTH)
        await desk.until(lambda: "in use" not in row(desk, 2))


async def test_a_shopper_is_at_a_cart_for_a_minute_after_the_last_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(row_signs, "LOOKS", 0.02)
    touched = NOW - timedelta(seconds=20)
    backend = FakeClient([a_summary(1, touched_at=touched), a_summary(2), a_summary(3, state="locked")])
    backend.open_elsewhere = ["cart-3"]
    async with sitting(backend) as desk:
        assert "in use" in row(desk, 1)
        assert "in use" not in row(desk, 2)
        assert "LOCKED" in row(desk, 3), "what needs somebody is said before that"
        monkeypatch.setattr(seat, "NOW", NOW + timedelta(seconds=40))
        await desk.until(lambda: "in use" not in row(desk, 1))


async def test_it_is_asked_once_however_many_rows_there_are_and_not_while_the_backend_is_away() -> None:
    backend = FakeClient([a_summary(number) for number in range(1, 200)])
    async with sitting(backend) as desk:
        await desk.press("pagedown", "pagedown", "r", "r")
        assert backend.looked_around == 1
        backend.away = Unavailable("The server cannot be reached.")
        await desk.press("r")
        assert backend.looked_around == 1
        assert not desk.notices
