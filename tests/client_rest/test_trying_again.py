"""When the remote client tries again, with which key, for how long, and what it says when nothing helps."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from cartui.client.protocol import Client, Conflict, OutcomeUnknown, Unavailable
from cartui.model.actions import SetNote
from cartui.model.agent import Role
from cartui.model.cart import NewCart
from cartui.model.imports import ImportBatch
from cartui.model.shop import Shop
from cartui.wire.problems import MEDIA_TYPE
from tests.client_rest.far_end import CART, NOW, QUICK, json_of, opened, problem

LOST = httpx.ReadError("gone")
AWAY = httpx.ConnectError("refused")

NEVER_TWICE: dict[str, Callable[[Client], Awaitable[object]]] = {
    "an import": lambda client: client.imports.apply(ImportBatch()),
    "an account": lambda client: client.agents.add("bob", Role.AGENT),
    "taking a token back": lambda client: client.agents.revoke("bob"),
    "a purge": lambda client: client.upkeep.purge(),
    "the background's work": lambda client: client.upkeep.run(),
    "a shop": lambda client: client.shop.apply(Shop()),
}


def edit(client: Client, key: str | None = None) -> Awaitable[object]:
    """One edit."""
    return client.carts.edit("C-1", 3, [SetNote(note="x")], key=key)


@pytest.mark.parametrize(
    "failure",
    [
        LOST,
        AWAY,
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("no HTTP"),
        httpx.Response(500),
        httpx.Response(502, html="<h1>nginx</h1>"),
        httpx.Response(503, headers={"Retry-After": "0"}),
        httpx.Response(429, headers={"Retry-After": "0"}),
        httpx.Response(200, text='{"id": "c1'),
    ],
)
async def test_a_read_and_a_write_with_its_key_are_tried_again(failure: Exception | httpx.Response) -> None:
    async with opened() as (client, end):
        end.will(failure, failure, json_of(CART))
        assert await client.carts.get("C-1") == CART
        assert len(end.asked) == 3

        end.will(failure, json_of(CART))
        assert await edit(client, key="k1") == CART
        assert [asked.headers["idempotency-key"] for asked in end.asked] == ['"k1"', '"k1"']


async def test_a_write_without_a_key_gets_one_so_that_it_can_be_tried_again() -> None:
    async with opened() as (client, end):
        end.will(LOST, json_of(CART))
        assert await edit(client) == CART
        first, second = (asked.headers["idempotency-key"] for asked in end.asked)
        assert first == second

        await edit(client)
        assert end.asked[-1].headers["idempotency-key"] != first  # a repeat without a key is a new intention


@pytest.mark.parametrize("call", NEVER_TWICE.values(), ids=NEVER_TWICE)
@pytest.mark.parametrize("failure", [LOST, httpx.Response(503), httpx.Response(429)])
async def test_what_has_no_key_is_not_sent_twice(
    call: Callable[[Client], Awaitable[object]], failure: Exception | httpx.Response
) -> None:
    async with opened() as (client, end):
        end.will(failure)
        with pytest.raises(Unavailable):
            await call(client)
        assert len(end.asked) == 1


@pytest.mark.parametrize("call", NEVER_TWICE.values(), ids=NEVER_TWICE)
async def test_what_never_left_is_tried_again_even_so(call: Callable[[Client], Awaitable[object]]) -> None:
    async with opened() as (client, end):
        end.will(AWAY, AWAY, problem(Conflict("answered")))
        with pytest.raises(Conflict):
            await call(client)
        assert len(end.asked) == 3


@pytest.mark.parametrize(
    ("failure", "key", "said"),
    [
        (AWAY, "k1", "nothing was saved. Try again in a moment."),
        (AWAY, None, "nothing was saved. Try again in a moment."),
        (LOST, "k1", "it is not known whether this was saved. Try again: it is done once at most."),
        (LOST, None, "it is not known whether this was done. Look before you do it again."),
        (httpx.Response(429), "k1", "asked too much at the moment."),
    ],
)
async def test_a_write_that_failed_says_whether_anything_was_saved(
    failure: Exception, key: str | None, said: str
) -> None:
    async with opened() as (client, end):
        end.will(failure)
        with pytest.raises(Unavailable) as error:
            await edit(client, key)
    assert error.value.message.startswith("carts.example.com ")
    assert error.value.message.endswith(said)


async def test_one_attempt_that_may_have_arrived_is_not_forgotten_over_a_later_one() -> None:
    async with opened() as (client, end):
        end.will(LOST, AWAY)
        with pytest.raises(Unavailable, match="not known whether this was saved"):
            await edit(client, key="k1")


@pytest.mark.parametrize("key", ["k1", None])
async def test_what_the_server_says_of_a_write_is_believed(key: str | None) -> None:
    full = Unavailable("The disk is full. Nothing was saved.")
    async with opened() as (client, end):
        end.will(problem(full))
        with pytest.raises(Unavailable) as error:
            await edit(client, key)
    assert error.value.message == full.message


async def test_an_earlier_attempt_is_told_of_beside_what_the_server_says_of_the_last() -> None:
    async with opened() as (client, end):
        end.will(LOST, problem(Unavailable("The disk is full. Nothing was saved.")))
        with pytest.raises(Unavailable) as error:
            await edit(client, key="k1")
    assert error.value.message == (
        "The disk is full. Nothing was saved. An earlier try of it got no answer: it is not known whether "
        "this was saved. Try again: it is done once at most."
    )


@pytest.mark.parametrize(("key", "advice"), [("k1", "once at most"), (None, "before you do it again")])
async def test_whoever_has_a_key_is_told_what_it_is_worth_and_others_to_look(
    key: str | None, advice: str
) -> None:
    cut_off = OutcomeUnknown("The database went away.", "Nobody knows. Repeat it with its key.")
    async with opened() as (client, end):
        end.will(problem(cut_off))
        with pytest.raises(Unavailable, match=rf"^The database went away: it is .* {advice}\.$"):
            await edit(client, key)


async def test_a_fault_of_the_server_leaves_it_open_whether_anything_was_saved() -> None:
    details = {
        "type": "urn:cartui:problem:fault",
        "title": "A fault",
        "status": 500,
        "detail": "A fault, 1f.",
    }
    async with opened() as (client, end):
        end.will(httpx.Response(500, json=details, headers={"Content-Type": MEDIA_TYPE}))
        with pytest.raises(Unavailable, match=r"^A fault, 1f: it is not known whether this was saved"):
            await edit(client, key="k1")


@pytest.mark.parametrize("said", ["30", format_datetime(NOW + timedelta(seconds=30), usegmt=True)])
async def test_who_asks_for_patience_is_not_asked_again_but_told_of(said: str) -> None:
    async with opened() as (client, end):
        end.will(problem(Unavailable("The database is busy."), **{"Retry-After": said}))
        with pytest.raises(Unavailable, match="database is busy") as error:
            await client.carts.get("C-1")
        assert len(end.asked) == 1
    assert error.value.retry_after == 30


@pytest.mark.parametrize(
    ("said", "believed"), [("soon", None), ("-5", None), ("99999999999", 3600), ("", None), ("٣", None)]
)
async def test_a_strange_wish_for_patience_is_no_trouble(said: str, believed: float | None) -> None:
    async with opened() as (client, end):
        end.will(httpx.Response(503, headers=[(b"Retry-After", said.encode())]))
        with pytest.raises(Unavailable) as error:
            await client.carts.get("C-1")
    assert error.value.retry_after == believed


async def test_a_short_wish_for_patience_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    async with opened() as (client, end):
        end.will(httpx.Response(503, headers={"Retry-After": "2"}), json_of(CART))
        await client.carts.get("C-1")
    assert max(slept) == 2.0


async def test_everything_together_has_one_end() -> None:
    hurried = replace(QUICK, whole=0.3, silence=0.3)
    async with opened(hurried) as (client, end):
        end.hang = True
        for call in (client.carts.get("C-1"), edit(client, "k1"), anext(client.changes())):
            with pytest.raises(Unavailable, match="did not answer in time"):
                await asyncio.wait_for(call, 10)


@pytest.mark.parametrize("work", ["an import", "a purge", "the background's work", "a shop"])
async def test_long_work_is_waited_for(work: str) -> None:
    async with opened(replace(QUICK, whole=0.1)) as (client, end):
        end.hang = True
        with pytest.raises(TimeoutError):  # it is this test that gives up
            await asyncio.wait_for(NEVER_TWICE[work](client), 0.4)


async def test_a_call_that_nobody_waits_for_leaves_nothing_behind() -> None:
    async with opened() as (client, end):
        end.hang = True
        waiting = asyncio.ensure_future(client.carts.get("C-1"))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

        end.hang = False
        end.will(json_of(CART))
        assert await client.carts.get("C-1") == CART


async def test_a_key_that_no_header_can_hold_travels_all_the_same() -> None:
    async with opened() as (client, end):
        end.will(json_of(CART))
        await client.carts.create(NewCart(market="BD"), key='ключ\r\nX: "y" ')
    (asked,) = end.asked
    assert asked.headers["idempotency-key"].isascii()
    assert "x" not in asked.headers
