"""Random keys on a cart, faster than anybody types: the desk neither stops nor forgets what it saved."""

import random
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.screens.one_cart.cart_details import CartDetails
from tests.contract.shop import NOW, furnish
from tests.desk.driving import at_the_desk
from tests.scale import full_or_tenth

LETTERS = "abcdefghijklmnopstuvwxyzACDMPRU#$%+-=*?/ 1234567890x"
"""Everything but the letter that leaves."""
NAMED = ("up", "down", "left", "right", "tab", "delete", "backspace", "pageup", "pagedown", "home", "end")
CONTROLS = ("ctrl+s", "ctrl+n", "ctrl+u", "ctrl+r")
KEYS = (*LETTERS, *NAMED, *CONTROLS, *["enter"] * 14, *["escape"] * 10)


@pytest.mark.parametrize("seed", range(full_or_tenth(20)))
async def test_random_keys_stop_nothing(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        cart = await client.carts.edit(cart.id, cart.version, actions)
    chance = random.Random(seed)
    async with at_the_desk(path) as agent:
        for _ in range(40):
            if not any(isinstance(screen, CartDetails) for screen in agent.app.screen_stack):
                await agent.open(await agent.client.carts.get(cart.id))
            await agent.burst(*(chance.choice(KEYS) for _ in range(chance.randint(1, 8))))
        for edits in agent.app.desk.at_hand.values():
            stored = await agent.client.carts.get(edits.cart.id)
            assert edits.cart.version <= stored.version
