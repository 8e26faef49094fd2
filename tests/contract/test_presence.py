"""Who has a cart open: seen by the others, over by itself, and no change of the cart."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cartui.client.protocol import Client, Invalid, NotFound
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.changes import PRESENCE, Change
from cartui.model.presence import LENGTH, OpenElsewhere, Present
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import NOW
from tests.waiting import PATIENCE


def names(present: tuple[Present, ...]) -> list[str]:
    """Who it is."""
    return [each.agent for each in present]


async def told(feed: AsyncIterator[Change]) -> Change:
    """The next change of carts and who is at them, which is there or comes soon."""
    while (change := await asyncio.wait_for(anext(feed), PATIENCE)).kind not in {"cart", PRESENCE}:
        pass
    return change


async def test_two_at_one_cart_see_each_other_and_nobody_sees_themselves(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    assert await client.presence.enter(cart.id, desk="a") == ()
    clock.advance(seconds=10)
    assert await bob.presence.enter(cart.number, desk="b") == (
        Present(agent="alice", since=NOW, until=NOW + LENGTH),
    )
    assert names(await client.presence.enter(cart.number.lower(), desk="a")) == ["bob"]
    assert names(await client.presence.of(cart.id)) == ["alice", "bob"]
    assert names(await client.presence.of(cart.id, desk="a")) == ["bob"]

    assert names(await bob.presence.leave(cart.id, desk="b")) == ["alice"]
    assert await client.presence.of(cart.id, desk="a") == ()
    assert await bob.presence.leave(cart.id, desk="b") != ()


async def test_presence_is_of_one_cart(client: Client, open_as: OpenAs, cart: Cart) -> None:
    bob = await open_as("bob")
    another = await client.carts.create(NewCart(market="BD"))
    await client.presence.enter(cart.id, desk="a")
    assert await bob.presence.enter(another.id, desk="b") == ()
    await client.presence.leave(another.id, desk="a")
    assert names(await bob.presence.of(cart.id)) == ["alice"]


async def test_which_carts_are_open_somewhere_is_one_question_however_many_there_are(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob, ann = await open_as("bob"), await open_as("ann", role=Role.VIEWER)
    another = await client.carts.create(NewCart(market="BD"))
    assert await client.presence.everywhere(desk="a") == ()
    await client.presence.enter(cart.id, desk="a")
    assert await client.presence.everywhere(desk="a") == (), "one's own desk is no news to it"
    assert [each.cart for each in await client.presence.everywhere(desk="b")] == [cart.id]
    await bob.presence.enter(cart.id, desk="b")
    clock.advance(seconds=10)
    await ann.presence.enter(another.id, desk="c")
    assert await client.presence.everywhere(desk="a") == (
        OpenElsewhere(cart=another.id, until=clock() + LENGTH),
        OpenElsewhere(cart=cart.id, until=NOW + LENGTH),
    )
    clock.advance(seconds=36)
    assert [each.cart for each in await client.presence.everywhere(desk="a")] == [another.id]
    await ann.presence.leave(another.id, desk="c")
    assert await client.presence.everywhere(desk="a") == ()


async def test_whoever_does_not_say_that_they_are_still_there_is_gone_by_themselves(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob = await open_as("bob")
    await client.presence.enter(cart.id, desk="a")
    clock.advance(seconds=30)
    await client.presence.enter(cart.id, desk="a")
    clock.advance(seconds=44)
    assert await bob.presence.of(cart.id) == (
        Present(agent="alice", since=NOW, until=clock.now.replace(second=clock.now.second + 1)),
    )
    clock.advance(seconds=1)
    assert await bob.presence.of(cart.id) == ()


async def test_one_agent_at_two_desks_is_one_for_others_and_is_told_of_the_other_desk(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob = await open_as("bob")
    await client.presence.enter(cart.id, desk="a")
    clock.advance(seconds=20)
    assert names(await client.presence.enter(cart.id, desk="at home")) == ["alice"]
    assert await bob.presence.of(cart.id) == (Present(agent="alice", since=NOW, until=clock.now + LENGTH),)
    assert names(await client.presence.leave(cart.id, desk="a")) == ["alice"]
    assert names(await bob.presence.of(cart.id)) == ["alice"]
    assert await client.presence.leave(cart.id, desk="at home") == ()


async def test_being_there_changes_nothing_of_the_cart_and_is_no_history(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    before = await client.history.of_cart(cart.id)
    bob = await open_as("bob")
    await client.presence.enter(cart.id, desk="a")
    await bob.presence.enter(cart.id, desk="b")
    await client.presence.leave(cart.id, desk="a")
    assert await client.carts.get(cart.id) == cart
    assert await client.history.of_cart(cart.id) == before


async def test_the_feed_tells_who_comes_and_goes_but_not_who_stays(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    seen = 0
    feed = client.changes(0)
    while (change := await told(feed)).version < cart.version:
        pass
    bob = await open_as("bob")
    await bob.presence.enter(cart.id, desk="b")
    await bob.presence.enter(cart.id, desk="b")
    await bob.presence.leave(cart.id, desk="b")
    await bob.presence.leave(cart.id, desk="b")
    await bob.presence.enter(cart.id, desk="b")
    clock.advance(seconds=45)
    await bob.presence.enter(cart.id, desk="b")
    for _ in range(4):
        seen, before = (change := await told(feed)).seq, seen
        assert (change.kind, change.id, change.version, change.agent) == (PRESENCE, cart.id, 0, "bob")
        assert seen > before
    await client.carts.delete(cart.id)
    assert (await told(feed)).kind == "cart"


async def came_and_went(client: Client, cart: Cart) -> list[str]:
    """Who came to the cart or went, as the feed tells it; the cart is deleted after that."""
    await client.carts.delete(cart.id)
    feed, agents = client.changes(0), list[str]()
    while (change := await told(feed)).version <= cart.version:
        agents += [change.agent] if change.kind == PRESENCE else []
    return agents


async def test_one_more_desk_of_somebody_who_is_there_is_no_news(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    bob = await open_as("bob")
    await bob.presence.enter(cart.id, desk="a")
    await bob.presence.enter(cart.id, desk="b")
    await bob.presence.leave(cart.id, desk="a")
    assert names(await client.presence.of(cart.id)) == ["bob"]
    await bob.presence.leave(cart.id, desk="b")
    assert await came_and_went(client, cart) == ["bob", "bob"]


async def test_one_agent_is_at_one_cart_at_four_desks_at_most(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    eve, bob = await open_as("eve", role=Role.VIEWER), await open_as("bob")
    await bob.presence.enter(cart.id, desk="b")
    for desk in range(8):
        clock.advance(seconds=1)
        await eve.presence.enter(cart.id, desk=str(desk))
    assert names(await bob.presence.of(cart.id, desk="b")) == ["eve"]
    clock.advance(hours=2)
    assert (await client.upkeep.run()).presences_forgotten == 4 + 1
    assert await came_and_went(client, cart) == ["bob", "eve"]


async def test_a_viewer_is_seen_too(client: Client, open_as: OpenAs, cart: Cart) -> None:
    eve = await open_as("eve", role=Role.VIEWER)
    assert await eve.presence.enter(cart.id, desk="e") == ()
    assert names(await client.presence.of(cart.id)) == ["eve"]
    assert await eve.presence.leave(cart.id, desk="e") == ()


async def test_nobody_is_at_a_cart_that_is_not_there(client: Client, cart: Cart) -> None:
    for call in (client.presence.enter, client.presence.leave, client.presence.of):
        with pytest.raises(NotFound):
            await call("C-999999", desk="a")


@pytest.mark.parametrize("desk", ["", " ", "a" * 65], ids=["empty", "blank", "long"])
async def test_a_desk_has_a_name(client: Client, cart: Cart, desk: str) -> None:
    for call in (client.presence.enter, client.presence.leave):
        with pytest.raises(Invalid):
            await call(cart.id, desk=desk)


async def test_a_presence_of_a_clock_that_was_put_back_since_does_not_last_for_ever(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob = await open_as("bob")
    clock.advance(days=1)
    await client.presence.enter(cart.id, desk="a")
    clock.advance(days=-1)
    assert await bob.presence.of(cart.id) == ()
    assert await client.presence.enter(cart.id, desk="a") == ()
    assert names(await bob.presence.of(cart.id)) == ["alice"]


async def test_what_is_over_is_tidied_up_and_what_holds_stays(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    bob = await open_as("bob")
    await bob.presence.enter(cart.id, desk="b")
    clock.advance(hours=2)
    await client.presence.enter(cart.id, desk="a")
    assert (await client.upkeep.run()).presences_forgotten == 1
    assert (await client.upkeep.run()).presences_forgotten == 0
    assert names(await client.presence.of(cart.id)) == ["alice"]


async def test_a_purged_cart_takes_along_who_was_at_it(client: Client, cart: Cart, clock: Clock) -> None:
    await client.presence.enter(cart.id, desk="a")
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    report = await client.upkeep.run()
    assert (report.carts_purged, report.presences_forgotten) == (1, 0)
    with pytest.raises(NotFound, match="gone for good"):
        await client.presence.enter(cart.id, desk="a")
