"""Cancel: everything that one agent did to a cart since they opened it goes; what others did stays."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid, Locked, NotFound, Refused
from cartui.model.actions import (
    Action,
    AddLine,
    RemoveLine,
    Reprice,
    SetLinePrice,
    SetNote,
    SetPriceLevel,
    SetQuantity,
    SetTags,
)
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.history import EntryKind
from tests.contract.conftest import OpenAs
from tests.contract.steps import random_actions, same_content
from tests.scale import full_or_tenth


async def _done(client: Client, cart: Cart, *actions: Action) -> Cart:
    """The cart after these actions, each in a change of its own."""
    for action in actions:
        cart = await client.carts.edit(cart.id, cart.version, [action])
    return cart


async def test_everything_since_then_is_taken_back_in_one_change(client: Client, cart: Cart) -> None:
    line = cart.lines[0].id
    busy = await _done(
        client,
        cart,
        SetNote(note="x"),
        AddLine(sku="MUG-01", quantity=60),
        SetQuantity(line=line, quantity=9),
    )
    cancelled = await client.carts.cancel(cart.id, since=cart.version)

    assert same_content(cancelled, cart)
    assert cancelled.version == busy.version + 1
    entry = (await client.history.of_cart(cart.id))[0]
    assert (entry.kind, entry.actions) == (EntryKind.EDITED, ("cancel",))
    assert entry.summary == "cancelled: 3 changes taken back"


async def test_one_undo_takes_a_cancel_back_and_a_redo_cancels_again(client: Client, cart: Cart) -> None:
    busy = await _done(client, cart, SetNote(note="x"), SetPriceLevel(level="vip"), SetTags(tags=("gift",)))
    await client.carts.cancel(cart.id, since=cart.version)

    assert same_content(await client.carts.undo(cart.id), busy)
    assert same_content(await client.carts.redo(cart.id), cart)
    assert same_content(await client.carts.undo(cart.id), busy)
    assert (await client.carts.undo(cart.id)).tags == ()


async def test_undos_of_the_same_time_are_taken_back_too(client: Client, cart: Cart) -> None:
    noted = await _done(client, cart, SetNote(note="before"))
    await _done(client, noted, SetNote(note="x"))
    await client.carts.undo(cart.id)
    await client.carts.undo(cart.id)

    assert same_content(await client.carts.cancel(cart.id, since=noted.version), noted)


async def test_what_others_did_meanwhile_stays(client: Client, cart: Cart, open_as: OpenAs) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    mine = await _done(client, cart, SetNote(note="mine"))
    theirs = await _done(bob, mine, SetTags(tags=("bob",)), AddLine(sku="MUG-01"))
    await _done(client, theirs, SetQuantity(line=cart.lines[0].id, quantity=7))

    cancelled = await client.carts.cancel(cart.id, since=cart.version)
    assert (cancelled.note, cancelled.tags) == ("", ("bob",))
    assert [(line.sku, line.quantity) for line in cancelled.lines] == [("SHIRT-LB", 2), ("MUG-01", 1)]


async def test_prices_follow_what_others_did(client: Client, cart: Cart, open_as: OpenAs) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    mine = await _done(client, cart, SetPriceLevel(level="vip"))
    both = await _done(bob, mine, AddLine(sku="MUG-01", quantity=60))

    cancelled = await client.carts.cancel(cart.id, since=cart.version)
    without = await _done(bob, await client.carts.clone(cart.id), Reprice())
    assert [line.unit_price for line in cancelled.lines] == [line.unit_price for line in without.lines]
    assert cancelled.totals == without.totals != both.totals


async def test_a_change_that_somebody_built_on_is_refused_with_what_and_who(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    mine = await _done(client, cart, SetNote(note="mine"), AddLine(sku="MUG-01"))
    both = await _done(bob, mine, SetNote(note="bob's"), SetQuantity(line=mine.lines[1].id, quantity=4))

    with pytest.raises(Refused, match=r"[Cc]hanged since by bob: a line, note\.") as refused:
        await client.carts.cancel(cart.id, since=cart.version)
    assert refused.value.message.startswith("Nothing was taken back.")
    assert await client.carts.get(cart.id) == both


async def test_what_somebody_took_away_already_stands_in_nobodys_way(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    line = cart.lines[0].id
    mine = await _done(
        client, cart, AddLine(sku="MUG-01"), SetNote(note="x"), SetQuantity(line=line, quantity=5)
    )
    await _done(bob, mine, RemoveLine(line=mine.lines[1].id), SetNote(note=""), RemoveLine(line=line))
    await _done(client, await client.carts.get(cart.id), SetTags(tags=("mine",)))

    cancelled = await client.carts.cancel(cart.id, since=cart.version)
    assert (cancelled.lines, cancelled.note, cancelled.tags) == ((), "", ())


async def test_where_nothing_was_done_there_is_nothing_to_cancel(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    await _done(bob, cart, SetNote(note="bob's"))
    for since in (cart.version, cart.version + 1, cart.version + 99, 10**30):
        with pytest.raises(Refused, match="nothing of yours to cancel"):
            await client.carts.cancel(cart.id, since=since)


async def test_a_cancel_is_not_done_twice(client: Client, cart: Cart) -> None:
    await _done(client, cart, SetNote(note="x"))
    await client.carts.cancel(cart.id, since=cart.version)
    with pytest.raises(Refused, match="nothing of yours to cancel"):
        await client.carts.cancel(cart.id, since=cart.version)


async def test_a_repeated_cancel_with_one_key_gives_the_first_answer(client: Client, cart: Cart) -> None:
    await _done(client, cart, SetNote(note="x"))
    cancelled = await client.carts.cancel(cart.id, since=cart.version, key="k")

    assert await client.carts.cancel(cart.id, since=cart.version, key="k") == cancelled
    with pytest.raises(Invalid):
        await client.carts.cancel(cart.id, since=1, key="k")


async def test_a_cancel_of_what_nobody_saw_is_a_conflict(client: Client, cart: Cart, open_as: OpenAs) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    mine = await _done(client, cart, SetNote(note="mine"))
    both = await _done(bob, mine, SetTags(tags=("bob",)))
    with pytest.raises(Conflict):
        await client.carts.cancel(cart.id, since=cart.version, version=mine.version)

    cancelled = await client.carts.cancel(cart.id, since=cart.version, version=both.version)
    assert cancelled.tags == ("bob",)


async def test_a_cart_that_was_started_then_goes_into_the_trash(client: Client, rahim: object) -> None:
    cart = await client.carts.create(NewCart(market="BD"))
    busy = await _done(client, cart, AddLine(sku="MUG-01"), SetNote(note="x"))
    cancelled = await client.carts.cancel(cart.id, since=0)

    assert (cancelled.state, cancelled.note) == (CartState.DELETED, "x")
    assert same_content(await client.carts.undo(cart.id), busy)


async def test_a_cart_that_others_worked_on_is_not_thrown_away(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    with pytest.raises(Refused, match="not started by you"):
        await bob.carts.cancel(cart.id, since=0)
    await _done(bob, cart, SetNote(note="bob's"))
    with pytest.raises(Refused, match=r"[Cc]hanged since by bob: note\."):
        await client.carts.cancel(cart.id, since=0)
    assert (await client.carts.get(cart.id)).state is CartState.OPEN


@pytest.mark.parametrize("backend", ["local-sqlite"], indirect=True)  # at a server a token has one role
async def test_a_price_by_hand_is_cancelled_by_who_may_set_it(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    line = cart.lines[0].id
    await _done(client, cart, SetLinePrice(line=line, unit_price=77))
    alice_as_agent = await open_as("alice", role=Role.AGENT)
    with pytest.raises(Forbidden):
        await alice_as_agent.carts.cancel(cart.id, since=cart.version)


async def test_only_an_open_cart_is_cancelled(client: Client, cart: Cart) -> None:
    await _done(client, cart, SetNote(note="x"))
    await client.carts.delete(cart.id)
    with pytest.raises(Refused, match="trash"):
        await client.carts.cancel(cart.id, since=cart.version)
    with pytest.raises((Refused, Locked, NotFound)):
        await client.carts.cancel("C-999999", since=1)


@pytest.mark.parametrize("since", [-1, -(10**30)])
async def test_there_is_no_version_before_the_first(client: Client, cart: Cart, since: int) -> None:
    with pytest.raises(Invalid):
        await client.carts.cancel(cart.id, since=since)
    assert (await client.carts.get(cart.id)).state is CartState.OPEN


@pytest.mark.parametrize("backend", ["local-sqlite"], indirect=True)  # what is put back is one rule for all
@settings(
    max_examples=full_or_tenth(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
async def test_a_cancel_gives_back_the_cart_to_the_unit(
    client: Client, cart: Cart, data: st.DataObject
) -> None:
    start = await client.carts.clone(cart.id)
    start = await client.carts.edit(start.id, start.version, data.draw(random_actions(start)))
    now = start
    for _ in range(data.draw(st.integers(1, 6))):
        now = await client.carts.edit(now.id, now.version, data.draw(random_actions(now)))
    if same_content(now, start):
        return
    cancelled = await client.carts.cancel(now.id, since=start.version)

    assert same_content(cancelled, start)
    assert same_content(await client.carts.undo(now.id), now)
