"""Edits, undos and stale edits that cross each other: no price without its reason, no decision lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartui.client.protocol import Client, Conflict, Forbidden, Refused
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    HoldPrices,
    Reprice,
    SetLineDiscount,
    SetLinePrice,
    SetMarket,
    SetNote,
    SetPriceLevel,
    SetQuantity,
    SetTags,
)
from cartui.model.agent import Role
from cartui.model.cart import Cart, PriceSource
from cartui.model.customer import Customer, CustomerChanges
from tests.contract.conftest import OpenAs
from tests.contract.shop import NOW


async def latest_entry(client: Client, cart: Cart) -> int:
    """The id of the newest entry of a cart."""
    return (await client.history.of_cart(cart.id, limit=1))[0].id


async def edited(client: Client, cart: Cart, *actions: Action) -> Cart:
    """The cart after the actions."""
    return await client.carts.edit(cart.id, cart.version, list(actions))


async def prices_are_those_of_the_lists(client: Client, cart: Cart) -> bool:
    """Whether taking every price anew would change none."""
    return (await client.carts.preview(cart.id, cart.version, [Reprice()])).totals == cart.totals


async def test_undoing_a_market_takes_no_amount_into_another_currency(client: Client, cart: Cart) -> None:
    moved = await edited(client, cart, SetMarket(market="EU"))
    entry = await latest_entry(client, cart)
    with_mug = await edited(client, moved, AddLine(sku="MUG-01"))
    back = await client.carts.undo(cart.id, entry)
    assert (back.currency, [line.unit_price for line in back.lines]) == ("BDT", [120000, 60000])

    moved = await edited(client, back, SetMarket(market="EU"))
    entry = await latest_entry(client, cart)
    await edited(client, moved, AddCustomLine(title="Wrap", unit_price=990))
    with pytest.raises(Refused, match="Wrap has an amount in EUR"):
        await client.carts.undo(cart.id, entry)
    assert with_mug.currency == "EUR"


async def test_undoing_a_market_refuses_what_is_not_sold_there(client: Client, cart: Cart) -> None:
    moved = await edited(client, cart, SetMarket(market="EU"))
    entry = await latest_entry(client, cart)
    await edited(client, moved, AddLine(sku="CLOCK"))

    with pytest.raises(Refused, match="not sold in Bangladesh"):
        await client.carts.undo(cart.id, entry)


async def test_undoing_a_level_prices_what_was_added_since(client: Client, cart: Cart) -> None:
    vip = await edited(client, cart, SetPriceLevel(level="vip"))
    entry = await latest_entry(client, cart)
    await edited(client, vip, AddLine(sku="MUG-01"))
    back = await client.carts.undo(cart.id, entry)

    assert [line.unit_price for line in back.lines] == [120000, 60000]
    assert await prices_are_those_of_the_lists(client, back)


async def test_undoing_a_quantity_keeps_no_wholesale_price_without_the_units(
    client: Client, cart: Cart
) -> None:
    many = await edited(client, cart, AddLine(sku="MUG-01", quantity=50))
    mug = many.lines[1].id
    few = await edited(client, many, SetQuantity(line=mug, quantity=5))
    entry = await latest_entry(client, cart)
    assert few.lines[1].unit_price == 60000
    await edited(client, few, SetPriceLevel(level="trade"))
    back = await client.carts.undo(cart.id, entry)

    assert (back.price_level, back.lines[1].quantity) == ("trade", 50)
    assert await prices_are_those_of_the_lists(client, back)


async def test_undoing_a_price_by_hand_finds_the_break_that_began_since(client: Client, cart: Cart) -> None:
    mugs = await edited(client, cart, AddLine(sku="MUG-01", quantity=5))
    mug = mugs.lines[1].id
    by_hand = await edited(client, mugs, SetLinePrice(line=mug, unit_price=1))
    entry = await latest_entry(client, cart)
    await edited(client, by_hand, SetQuantity(line=mug, quantity=60))
    back = await client.carts.undo(cart.id, entry)

    assert (back.lines[1].unit_price, back.lines[1].price_source) == (45000, PriceSource.WHOLESALE)


async def test_an_edit_in_the_trash_cannot_be_undone_but_the_deletion_can(client: Client, cart: Cart) -> None:
    await edited(client, cart, SetNote(note="x"))
    entry = await latest_entry(client, cart)
    await client.carts.delete(cart.id)

    with pytest.raises(Refused, match="trash"):
        await client.carts.undo(cart.id, entry)
    assert (await client.carts.undo(cart.id)).note == "x"


async def test_nobody_undoes_what_they_have_not_seen(client: Client, open_as: OpenAs, cart: Cart) -> None:
    seen = await edited(client, cart, SetNote(note="mine"))
    bob = await open_as("bob")
    later = await edited(bob, seen, SetTags(tags=("his",)))

    with pytest.raises(Conflict) as error:
        await client.carts.undo(cart.id, version=seen.version)
    assert error.value.current == later
    assert (await client.carts.undo(cart.id, version=later.version)).tags == ()


async def test_a_leads_price_is_not_brought_back_by_an_agent(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    line = cart.lines[0].id
    by_hand = await edited(client, cart, SetLinePrice(line=line, unit_price=1))
    await edited(client, by_hand, SetLinePrice(line=line, unit_price=None))
    agent = await open_as("ann", role=Role.AGENT)

    with pytest.raises(Forbidden):
        await agent.carts.undo(cart.id)
    with pytest.raises(Forbidden):
        await agent.carts.preview(cart.id, by_hand.version + 1, [SetLinePrice(line=line, unit_price=1)])
    assert (await client.carts.undo(cart.id)).lines[0].unit_price == 1


@pytest.mark.parametrize("stale", ["custom", "price", "discount", "note"])
async def test_after_a_move_to_another_market_nothing_stale_is_applied(
    client: Client, cart: Cart, stale: str
) -> None:
    line = cart.lines[0].id
    actions: dict[str, Action] = {
        "custom": AddCustomLine(title="Wrap", unit_price=60000),
        "price": SetLinePrice(line=line, unit_price=50000),
        "discount": SetLineDiscount(line=line, amount=5000),
        "note": SetNote(note="x"),
    }
    await edited(client, cart, SetMarket(market="EU"))

    with pytest.raises(Conflict):
        await client.carts.edit(cart.id, cart.version, [actions[stale]], rebase=True)


async def test_a_price_by_hand_stands_in_the_way_of_a_stale_edit_of_its_line(
    client: Client, cart: Cart
) -> None:
    line = cart.lines[0].id
    await edited(client, cart, SetLinePrice(line=line, unit_price=500))

    for stale in (SetLinePrice(line=line, unit_price=300), SetQuantity(line=line, quantity=9)):
        with pytest.raises(Conflict):
            await client.carts.edit(cart.id, cart.version, [stale], rebase=True)


async def test_a_customers_new_level_prices_a_cart_only_when_it_is_asked_for(
    client: Client, cart: Cart, rahim: Customer
) -> None:
    await client.customers.update(rahim.id, rahim.version, CustomerChanges(price_level="vip"))
    seen = await client.carts.get(cart.id)
    assert (seen.totals, seen.prices_changed) == (cart.totals, True)

    noted = await edited(client, seen, SetNote(note="x"))
    assert (noted.totals, noted.price_level) == (cart.totals, "retail")
    priced = await edited(client, noted, Reprice())
    assert (priced.price_level, priced.lines[0].unit_price, priced.prices_changed) == ("vip", 108000, False)


async def test_a_held_quote_is_placed_as_it_stands(client: Client, cart: Cart, rahim: Customer) -> None:
    held = await edited(client, cart, HoldPrices(until=NOW.replace(year=2027)))
    await client.customers.update(rahim.id, rahim.version, CustomerChanges(price_level="vip"))
    order = await client.carts.place(cart.id, phone="+8801712000000", total=held.totals.total)

    assert order.totals == cart.totals
    assert order.cart.price_level == "retail"
    assert [(line.unit_price, line.price_source) for line in order.cart.lines] == [(120000, PriceSource.LIST)]


async def test_a_repeated_place_says_one_total_whatever_the_phone(
    client: Client, cart: Cart, rahim: Customer
) -> None:
    await client.customers.update(rahim.id, rahim.version, CustomerChanges(price_level="vip"))
    totals = set()
    for phone in ("", "01712345678"):
        with pytest.raises(Conflict) as error:
            await client.carts.place(cart.id, phone=phone, total=1)
        assert error.value.current is not None
        totals.add(error.value.current.totals.total)

    assert len(totals) == 1


def _crossing(cart: Cart) -> st.SearchStrategy[Action]:
    """Actions that touch one another's prices."""
    choices: list[Action] = [
        AddLine(sku="MUG-01", quantity=49),
        AddLine(sku="SHIRT-MR"),
        SetPriceLevel(level="vip"),
        SetPriceLevel(level="trade"),
        SetPriceLevel(level=None),
        SetMarket(market="EU"),
        SetMarket(market="BD"),
    ]
    fresh = st.sampled_from(choices)
    lines = [line.id for line in cart.lines]
    if not lines:
        return fresh
    return st.one_of(fresh, st.builds(SetQuantity, line=st.sampled_from(lines), quantity=st.integers(1, 80)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_undo_in_any_order_leaves_the_prices_of_the_lists_or_is_refused(
    client: Client, cart: Cart, data: st.DataObject
) -> None:
    now = await client.carts.clone(cart.id)
    for _ in range(data.draw(st.integers(2, 6))):
        now = await edited(client, now, data.draw(_crossing(now)))
    for _ in range(3):
        entries = [
            entry for entry in await client.history.of_cart(now.id) if entry.changes and not entry.undone
        ]
        if not entries:
            return
        try:
            now = await client.carts.undo(now.id, data.draw(st.sampled_from(entries)).id)
        except Refused:
            continue
        assert await prices_are_those_of_the_lists(client, now)
        assert {line.quantity for line in now.lines} <= set(range(1, 1000))
