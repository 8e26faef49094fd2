"""`g b` is the blocklist: who may not buy, why and until when; blocking, testing and taking off."""

import re
from datetime import timedelta

import pytest

from cartui.client.protocol import Unavailable
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.blocklist import Block, BlockKind
from cartui.model.cart import Visitor
from cartui.model.changes import BLOCK, Change
from cartui.screens.blocklist.block_form import BlockForm
from cartui.screens.blocklist.blocklist import BlocklistScreen
from cartui.screens.blocklist.is_it_blocked import IsItBlocked
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.hostile import HOSTILE


def a_block(number: int, value: str, kind: BlockKind, **other: object) -> Block:
    """An entry that somebody made so many hours ago."""
    given: dict[str, object] = {
        "id": number,
        "kind": kind,
        "value": value,
        "reason": "stolen cards",
        "agent": "bob",
        "at": NOW - timedelta(hours=number),
    }
    return Block.model_validate({**given, **other})


def a_shop(role: Role = Role.LEAD) -> FakeClient:
    """A shop with three entries that hold, and two that ended."""
    backend = FakeClient(
        [a_summary(number) for number in range(1, 4)],
        actor=Actor(name="alice", role=role, origin=ActorOrigin.DESK),
    )
    backend.blocked = [
        a_block(1, "mallory@example.com", BlockKind.EMAIL),
        a_block(2, "203.0.113.0/24", BlockKind.NETWORK, expires_at=NOW + timedelta(days=12, hours=1)),
        a_block(3, "AQ", BlockKind.COUNTRY, reason="nobody lives there"),
        a_block(4, "198.51.100.7", BlockKind.IP, removed_at=NOW - timedelta(hours=1), removed_by="carol"),
        a_block(5, "example.net", BlockKind.DOMAIN, expires_at=NOW - timedelta(days=2)),
    ]
    return backend


def at(desk: Sitting) -> str:
    """The line that the cursor stands on."""
    return next(line for line in desk.lines if "▌" in line)


def words(desk: Sitting) -> str:
    """What stands on the screen without frames and line breaks, for sentences that wrap."""
    return " ".join(re.sub("[│╭╮╰╯┌┐└┘─]", " ", desk.text).split())


def in_front(desk: Sitting) -> type[object]:
    """Which screen is in front."""
    return type(desk.app.screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_it_lists_whom_why_and_until_when_at_every_width(size: tuple[int, int]) -> None:
    async with sitting(a_shop(), size) as desk:
        await desk.press("g", "b")
        assert in_front(desk) is BlocklistScreen
        for said in ("mallory@example.com", "stolen cards", "never"):
            assert said in at(desk)
        await desk.press("down")
        for said in ("203.0.113.0/24", "12d"):
            assert said in at(desk)


async def test_those_that_ended_say_how_and_are_not_taken_off_again() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "b", "2")
        assert "carol" in at(desk)
        await desk.press("down")
        assert "example.net" in at(desk)
        assert "expired" in at(desk)
        await desk.press("delete")
        assert "It has ended already" in desk.notices
        await desk.press("1")
        assert "mallory" in at(desk)


async def test_it_is_narrowed_by_how_a_value_begins() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "b", "/")
        await desk.type("203.")
        assert "203.0.113.0/24" in at(desk)
        assert "mallory" not in desk.text
        await desk.type("9")
        assert "None begins so" in desk.text
        await desk.press("escape", "escape")
        assert "mallory" in desk.text


async def test_the_form_says_what_it_is_and_what_it_would_catch_before_it_is_saved() -> None:
    backend = a_shop()
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("g", "b", "n")
        assert in_front(desk) is BlockForm
        await desk.type("192.0.2.0/24")
        await desk.until(lambda: "3 carts that are there now would be caught" in words(desk))
        assert "A network: 192.0.2.0/24." in desk.text
        await desk.press("enter")
        await desk.type("card testing")
        await desk.press("enter")
        await desk.type("30d")
        assert "It ends 21 Dec 12:00 (UTC)" in words(desk)
        await desk.press("enter")
        assert in_front(desk) is BlocklistScreen
        assert "192.0.2.0/24 is blocked" in desk.text
        made = backend.blocked[0]
        assert (made.value, made.reason) == ("192.0.2.0/24", "card testing")
        assert made.expires_at == NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("value", "reason", "ends", "said"),
    [
        ("nobody", "x", "", "nobody is no email, domain, IP address"),
        ("192.0.2.5/24", "x", "", "192.0.2.0/24"),
        ("", "x", "", "Who is needed."),
        ("AQ", "", "", "Reason is needed."),
        ("BD", "x", "someday", "That is no time at which it ends"),
        ("BD", "x", "2026-01-01", "That is over already"),
        ("mallory@example.com", "x", "", "is blocked already, by bob: stolen cards"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_blocked(
    value: str, reason: str, ends: str, said: str
) -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "b", "n", *value, "down", *reason, "down", *ends, "ctrl+s")
        # The backend is asked beside the desk, and may answer after the key.
        await desk.until(lambda: said in words(desk))
        assert in_front(desk) is BlockForm
        assert len(backend.blocked) == 5


async def test_the_carts_that_it_would_catch_are_a_key_away_and_what_was_typed_stays() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "b", "n")
        await desk.type("192.0.2.7")
        await desk.press("ctrl+l")
        assert in_front(desk) is CartList
        assert desk.carts.line.text == "ip:192.0.2.7"
        await desk.press("g", "b", "n")
        assert "192.0.2.7" in desk.text


async def test_the_carts_that_an_entry_catches_are_a_key_away() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "b", "enter")
        assert in_front(desk) is CartList
        assert desk.carts.line.text == "email:mallory@example.com"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mallory@Example.com", "mallory@example.com (email): stolen cards · bob, 1 h ago"),
        ("192.0.2.1", "192.0.2.1 is not blocked."),
        ("example.net", "A whole email, an IP address, or the two letters of a country."),
    ],
)
async def test_somebody_is_tested_against_it(typed: str, said: str) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "b", "t")
        assert in_front(desk) is IsItBlocked
        await desk.press(*typed, "enter")
        assert said in words(desk)
        await desk.press("escape")
        assert in_front(desk) is BlocklistScreen


async def test_an_entry_is_taken_off_once_the_question_is_answered() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "b", "delete")
        assert in_front(desk) is Confirm
        assert "bob blocked it: stolen cards" in desk.text
        await desk.press("enter")
        assert backend.blocked[0].holds_at(NOW), "the question stands on Cancel"
        await desk.press("delete", "right", "enter")
        assert backend.blocked[0].removed_by == "alice"
        assert "mallory@example.com is blocked no longer" in desk.text
        assert "203.0.113.0/24" in at(desk)


@pytest.mark.parametrize("key", ["n", "delete"])
async def test_who_may_not_change_it_is_told_why_and_can_still_look_and_test(key: str) -> None:
    async with sitting(a_shop(Role.AGENT)) as desk:
        await desk.press("g", "b", key)
        assert in_front(desk) is BlocklistScreen
        assert any("may not change the blocklist" in notice for notice in desk.notices)
        await desk.press("t")
        assert in_front(desk) is IsItBlocked


async def test_what_others_block_is_listed_within_a_moment() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "b")
        backend.blocked.insert(0, a_block(9, "192.0.2.99", BlockKind.IP))
        backend.feed.put_nowait(Change(1, BLOCK, "9", 0, "bob"))
        await desk.until(lambda: "192.0.2.99" in desk.text)


async def test_an_answer_that_was_lost_blocks_once() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "b", "n", *"192.0.2.7", "down", *"x")
        backend.loses = 1
        await desk.press("ctrl+s")
        await desk.until(lambda: in_front(desk) is BlocklistScreen)
        assert [block.value for block in backend.blocked].count("192.0.2.7") == 1


async def test_while_the_backend_is_away_it_says_so_and_nothing_typed_is_lost() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("g", "b", "n", *"192.0.2.7", "down", *"x")
        backend.away = Unavailable("The server cannot be reached.")
        await desk.press("ctrl+s")
        await desk.until(lambda: "Not known yet whether it is blocked" in words(desk))
        backend.comes_back()
        await desk.press("ctrl+s")
        await desk.until(lambda: in_front(desk) is BlocklistScreen)


async def test_whoever_fills_a_cart_is_blocked_from_it_by_what_is_known_of_them() -> None:
    backend = a_shop()
    backend.visitors["cart-1"] = Visitor(ip="203.0.113.77", country="BD")
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("enter", "V")
        assert "203.0.113.77" in desk.text
        await desk.press("enter")
        assert in_front(desk) is BlockForm
        await desk.type("card testing")
        asked = backend.asked.count("get cart-1")
        await desk.press("ctrl+s")
        assert in_front(desk) is OneCart
        assert backend.blocked[0].value == "203.0.113.77"
        assert "203.0.113.77 is blocked." in desk.notices
        assert backend.asked.count("get cart-1") == asked + 1


async def test_of_whom_nothing_is_known_nobody_is_blocked() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("enter", "V")
        assert in_front(desk) is OneCart
        assert any("Neither an email" in notice for notice in desk.notices)


async def test_hostile_words_are_shown_as_they_are() -> None:
    backend = a_shop()
    backend.blocked = [
        a_block(number, "AQ", BlockKind.COUNTRY, reason=text, agent=text[:20] or "bob")
        for number, text in enumerate(HOSTILE, 1)
    ]
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("g", "b", "end")
        assert "AQ" in at(desk)
