"""Random keys on a cart, faster than anybody types: the desk neither stops nor forgets what it saved."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.carts import LocalCarts
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.screens.one_cart.cart_screen import CartScreen
from tests.contract.shop import NOW, furnish
from tests.desk.driving import at_the_desk
from tests.scale import full_or_tenth

LETTERS = "abcdefghijklmnopstuvwxyzACDMPRU#$%+-=*?/ 1234567890x"
"""Everything but the letter that leaves."""
NAMED = ("up", "down", "left", "right", "tab", "delete", "backspace", "pageup", "pagedown", "home", "end")
CONTROLS = ("ctrl+s", "ctrl+n", "ctrl+u", "ctrl+r")
KEYS = (*LETTERS, *NAMED, *CONTROLS, *["enter"] * 14, *["escape"] * 10)


def carts_saved(monkeypatch: pytest.MonkeyPatch) -> dict[str, Cart]:
    """The carts as the last edit of each left them, by id: filled as edits are answered."""
    saved: dict[str, Cart] = {}
    edit = LocalCarts.edit

    async def noted(carts: LocalCarts, ref: str, version: int, actions: Sequence[Action], **how: Any) -> Cart:
        cart = await edit(carts, ref, version, actions, **how)
        saved[cart.id] = cart
        return cart

    monkeypatch.setattr(LocalCarts, "edit", noted)
    return saved


@pytest.mark.parametrize("seed", range(full_or_tenth(20)))
async def test_random_keys_stop_nothing(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        cart = await client.carts.edit(cart.id, cart.version, actions)
    chance = random.Random(seed)
    saved = carts_saved(monkeypatch)
    async with at_the_desk(path) as agent:
        for _ in range(40):
            if not any(isinstance(screen, CartScreen) for screen in agent.app.screen_stack):
                await agent.open(await agent.client.carts.get(cart.id))
            await agent.burst(*(chance.choice(KEYS) for _ in range(chance.randint(1, 8))))
        assert saved
        for last in saved.values():
            stored = await agent.client.carts.get(last.id)
            assert stored.version >= last.version
            if stored.version == last.version:
                assert (stored.lines, stored.note, stored.contact) == (last.lines, last.note, last.contact)
        for edits in agent.app.desk.at_hand.values():
            stored = await agent.client.carts.get(edits.cart.id)
            assert edits.cart.version <= stored.version
