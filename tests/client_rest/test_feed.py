"""The feed of changes as a client reads it: piece by piece, resumed where it ended, told when it is lost."""

import json
import random

import httpx
import pytest

from cartui.client.protocol import Forbidden, Unauthenticated, Unavailable
from cartui.client.rest.events import LONGEST_EVENT, Event, EventReader, TooLong
from cartui.model.changes import GAP, Change
from cartui.wire.events import HEARTBEAT, change_event, start_event
from tests.client_rest.far_end import Raw, opened, problem

EVENTS = {"Content-Type": "text/event-stream; charset=utf-8"}
FIRST = Change(seq=18, kind="cart", id="c1", version=4, agent="bob")
SECOND = Change(seq=19, kind=GAP, id="", version=0, agent="")


def feed(*parts: bytes) -> Raw:
    """A feed that ends after these."""
    return Raw(b"".join(parts), EVENTS)


def read(*parts: bytes) -> list[Event]:
    """The events of these pieces."""
    reader = EventReader()
    return [event for part in parts for event in reader.feed(part)]


async def test_changes_come_as_they_were_made_and_the_end_is_told() -> None:
    async with opened() as (client, end):
        end.will(feed(start_event(17), HEARTBEAT, change_event(FIRST), change_event(SECOND)))
        changes = client.changes(17)
        assert [await anext(changes), await anext(changes)] == [FIRST, SECOND]
        with pytest.raises(Unavailable, match="ended the feed"):
            await anext(changes)
    assert end.asked[0].url.query == b"after=17"


async def test_who_had_heard_nothing_goes_on_where_the_feed_was_lost() -> None:
    async with opened() as (client, end):
        end.will(feed(start_event(17)))
        for asked in (b"", b"after=17"):
            with pytest.raises(Unavailable):
                await anext(client.changes())
            assert end.asked[-1].url.query == asked


@pytest.mark.parametrize(
    "body",
    [
        b"data: {}\nevent: change\n\n",
        b'event: change\ndata: {"seq": "1"}\n\n',
        b"event: start\ndata: what\n\n",
        b"event: change\ndata: " + b"[" * 50_000 + b"\n\n",
        b"data: " + b"x" * (LONGEST_EVENT + 1),
    ],
)
async def test_a_feed_that_makes_no_sense_is_lost(body: bytes) -> None:
    async with opened() as (client, end):
        end.will(feed(body))
        with pytest.raises(Unavailable, match="does not understand"):
            await anext(client.changes())


async def test_a_feed_that_is_refused_says_why() -> None:
    async with opened() as (client, end):
        for error in (Unauthenticated("This token was revoked."), Forbidden("Not you.")):
            end.will(problem(error))
            with pytest.raises(type(error), match=error.message):
                await anext(client.changes())
        end.will(problem(Unavailable("Too many follow already."), **{"Retry-After": "30"}))
        with pytest.raises(Unavailable, match="Too many follow") as raised:
            await anext(client.changes())
    assert raised.value.retry_after == 30


async def test_no_control_character_comes_with_a_change() -> None:
    body = json.dumps({"seq": 1, "kind": "cart", "id": "c1", "version": 1, "agent": "\x1b[31mbob"})
    async with opened() as (client, end):
        end.will(feed(f"event: change\ndata: {body}\n\n".encode()))
        assert (await anext(client.changes())).agent == "\ufffd[31mbob"


async def test_other_events_than_changes_are_passed_over() -> None:
    async with opened() as (client, end):
        end.will(feed(b"event: news\ndata: of a later version\n\n", change_event(FIRST)))
        assert await anext(client.changes()) == FIRST


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_events_are_the_same_however_they_come(line_end: str, size: int) -> None:
    text = "\ufeff: hello\nevent: change\ndata: ä\ndata:  two\nid: 7\nretry: 5\n\n\ndata\n\nevent: x\n\n"
    body = text.replace("\n", line_end).encode()

    parts = [body[at : at + size] for at in range(0, len(body), size)]
    assert read(*parts) == [Event("change", "ä\n two"), Event("message", "")]


def test_an_event_is_whole_only_with_its_empty_line() -> None:
    assert read(b"data: half\n") == []
    assert read(b"data: whole\n\n", b"data: half") == [Event("message", "whole")]


def test_noise_of_any_kind_ends_in_events_or_in_an_end() -> None:
    chance = random.Random(4)
    for _ in range(300):
        reader = EventReader()
        try:
            for _ in range(20):
                list(
                    reader.feed(chance.choice([chance.randbytes(50), b"\r", b"\n", b"data:", b"x" * 20_000]))
                )
        except TooLong:
            continue


async def test_the_line_is_given_back_when_nobody_listens_any_more() -> None:
    async with opened() as (client, end):
        end.will(feed(start_event(17), change_event(FIRST)))
        changes = client.changes(17)
        assert await anext(changes) == FIRST
        await changes.aclose()  # type: ignore[attr-defined]
        assert isinstance(end.asked[0], httpx.Request)
