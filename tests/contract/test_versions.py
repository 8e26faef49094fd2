"""Two people on one cart: versions, conflicts, repair, and repeats that are no conflicts."""

import pytest

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid
from cartui.model.actions import (
    AddLine,
    SetLinePrice,
    SetMarket,
    SetNote,
    SetPriceLevel,
    SetQuantity,
    SetTags,
)
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from tests.contract.conftest import OpenAs


async def test_a_stale_edit_is_a_conflict_that_carries_the_cart_of_now(client: Client, cart: Cart) -> None:
    current = await client.carts.edit(cart.id, cart.version, [SetNote(note="from bob")])

    with pytest.raises(Conflict) as error:
        await client.carts.edit(cart.id, cart.version, [SetTags(tags=("vip",))])
    assert error.value.current == current
    assert error.value.changed == ("note",)
    assert await client.carts.get(cart.id) == current


async def test_a_version_that_never_was_is_a_conflict(client: Client, cart: Cart) -> None:
    with pytest.raises(Conflict):
        await client.carts.edit(cart.id, 99, [SetNote(note="x")], rebase=True)


@pytest.mark.parametrize("version", [2**31 - 1, 2**31, 2**63 - 1])
async def test_a_version_beyond_all_counting_is_a_conflict_wherever_it_is_given(
    client: Client, cart: Cart, version: int
) -> None:
    note = [SetNote(note="x")]
    edited = await client.carts.edit(cart.id, cart.version, note)

    for attempt in (
        client.carts.edit(cart.id, version, [SetNote(note="y")]),
        client.carts.preview(cart.id, version, note),
        client.carts.place(cart.id, phone="+8801712345678", version=version),
        client.carts.delete(cart.id, version=version),
        client.carts.undo(cart.id, version=version),
    ):
        with pytest.raises(Conflict):
            await attempt
    assert await client.carts.get(cart.id) == edited


async def test_a_stale_edit_of_something_else_is_applied_to_the_fresh_cart(
    client: Client, cart: Cart
) -> None:
    await client.carts.edit(cart.id, cart.version, [SetNote(note="from bob")])
    merged = await client.carts.edit(
        cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=3)], rebase=True
    )

    assert (merged.note, merged.lines[0].quantity, merged.version) == ("from bob", 3, cart.version + 2)


async def test_a_new_level_does_not_stand_in_the_way_of_a_quantity(client: Client, cart: Cart) -> None:
    await client.carts.edit(cart.id, cart.version, [SetPriceLevel(level="vip")])
    merged = await client.carts.edit(
        cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=3)], rebase=True
    )

    assert (merged.lines[0].unit_price, merged.lines[0].quantity) == (108000, 3)


async def test_two_edits_of_one_thing_are_shown_not_merged(client: Client, cart: Cart) -> None:
    line = cart.lines[0]
    await client.carts.edit(cart.id, cart.version, [SetQuantity(line=line.id, quantity=9)])

    for stale in (SetQuantity(line=line.id, quantity=3), AddLine(sku="SHIRT-LB"), SetMarket(market="EU")):
        with pytest.raises(Conflict):
            await client.carts.edit(cart.id, cart.version, [stale], rebase=True)


async def test_a_repeat_with_the_same_key_gives_the_first_answer(client: Client, cart: Cart) -> None:
    actions = [AddLine(sku="MUG-01")]
    first = await client.carts.edit(cart.id, cart.version, actions, key="k1")
    again = await client.carts.edit(cart.id, cart.version, actions, key="k1")

    assert again == first
    assert (await client.carts.get(cart.id)).version == first.version


async def test_a_key_is_good_for_one_call_only(client: Client, cart: Cart) -> None:
    await client.carts.edit(cart.id, cart.version, [SetNote(note="a")], key="k1")

    with pytest.raises(Invalid):
        await client.carts.edit(cart.id, cart.version, [SetNote(note="b")], key="k1")


async def test_a_call_that_failed_uses_up_no_key(client: Client, cart: Cart) -> None:
    with pytest.raises(Conflict):
        await client.carts.edit(cart.id, 1, [SetNote(note="a")], key="k1")

    assert (await client.carts.edit(cart.id, cart.version, [SetNote(note="a")], key="k1")).note == "a"


async def test_two_agents_may_choose_the_same_key(client: Client, open_as: OpenAs, rahim: Customer) -> None:
    bob = await open_as("bob")
    mine = await client.carts.create(NewCart(market="BD"), key="k")
    his = await bob.carts.create(NewCart(market="BD"), key="k")

    assert mine.id != his.id
    assert (await client.carts.create(NewCart(market="BD"), key="k")).id == mine.id


async def test_a_version_beyond_all_numbers_is_a_conflict(client: Client, cart: Cart) -> None:
    for rebase in (False, True):
        with pytest.raises(Conflict):
            await client.carts.edit(cart.id, 10**30, [SetNote(note="a")], rebase=rebase)


@pytest.mark.parametrize("key", ["", "x" * 201, "k\udcff"])
async def test_a_key_is_text_of_a_sensible_length(client: Client, rahim: Customer, key: str) -> None:
    with pytest.raises(Invalid):
        await client.carts.create(NewCart(market="BD"), key=key)


async def test_a_viewer_sees_everything_and_changes_nothing(
    client: Client, open_as: OpenAs, cart: Cart, rahim: Customer
) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)

    assert await viewer.carts.get(cart.id) == cart
    assert not viewer.capabilities.writes
    for change in (
        viewer.carts.create(NewCart(market="BD")),
        viewer.carts.edit(cart.id, cart.version, [SetNote(note="x")]),
        viewer.carts.place(cart.id, phone="01712345678"),
        viewer.carts.undo(cart.id),
        viewer.carts.clone(cart.id),
        viewer.carts.delete(cart.id),
        viewer.carts.restore(cart.id),
        viewer.customers.create(NewCustomer(name="x")),
        viewer.customers.update(rahim.id, 1, CustomerChanges(name="x")),
    ):
        with pytest.raises(Forbidden):
            await change
    assert await client.carts.get(cart.id) == cart


async def test_a_price_by_hand_takes_a_lead(open_as: OpenAs, cart: Cart) -> None:
    agent = await open_as("ann", role=Role.AGENT)
    lead = await open_as("lena", role=Role.LEAD)
    by_hand = [SetLinePrice(line=cart.lines[0].id, unit_price=1)]

    with pytest.raises(Forbidden, match="lead"):
        await agent.carts.edit(cart.id, cart.version, by_hand)
    assert (await lead.carts.edit(cart.id, cart.version, by_hand)).lines[0].unit_price == 1
