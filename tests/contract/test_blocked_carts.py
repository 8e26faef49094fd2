"""Carts of people who may not buy: none is placed, unless a lead says why that one may be."""

from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Forbidden, NotReady
from cartui.model.actions import SetContact, WaiveBlock
from cartui.model.agent import Role
from cartui.model.blocklist import NewBlock
from cartui.model.cart import Cart
from cartui.model.customer import CustomerChanges
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import NOW


async def block(client: Client, value: str) -> None:
    """Block somebody until tomorrow."""
    ends = NOW + timedelta(days=1)
    await client.blocklist.add(NewBlock(value=value, reason="stolen cards", expires_at=ends))


def missing(cart: Cart) -> dict[str, str]:
    """What is missing, by its field."""
    return {problem.field: problem.message for problem in cart.missing}


async def test_a_cart_says_who_of_it_is_blocked_and_why(client: Client, cart: Cart, clock: Clock) -> None:
    assert cart.missing == ()
    await block(client, "example.com")
    caught = await client.carts.get(cart.id)
    assert missing(caught) == {"contact.email": "Emails of example.com are blocked: stolen cards."}
    with pytest.raises(NotReady, match="stolen cards"):
        await client.carts.place(cart.id, phone="+8801712345678", version=cart.version)
    other = await client.carts.edit(cart.id, cart.version, [SetContact(email="rahim@elsewhere.org")])
    assert list(missing(other)) == ["customer"]
    clock.advance(days=1)
    assert (await client.carts.get(cart.id)).missing == ()


async def test_a_lead_waives_a_block_for_one_cart_and_says_why(
    open_as: OpenAs, client: Client, cart: Cart
) -> None:
    await block(client, "rahim@example.com")
    agent = await open_as("mina", role=Role.AGENT)
    with pytest.raises(Forbidden, match="blocked"):
        await agent.carts.edit(cart.id, cart.version, [WaiveBlock(reason="paid in the shop")])
    waived = await client.carts.edit(cart.id, cart.version, [WaiveBlock(reason="paid in the shop")])
    assert (waived.missing, waived.block_waived) == ((), "paid in the shop")
    [entry, *_] = await client.history.of_cart(cart.id)
    assert (entry.agent, entry.summary) == ("alice", "block waived")
    assert [(change.field, change.after) for change in entry.changes] == [
        ("block_waived", "paid in the shop")
    ]
    with pytest.raises(Forbidden, match="blocked"):
        await agent.carts.undo(cart.id)
    copy = await agent.carts.clone(cart.id)
    assert copy.block_waived == ""
    assert "contact.email" in missing(copy)
    again = await client.carts.undo(cart.id)
    assert (again.block_waived, list(missing(again))) == ("", ["contact.email"])
    redone = await client.carts.redo(cart.id)
    order = await agent.carts.place(cart.id, phone="+8801712345678", version=redone.version)
    assert order.cart.number == cart.number


async def test_a_waiver_holds_for_a_customer_who_is_blocked_as_such(client: Client, cart: Cart) -> None:
    assert cart.customer is not None
    customer = await client.customers.get(cart.customer.id)
    await client.customers.update(customer.id, customer.version, CustomerChanges(blocked=True))
    caught = await client.carts.get(cart.id)
    assert list(missing(caught)) == ["customer"]
    waived = await client.carts.edit(cart.id, caught.version, [WaiveBlock(reason="paid in the shop")])
    assert waived.missing == ()
    ended = await client.carts.edit(cart.id, waived.version, [WaiveBlock(reason=None)])
    assert list(missing(ended)) == ["customer"]
