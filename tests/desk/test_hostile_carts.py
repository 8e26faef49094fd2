"""Hostile names, notes, tags and products on a cart's screens: nothing crashes, nothing is parsed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.events import Paste

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.model.actions import Action, AddCustomLine, AddLine, ApplyCoupon, SetCustomer, SetNote, SetTags
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.model.text import clean_line
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.placed_order import PlacedOrder
from tests.contract.shop import DHAKA, NOW, furnish
from tests.desk.driving import Agent, at_the_desk
from tests.hostile import CONTROLS, HOSTILE, shared_out


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody at a desk, in a shop whose products have hostile names."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        await furnish(client)
        prices = (PriceRow(market="BD", level="retail", amount=1000),)
        products = [
            Product(
                id=f"bad-{index}",
                title=text,
                variants=(Variant(sku=f"BAD-{index}", options=(text,), stock=9, prices=prices),),
            )
            for index, text in enumerate(HOSTILE)
        ]
        await client.imports.apply(
            ImportBatch(products=tuple(ImportedProduct(product=product) for product in products))
        )
    async with at_the_desk(path, (100, 30)) as somebody:
        yield somebody


async def hostile_cart(client: Client, customer_text: str, product_text: str, text: str) -> Cart:
    """A cart of whose customer, products and rest people wrote such texts."""
    index = HOSTILE.index(product_text)
    address = DHAKA.model_copy(update={"line1": clean_line(customer_text)})
    new = NewCustomer(
        name=customer_text,
        company=customer_text,
        phone=f"019123456{index:02}",
        country="BD",
        addresses=(address,),
    )
    customer = await client.customers.create(new)
    cart = await client.carts.create(NewCart(market="BD"))
    actions: list[Action] = [
        SetCustomer(customer=customer.id),
        AddLine(sku=f"BAD-{index}"),
        AddCustomLine(title=product_text, unit_price=100),
        ApplyCoupon(code=text[:200]),
        SetNote(note=text),
        SetTags(tags=(text,)),
    ]
    return await client.carts.edit(cart.id, cart.version, actions)


def check(agent: Agent) -> None:
    """No control character stands on the screen."""
    assert not set(agent.screen.replace("\n", "")) & CONTROLS


async def test_hostile_text_in_a_cart_is_only_text(agent: Agent) -> None:
    for texts in shared_out(HOSTILE, 3):
        cart = await hostile_cart(agent.client, *texts)
        await agent.app.push_screen(OneCart(cart))
        await agent.pilot.pause()
        check(agent)
        shown = clean_line(texts[1]).strip()
        if len(shown) < 14 and shown.isascii():
            assert shown in agent.screen
        agent.app.pop_screen()


@pytest.mark.parametrize("text", ["[/nope]", "\x1b]0;title\x07", "\x9b31m"], ids=repr)
async def test_hostile_text_in_every_dialog_is_only_text(agent: Agent, text: str) -> None:
    await agent.open(await hostile_cart(agent.client, text, text, text))
    for key in ("a", "c", "s", "i", "h", "o", "t", "#", "m", "M", "D", "P"):
        await agent.press(key)
        check(agent)
        await agent.press("escape")
    await agent.press("c")
    await agent.write("0191234")
    check(agent)
    await agent.press("escape", "a")
    await agent.write("bad")
    check(agent)
    await agent.press("escape", "P", "enter")
    agent.sees(PlacedOrder)
    check(agent)


async def test_hostile_text_that_is_pasted_is_clean_before_it_is_drawn(agent: Agent) -> None:
    await agent.open(await agent.client.carts.create(NewCart(market="BD")))
    for key in ("c", "a", "o"):
        for text in ("\x1b[31mred", "[/nope]", "a\u202eb"):
            await agent.press(key)
            agent.app.post_message(Paste(text))
            await agent.quiet()
            assert clean_line(text) in agent.screen
            check(agent)
            await agent.press("escape")
