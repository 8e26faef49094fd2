"""While the server is away: calls fail at once, one at a time tries, and reads say what was known last."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from cartui.client.protocol import NotFound, Unavailable
from cartui.client.rest import RestClient
from cartui.client.rest.breaker import Breaker
from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.last_known import Known, LastKnown
from cartui.client.rest.timeouts import USUAL
from cartui.model.actions import SetNote
from cartui.model.cart import CartState
from cartui.model.order import Order, OrderState
from cartui.model.query import CartQuery, CartSort, Count
from cartui.model.upkeep import UpkeepReport
from cartui.store.postgresql.server import LOCK_SECONDS
from tests.client_rest.far_end import CART, NOW, FarEnd, json_of, opened, problem

AWAY = httpx.ConnectError("refused")


@pytest.fixture
async def away() -> AsyncIterator[tuple[RestClient, FarEnd]]:
    """A client that has seen a cart and a count, and whose server has gone."""
    async with opened() as (client, end):
        end.will(json_of(CART))
        await client.carts.get("C-1")
        end.will(json_of(Count(7)))
        await client.carts.count(CartQuery())
        end.advance(minutes=5)
        end.will(AWAY)
        yield client, end


async def test_a_read_says_what_it_was_answered_last_and_when(away: tuple[RestClient, FarEnd]) -> None:
    client, _ = away

    with pytest.raises(Unavailable) as error:
        await client.carts.get("C-1")
    assert (error.value.last_known, error.value.as_of) == (CART, NOW)
    with pytest.raises(Unavailable) as error:
        await client.carts.count(CartQuery())
    assert error.value.last_known == Count(7)


async def test_another_read_has_no_last_answer(away: tuple[RestClient, FarEnd]) -> None:
    client, _ = away

    for read in (client.carts.get("C-2"), client.carts.list(CartQuery(), sort=CartSort())):
        with pytest.raises(Unavailable) as error:
            await read
        assert (error.value.last_known, error.value.as_of) == (None, None)


async def test_a_write_is_answered_by_nothing_that_was_known(away: tuple[RestClient, FarEnd]) -> None:
    client, _ = away

    for write in (client.carts.edit("C-1", 3, [SetNote(note="x")]), client.carts.preview("C-1", 3, [])):
        with pytest.raises(Unavailable) as error:
            await write
        assert error.value.last_known is None


async def test_a_read_says_what_a_write_gave_since_under_every_name(away: tuple[RestClient, FarEnd]) -> None:
    client, end = away
    edited = CART.model_copy(update={"version": 4, "note": "mine"})
    end.will(json_of(edited))
    await client.carts.edit(CART.id, 3, [SetNote(note="mine")])
    end.will(AWAY)

    for name in (CART.id, "C-1"):
        with pytest.raises(Unavailable) as error:
            await client.carts.get(name)
        assert (error.value.last_known, error.value.as_of) == (edited, end.now)


async def test_what_a_write_gave_is_asked_for_anew_in_full() -> None:
    async with opened() as (client, end):
        end.will(json_of(CART, ETag='"v3"'))
        await client.carts.get("c1")
        end.will(json_of(CART.model_copy(update={"version": 4})))
        await client.carts.edit("c1", 3, [SetNote(note="mine")])
        await client.carts.get("c1")
        assert "if-none-match" not in end.asked[-1].headers


async def test_an_old_answer_to_a_repeat_does_not_stand_in_for_what_was_read_since() -> None:
    async with opened() as (client, end):
        newer = CART.model_copy(update={"version": 9})
        end.will(json_of(newer))
        await client.carts.get("c1")
        end.will(json_of(CART))
        await client.carts.edit("c1", 2, [SetNote(note="mine")], key="k")
        end.will(AWAY)
        with pytest.raises(Unavailable) as error:
            await client.carts.get("c1")
    assert error.value.last_known == newer


async def test_who_placed_a_cart_still_knows_the_order_and_the_cart(away: tuple[RestClient, FarEnd]) -> None:
    client, end = away
    ordered = CART.model_copy(update={"version": 4, "state": CartState.ORDERED})
    order = Order(
        id="o1",
        number="O-000001",
        version=1,
        state=OrderState.PENDING,
        cart=ordered,
        placed_at=NOW,
        placed_by="alice",
        paid=0,
        due=0,
    )
    end.will(json_of(order))
    await client.carts.place(CART.id, phone="01712345678")
    end.will(AWAY)

    with pytest.raises(Unavailable) as error:
        await client.orders.get("o1")
    assert error.value.last_known == order
    with pytest.raises(Unavailable) as error:
        await client.carts.get("C-1")
    assert error.value.last_known == ordered


async def test_a_trial_is_no_cart_that_is_known(away: tuple[RestClient, FarEnd]) -> None:
    client, end = away
    end.will(json_of(CART.model_copy(update={"version": 4, "note": "tried"})))
    await client.carts.preview(CART.id, 3, [SetNote(note="tried")])
    end.will(AWAY)

    with pytest.raises(Unavailable) as error:
        await client.carts.get("C-1")
    assert error.value.last_known == CART


async def test_a_purge_and_the_end_forget_what_was_known(away: tuple[RestClient, FarEnd]) -> None:
    client, end = away
    end.will(json_of(UpkeepReport(carts_purged=1)))
    await client.upkeep.purge()
    end.will(AWAY)

    with pytest.raises(Unavailable) as error:
        await client.carts.get("C-1")
    assert error.value.last_known is None


async def test_what_did_not_change_is_not_sent_again_and_known_from_now() -> None:
    async with opened() as (client, end):
        end.will(json_of(CART, ETag='"v3"'))
        await client.carts.get("C-1")
        end.advance(minutes=1)
        end.will(httpx.Response(304))
        assert await client.carts.get("C-1") == CART
        assert end.asked[0].headers["if-none-match"] == '"v3"'

        end.will(AWAY)
        with pytest.raises(Unavailable) as error:
            await client.carts.get("C-1")
    assert error.value.as_of is not None
    assert (error.value.as_of - NOW).total_seconds() == 60


async def test_the_same_of_something_never_seen_makes_no_sense() -> None:
    async with opened() as (client, end):
        end.will(httpx.Response(304))
        with pytest.raises(Unavailable):
            await client.carts.get("C-1")


async def test_after_some_failures_calls_fail_at_once_and_say_when_to_come_back(
    away: tuple[RestClient, FarEnd],
) -> None:
    client, end = away
    with pytest.raises(Unavailable, match="cannot be reached"):
        await client.carts.get("C-1")
    end.asked.clear()

    with pytest.raises(Unavailable, match="is away: it cannot be reached") as error:
        await client.carts.get("C-1")
    assert error.value.last_known == CART
    assert error.value.retry_after
    with pytest.raises(Unavailable, match="nothing was saved"):
        await client.carts.edit("C-1", 3, [SetNote(note="x")], key="k")
    with pytest.raises(Unavailable, match="is away"):
        await anext(client.changes())
    assert end.asked == []


async def test_one_at_a_time_tries_and_its_answer_is_everybodys(away: tuple[RestClient, FarEnd]) -> None:
    client, end = away
    with pytest.raises(Unavailable):
        await client.carts.get("C-1")
    await asyncio.sleep(0.1)
    end.asked.clear()
    end.will(json_of(CART))
    answers = await asyncio.gather(*(client.carts.get("C-1") for _ in range(5)), return_exceptions=True)

    assert [answer for answer in answers if answer == CART] == [CART]
    assert len(end.asked) == 1
    assert await asyncio.gather(*(client.carts.get("C-1") for _ in range(5))) == [CART] * 5


async def test_a_server_that_says_no_is_there() -> None:
    async with opened() as (client, end):
        end.will(problem(NotFound("There is no such cart.")))
        for _ in range(10):
            with pytest.raises(NotFound):
                await client.carts.get("C-9")
        assert len(end.asked) == 10


def test_the_rest_grows_up_to_a_bound_and_ends_with_an_answer() -> None:
    now = 0.0
    breaker = Breaker(USUAL, lambda: now)

    def fails() -> float:
        with pytest.raises(FailedAttempt), breaker.attempt():
            raise FailedAttempt("is gone")
        with pytest.raises(FailedAttempt) as refused, breaker.attempt():
            raise AssertionError("not let through")
        return refused.value.retry_after or 0.0

    for _ in range(USUAL.failures - 1):
        with pytest.raises(FailedAttempt), breaker.attempt():
            raise FailedAttempt("is gone")
    rests = []
    for _ in range(6):
        rests.append(fails())
        now += rests[-1]
    assert rests == [1, 2, 4, 8, 15, 15]

    with breaker.attempt():
        pass
    assert not breaker.is_open


@pytest.mark.parametrize("together", [4, 8, 30])
def test_what_was_under_way_together_and_fails_together_is_one_failure(together: int) -> None:
    breaker = Breaker(USUAL, lambda: 0.0)
    under_way = [breaker.attempt() for _ in range(together)]
    for attempt in under_way:
        attempt.__enter__()
    for attempt in under_way:
        trouble = FailedAttempt("did not answer in time")
        assert not attempt.__exit__(type(trouble), trouble, None)
    assert not breaker.is_open

    for _ in range(USUAL.failures - 1):
        with pytest.raises(FailedAttempt), breaker.attempt():
            raise FailedAttempt("is gone")
    with pytest.raises(FailedAttempt) as refused, breaker.attempt():
        raise AssertionError("not let through")
    assert refused.value.retry_after == USUAL.rest


def test_what_was_never_sent_says_nothing_of_the_server() -> None:
    breaker = Breaker(USUAL, lambda: 0.0)
    for _ in range(USUAL.failures):
        with pytest.raises(FailedAttempt), breaker.attempt():
            raise FailedAttempt("is asked too much from here", sent=False, away=False)
        with pytest.raises(FailedAttempt), breaker.attempt():
            raise FailedAttempt("is gone")
    assert breaker.is_open


def test_a_probe_that_nobody_waits_for_any_more_makes_room_for_the_next() -> None:
    now = 0.0
    breaker = Breaker(USUAL, lambda: now)
    for _ in range(USUAL.failures):
        with pytest.raises(FailedAttempt), breaker.attempt():
            raise FailedAttempt("is gone")
    now = 100.0
    with pytest.raises(asyncio.CancelledError), breaker.attempt():
        raise asyncio.CancelledError
    with breaker.attempt():
        pass
    assert not breaker.is_open


def test_a_server_says_that_others_write_before_the_desk_stops_listening() -> None:
    assert USUAL.silence - 1 > LOCK_SECONDS


def test_what_was_not_used_the_longest_is_forgotten_first() -> None:
    known = LastKnown(most=3, most_bytes=100)
    for name in "abc":
        known.put(name, Known(name, NOW, None, 10))
    known.get("a")
    known.put("d", Known("d", NOW, None, 10))
    assert [known.get(name) is not None for name in "abcd"] == [True, False, True, True]

    known.put("e", Known("e", NOW, None, 85))
    assert [known.get(name) is not None for name in "acde"] == [False, False, True, True]
    known.put("e", Known("e", NOW, None, 101))
    assert known.get("e") is None
