"""Locking a cart by hand where it is shown, and the way from a locked cart to its lock."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor, Role
from cartui.model.cart import Cart, CartState, NewCart
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.locks.one_lock import OneLock
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import at_the_desk
from tests.furnished import FurnishedFile


@dataclass
class Shop:
    """A shop with one cart."""

    path: Path
    bob: LocalClient
    cart: Cart

    async def now(self) -> Cart:
        """The cart as it is stored."""
        return await self.bob.carts.get(self.cart.id)


@pytest.fixture
async def shop(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Shop]:
    """An open cart with a lamp."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        cart = await bob.carts.create(NewCart(market="BD"))
        yield Shop(path, bob, await bob.carts.edit(cart.id, cart.version, [AddLine(sku="LAMP", quantity=1)]))


async def test_a_cart_is_locked_from_its_own_screen_and_says_then_why_nothing_works(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.open(shop.cart)
        await desk.press("L", "enter")
        assert "Say why" in desk.words
        await desk.write("the bank rang")
        await desk.press("enter")
        assert (await shop.now()).state is CartState.LOCKED
        assert "This cart is locked until its payment is decided" in desk.words
        assert "L shows its lock" in desk.words
        await desk.press("c")
        assert "This cart is locked until its payment is decided" in " ".join(desk.notices)
        await desk.press("L")
        desk.sees(OneLock)
        assert "an agent locked it (the bank rang)" in desk.words
        await desk.press("U", "r")
        await desk.write("all is well")
        await desk.press("enter")
        desk.sees(OneCart)
        assert desk.cart.state is CartState.OPEN
    assert (await shop.now()).state is CartState.OPEN


async def test_what_was_asked_for_before_is_saved_before_it_is_locked(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.open(shop.cart)
        await desk.burst("+", "+", "L", *"why", "enter")
        assert desk.cart.lines[0].quantity == 3
    assert (await shop.now()).lines[0].quantity == 3
    assert (await shop.now()).state is CartState.LOCKED


async def test_a_cart_is_locked_in_the_list_and_its_row_leads_to_its_lock(shop: Shop) -> None:
    async with at_the_desk(shop.path, (120, 40)) as desk:
        await desk.press("L")
        await desk.write("the bank rang")
        await desk.press("enter")
        assert "LOCKED" in desk.sees(CartList).table.current.state.upper()  # type: ignore[union-attr]
        assert "LOCKED 1 ▲" in desk.screen.splitlines()[0]
        await desk.press("L")
        desk.sees(OneLock)
        await desk.press("escape")
        desk.sees(CartList)


async def test_what_somebody_locked_first_is_said(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.open(shop.cart)
        await desk.press("L")
        await shop.bob.locks.lock(shop.cart.id, "fraud?")
        await desk.write("the bank rang")
        await desk.press("enter")
        assert "is locked since" in " ".join(desk.notices)
    assert (await shop.now()).lock is not None
    assert "fraud?" in str((await shop.now()).lock)


async def test_what_is_in_the_trash_is_not_locked_and_a_viewer_locks_nothing(shop: Shop) -> None:
    async with at_the_desk(shop.path, role=Role.VIEWER) as desk:
        await desk.press("L")
        assert "A viewer may not lock carts" in " ".join(desk.notices)
    deleted = await shop.bob.carts.delete(shop.cart.id)
    async with at_the_desk(shop.path) as desk:
        await desk.open(deleted)
        await desk.press("L")
        assert "cannot be locked: it is deleted" in " ".join((*desk.notices, desk.words))


async def test_a_locked_cart_is_not_changed_by_what_comes_late(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.open(shop.cart)
        await shop.bob.locks.lock(shop.cart.id, "fraud?")
        await desk.press("+")
        assert "is locked since" in desk.words
    assert (await shop.now()).lines[0].quantity == 1
