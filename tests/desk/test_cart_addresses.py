"""Addresses of a cart: what they do to the tax, and keeping a typed one for the customer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer, SetShippingAddress
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.screens.one_cart.dialogs.cart_address_form import CartAddressForm
from tests.contract.shop import HAMBURG, NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Somebody at a desk, with two mugs for Rahim that go to Hamburg open in front of them."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="EU"))
        actions: list[Action] = [
            SetCustomer(customer=furnished_file.customer.id),
            AddLine(sku="MUG-01", quantity=2),
            SetShippingAddress(address=HAMBURG),
        ]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def _type_address(agent: Agent) -> CartAddressForm:
    """Open the form of the shipping address."""
    await agent.press("s", "end", "enter")
    await agent.pilot.pause(0.4)
    await agent.quiet()
    return agent.sees(CartAddressForm)


async def _put(agent: Agent, form: CartAddressForm, field: str, text: str) -> None:
    """Type that into a field in place of what it has."""
    row = next(row for row in form.rows if row.field.name == field)
    row.query_one("Input").focus()
    await agent.press("ctrl+u")
    await agent.write(text)
    await agent.pilot.pause(0.4)
    await agent.quiet()


async def test_what_an_address_does_to_the_tax_is_shown_before_it_is_saved(agent: Agent) -> None:
    form = await _type_address(agent)
    assert "Tax: included MwSt 19 % 3.16, as it is" in agent.words
    await _put(agent, form, "country", "FR")
    assert "Tax: included MwSt 19 % 3.16 → none" in agent.words
    stored = await agent.stored()
    assert stored.shipping_address == HAMBURG


async def test_a_typed_address_is_kept_for_the_customer_with_one_key(agent: Agent) -> None:
    form = await _type_address(agent)
    await _put(agent, form, "line1", "Elbchaussee 9")
    await agent.press("ctrl+t")
    assert "✓ kept for Rahim Uddin as well when it is saved" in agent.words
    await agent.press("ctrl+s")
    stored = await agent.stored()
    assert stored.shipping_address is not None
    assert stored.shipping_address.line1 == "Elbchaussee 9"
    assert stored.customer is not None
    rahim = await agent.client.customers.get(stored.customer.id)
    assert [saved.address.line1 for saved in rahim.addresses] == ["12/A Motijheel", "Elbchaussee 9"]
    assert [saved.default for saved in rahim.addresses] == [True, False]
    assert any("is kept for Rahim Uddin" in notice for notice in agent.notices)


async def test_an_address_that_the_customer_has_is_kept_once(agent: Agent) -> None:
    for _ in range(2):
        form = await _type_address(agent)
        await _put(agent, form, "line1", "Elbchaussee 9")
        await agent.press("ctrl+t", "ctrl+s")
    stored = await agent.stored()
    assert stored.customer is not None
    rahim = await agent.client.customers.get(stored.customer.id)
    assert len(rahim.addresses) == 2
    assert any("was kept already" in notice for notice in agent.notices)


async def test_a_guests_address_can_be_kept_for_nobody(agent: Agent) -> None:
    now = await agent.stored()
    await agent.client.carts.edit(now.id, now.version, [SetCustomer(customer=None)])
    await agent.press("ctrl+r", "s")
    form = agent.sees(CartAddressForm)
    await agent.press("ctrl+t")
    assert not form.keeps
    assert any("has no customer to keep it for" in notice for notice in agent.notices)
