"""Redo: what an undo took comes back, for as long as nothing was edited since."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid, Refused
from cartui.model.actions import AddLine, RemoveLine, SetLinePrice, SetNote, SetQuantity
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState
from cartui.model.history import EntryKind
from tests.contract.conftest import OpenAs
from tests.contract.steps import random_actions, same_content
from tests.scale import full_or_tenth


async def _noted(client: Client, cart: Cart, *notes: str) -> Cart:
    """The cart after these notes were written, each in a change of its own."""
    for note in notes:
        cart = await client.carts.edit(cart.id, cart.version, [SetNote(note=note)])
    return cart


async def test_redo_brings_back_what_was_undone(client: Client, cart: Cart) -> None:
    noted = await _noted(client, cart, "hello")
    await client.carts.undo(cart.id)
    redone = await client.carts.redo(cart.id)

    assert same_content(redone, noted)
    assert redone.version == noted.version + 2


async def test_undos_are_redone_in_the_reverse_order(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "1", "2", "3")
    for before in ("2", "1", ""):
        assert (await client.carts.undo(cart.id)).note == before
    for after in ("1", "2", "3"):
        assert (await client.carts.redo(cart.id)).note == after
    with pytest.raises(Refused, match="nothing to redo"):
        await client.carts.redo(cart.id)


async def test_undo_goes_back_again_after_a_redo(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "1", "2")
    await client.carts.undo(cart.id)
    await client.carts.undo(cart.id)
    await client.carts.redo(cart.id)

    assert (await client.carts.undo(cart.id)).note == ""
    assert (await client.carts.redo(cart.id)).note == "1"
    assert (await client.carts.redo(cart.id)).note == "2"


async def test_an_edit_after_an_undo_ends_what_can_be_redone(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "1", "2")
    undone = await client.carts.undo(cart.id)
    edited = await client.carts.edit(cart.id, undone.version, [AddLine(sku="MUG-01")])

    with pytest.raises(Refused, match="changed since"):
        await client.carts.redo(cart.id)
    assert await client.carts.get(cart.id) == edited


async def test_a_comment_between_ends_nothing(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "1", "2")
    await client.carts.undo(cart.id)
    await client.carts.undo(cart.id)
    await client.history.comment(cart.id, "calls back at five")

    assert (await client.carts.redo(cart.id)).note == "1"
    await client.history.comment(cart.id, "has called")
    assert (await client.carts.redo(cart.id)).note == "2"
    assert (await client.carts.undo(cart.id)).note == "1"


async def test_what_was_edited_after_an_undo_can_be_redone_itself(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "1", "2")
    undone = await client.carts.undo(cart.id)
    await _noted(client, undone, "other")
    await client.carts.undo(cart.id)

    assert (await client.carts.redo(cart.id)).note == "other"
    with pytest.raises(Refused, match="nothing to redo"):
        await client.carts.redo(cart.id)
    assert (await client.carts.undo(cart.id)).note == "1"
    assert (await client.carts.undo(cart.id)).note == ""


async def test_a_line_that_was_taken_out_goes_again(client: Client, cart: Cart) -> None:
    full = await client.carts.edit(
        cart.id, cart.version, [AddLine(sku="MUG-01", quantity=3), AddLine(sku="POSTER")]
    )
    without = await client.carts.edit(cart.id, full.version, [RemoveLine(line=full.lines[1].id)])

    assert same_content(await client.carts.undo(cart.id), full)
    assert same_content(await client.carts.redo(cart.id), without)
    assert same_content(await client.carts.undo(cart.id), full)


async def test_deleting_can_be_redone(client: Client, cart: Cart) -> None:
    await client.carts.delete(cart.id)
    await client.carts.undo(cart.id)

    assert (await client.carts.redo(cart.id)).state is CartState.DELETED
    assert (await client.carts.undo(cart.id)).state is CartState.OPEN


async def test_a_redo_stands_in_the_history_in_words(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "hello")
    await client.carts.undo(cart.id)
    await client.carts.redo(cart.id)
    redo, undo, edit, *_ = await client.history.of_cart(cart.id)

    assert (redo.kind, redo.undoes, redo.actions) == (EntryKind.REDONE, undo.id, ("redo",))
    assert redo.summary == f"redone: {edit.summary}"
    assert (edit.undone, undo.undone, redo.undone) == (False, True, False)


async def test_a_redo_that_is_taken_back_by_its_entry_is_an_undo_again(client: Client, cart: Cart) -> None:
    noted = await _noted(client, cart, "1", "2")
    await client.carts.undo(cart.id)
    await client.carts.redo(cart.id)
    redo = (await client.history.of_cart(cart.id))[0]

    assert (await client.carts.undo(cart.id, redo.id)).note == "1"
    undo, _, _, edit, *_ = await client.history.of_cart(cart.id)
    assert (undo.kind, undo.summary, edit.undone) == (EntryKind.UNDONE, f"undone: {edit.summary}", True)
    assert same_content(await client.carts.redo(cart.id), noted)
    assert (await client.carts.undo(cart.id)).note == "1"
    assert (await client.carts.undo(cart.id)).note == ""


async def test_a_redo_at_another_version_is_a_conflict(client: Client, cart: Cart) -> None:
    noted = await _noted(client, cart, "hello")
    undone = await client.carts.undo(cart.id)
    with pytest.raises(Conflict):
        await client.carts.redo(cart.id, version=noted.version)

    assert (await client.carts.redo(cart.id, version=undone.version)).note == "hello"


async def test_a_repeated_redo_with_one_key_brings_back_one_change(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "1", "2")
    await client.carts.undo(cart.id)
    await client.carts.undo(cart.id)

    assert (await client.carts.redo(cart.id, key="r")).note == "1"
    assert (await client.carts.redo(cart.id, key="r")).note == "1"
    with pytest.raises(Invalid):
        await client.carts.redo(cart.id, version=1, key="r")


async def test_a_price_set_by_hand_is_redone_by_who_may_set_it(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    line = cart.lines[0].id
    priced = await client.carts.edit(cart.id, cart.version, [SetLinePrice(line=line, unit_price=77)])
    await client.carts.undo(cart.id)
    bob = await open_as("bob", role=Role.AGENT)

    with pytest.raises(Forbidden):
        await bob.carts.redo(cart.id)
    assert same_content(await client.carts.redo(cart.id), priced)


async def test_nothing_is_redone_on_what_is_an_order_by_now(client: Client, cart: Cart) -> None:
    await _noted(client, cart, "hello")
    undone = await client.carts.undo(cart.id)
    await client.carts.place(cart.id, phone=undone.contact.phone)

    with pytest.raises(Refused, match="has been ordered"):
        await client.carts.redo(cart.id)


async def test_undo_of_another_agent_is_redone_by_anybody(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    one = await client.carts.edit(cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=9)])
    bob = await open_as("bob", role=Role.AGENT)
    await bob.carts.undo(cart.id)

    assert same_content(await client.carts.redo(cart.id), one)


@pytest.mark.parametrize("backend", ["local-sqlite"], indirect=True)  # what is put back is one rule for all
@settings(
    max_examples=full_or_tenth(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
async def test_undos_walk_back_and_redos_forward_to_the_unit(
    client: Client, cart: Cart, data: st.DataObject
) -> None:
    now = await client.carts.clone(cart.id)
    states = [now]
    for _ in range(data.draw(st.integers(1, 6))):
        edited = await client.carts.edit(now.id, now.version, data.draw(random_actions(now)))
        if edited.version != now.version:
            states.append(edited)
        now = edited
    at = len(states) - 1
    for goes_back in data.draw(st.lists(st.booleans(), max_size=6)) + [True] * at + [False] * at:
        if goes_back and at > 0:
            at -= 1
            now = await client.carts.undo(now.id, version=now.version)
        elif not goes_back and at < len(states) - 1:
            at += 1
            now = await client.carts.redo(now.id, version=now.version)
        assert same_content(now, states[at])
