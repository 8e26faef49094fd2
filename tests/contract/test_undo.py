"""Undo and history: what was before comes back, and nothing that came later is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartui.client.protocol import Client, NotFound, Refused
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    RemoveLine,
    SetLineDiscount,
    SetLinePrice,
    SetNote,
    SetPriceLevel,
    SetQuantity,
)
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.customer import Customer
from cartui.model.history import EntryKind
from tests.contract.steps import same_content


@pytest.mark.parametrize("entry", [0, -1, 10**30])
async def test_an_entry_that_is_not_there_is_not_found(client: Client, cart: Cart, entry: int) -> None:
    with pytest.raises(NotFound):
        await client.carts.undo(cart.id, entry)


async def test_undo_takes_back_the_latest_change(client: Client, cart: Cart) -> None:
    await client.carts.edit(cart.id, cart.version, [SetNote(note="oops")])
    undone = await client.carts.undo(cart.id)

    assert same_content(undone, cart)
    assert undone.version == cart.version + 2


async def test_undo_again_goes_further_back(client: Client, cart: Cart) -> None:
    one = await client.carts.edit(cart.id, cart.version, [SetNote(note="1")])
    two = await client.carts.edit(cart.id, one.version, [SetNote(note="2")])

    assert (await client.carts.undo(two.id)).note == "1"
    assert (await client.carts.undo(two.id)).note == ""


async def test_a_line_that_was_taken_out_comes_back_where_it_stood(client: Client, cart: Cart) -> None:
    full = await client.carts.edit(
        cart.id, cart.version, [AddLine(sku="MUG-01", quantity=3), AddLine(sku="POSTER")]
    )
    mug = full.lines[1]
    full = await client.carts.edit(
        cart.id, full.version, [SetLineDiscount(line=mug.id, percent="5", reason="chipped")]
    )
    await client.carts.edit(cart.id, full.version, [RemoveLine(line=mug.id)])

    assert same_content(await client.carts.undo(cart.id), full)


async def test_an_older_change_can_be_undone_alone(client: Client, cart: Cart) -> None:
    noted = await client.carts.edit(cart.id, cart.version, [SetNote(note="hello")])
    entry = (await client.history.of_cart(cart.id))[0]
    more = await client.carts.edit(cart.id, noted.version, [AddLine(sku="MUG-01")])
    undone = await client.carts.undo(cart.id, entry.id)

    assert undone.note == ""
    assert undone.lines == more.lines


async def test_what_was_changed_since_is_not_overwritten(client: Client, cart: Cart) -> None:
    noted = await client.carts.edit(cart.id, cart.version, [SetNote(note="one")])
    entry = (await client.history.of_cart(cart.id))[0]
    later = await client.carts.edit(cart.id, noted.version, [SetNote(note="two")])

    with pytest.raises(Refused, match="note"):
        await client.carts.undo(cart.id, entry.id)
    assert await client.carts.get(cart.id) == later


async def test_an_undo_can_be_undone(client: Client, cart: Cart) -> None:
    changed = await client.carts.edit(cart.id, cart.version, [SetPriceLevel(level="vip")])
    await client.carts.undo(cart.id)
    undo = (await client.history.of_cart(cart.id))[0]
    assert undo.kind is EntryKind.UNDONE

    redone = await client.carts.undo(cart.id, undo.id)
    assert same_content(redone, changed)
    assert same_content(await client.carts.undo(cart.id), cart)


async def test_a_change_is_undone_only_once(client: Client, cart: Cart) -> None:
    await client.carts.edit(cart.id, cart.version, [SetNote(note="one")])
    entry = (await client.history.of_cart(cart.id))[0]
    await client.carts.undo(cart.id, entry.id)

    with pytest.raises(Refused, match="already"):
        await client.carts.undo(cart.id, entry.id)


async def test_a_repeated_undo_with_one_key_takes_back_one_change(client: Client, cart: Cart) -> None:
    one = await client.carts.edit(cart.id, cart.version, [SetNote(note="1")])
    await client.carts.edit(cart.id, one.version, [SetNote(note="2")])

    assert (await client.carts.undo(cart.id, key="u")).note == "1"
    assert (await client.carts.undo(cart.id, key="u")).note == "1"


async def test_deleting_can_be_undone(client: Client, cart: Cart) -> None:
    await client.carts.delete(cart.id)
    undone = await client.carts.undo(cart.id)

    assert undone.state is CartState.OPEN
    assert same_content(undone, cart)


async def test_a_beginning_cannot_be_undone(client: Client, rahim: Customer) -> None:
    cart = await client.carts.create(NewCart(market="BD"))
    with pytest.raises(Refused, match="nothing to undo"):
        await client.carts.undo(cart.id)


async def test_an_entry_of_another_cart_is_not_found(client: Client, cart: Cart) -> None:
    entry = (await client.history.of_cart(cart.id))[0]
    other = await client.carts.create(NewCart(market="BD"))
    with pytest.raises(NotFound):
        await client.carts.undo(other.id, entry.id)


async def test_history_says_who_when_from_where_and_what(client: Client, cart: Cart) -> None:
    await client.carts.edit(cart.id, cart.version, [SetNote(note="hello"), SetPriceLevel(level="vip")])
    entry = (await client.history.of_cart(cart.number))[0]

    assert (entry.agent, entry.origin, entry.version) == ("alice", "desk", cart.version + 1)
    assert entry.actions == ("set_note", "set_price_level")
    assert {(change.field, change.before, change.after) for change in entry.changes} >= {
        ("note", "", "hello"),
        ("price_level_override", None, "vip"),
    }


def _actions(cart: Cart) -> st.SearchStrategy[Action]:
    """Actions that make sense on most carts."""
    lines = [line.id for line in cart.lines]
    choices: list[Action] = [
        AddLine(sku="MUG-01", quantity=60),
        AddLine(sku="SHIRT-MR"),
        AddCustomLine(title="Wrap", unit_price=500),
        ApplyCoupon(code="SAVE10"),
        SetPriceLevel(level="vip"),
        SetPriceLevel(level=None),
        SetNote(note="note"),
    ]
    fresh = st.sampled_from(choices)
    if not lines:
        return fresh
    line = st.sampled_from(lines)
    return st.one_of(
        fresh,
        st.builds(SetQuantity, line=line, quantity=st.integers(1, 80)),
        st.builds(RemoveLine, line=line),
        st.builds(SetLineDiscount, line=line, percent=st.sampled_from(["5", "12.5", None])),
        st.builds(SetLinePrice, line=line, unit_price=st.sampled_from([100, 99999])),
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_undoing_everything_gives_back_the_cart_to_the_unit(
    client: Client, cart: Cart, data: st.DataObject
) -> None:
    start = await client.carts.clone(cart.id)
    now, edits = start, 0
    for _ in range(data.draw(st.integers(1, 8))):
        edited = await client.carts.edit(now.id, now.version, [data.draw(_actions(now))])
        edits += edited.version != now.version
        now = edited
    for _ in range(edits):
        now = await client.carts.undo(now.id)

    assert same_content(now, start)
