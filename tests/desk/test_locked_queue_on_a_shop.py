"""Locked carts at the desk of a shop: a closer look, taking a resolution back, two desks, statements."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.carts import LocalCarts
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.errors import Refused
from cartui.model.locks import LockedCart
from cartui.model.statement import Verdict
from cartui.screens.locks.locked_queue import LockedQueue
from cartui.screens.locks.one_lock import OneLock
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.payments import paid_row, statement, tell
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.waiting import until


@dataclass
class Shop:
    """A shop with three locked carts."""

    path: Path
    bob: LocalClient
    """Somebody at another desk."""
    paid: Cart
    unpaid: Cart
    unknown: Cart


@pytest.fixture
async def shop(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Shop]:
    """Of the three one is paid, of one no payment came, and of one no statement tells; in this order."""
    path = tmp_path / "shop.sqlite3"
    rahim = furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        carts = []
        for number in range(3):
            cart = await bob.carts.create(NewCart(market="BD"))
            actions: list[Action] = [
                SetCustomer(customer=rahim.id),
                AddLine(sku="SHIRT-LB", quantity=number + 1),
            ]
            carts.append(await bob.carts.edit(cart.id, cart.version, actions))
        unknown, unpaid, paid = carts
        await tell(bob, unknown, "pending", provider="Stripe")
        await tell(bob, unpaid, "failed", reference="REF-first", card_last4="1111")
        await tell(bob, unpaid, "pending")
        await tell(bob, paid, "pending")
        await bob.payments.take_statement(statement(paid_row(paid, NOW)))
        yield Shop(path, bob, paid, unpaid, unknown)


async def locked(shop: Shop) -> list[str]:
    """The numbers of the carts that are locked."""
    return [row.number for row in await shop.bob.locks.list()]


def at_the_cursor(desk: Agent) -> LockedCart:
    """The cart at the cursor of the queue, which is in front."""
    row = desk.sees(LockedQueue).table.current
    assert row is not None
    return row


async def test_each_is_resolved_by_what_its_statement_says(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "C", "enter", "U", "enter")
        assert at_the_cursor(desk).number == shop.unknown.number
        assert f"{shop.unpaid.number} is unlocked." in desk.words
    assert (await shop.bob.carts.get(shop.paid.id)).state is CartState.ORDERED
    assert (await shop.bob.carts.get(shop.unpaid.id)).state is CartState.OPEN
    [entry, *_] = await shop.bob.history.of_cart(shop.paid.id)
    assert (entry.agent, "the payment is confirmed: Paid: PayPal has a payment of" in entry.summary) == (
        "alice",
        True,
    )


async def test_what_was_unlocked_or_deleted_last_is_locked_again(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "j", "U", "enter", "D", "r")
        await desk.write("twice")
        await desk.press("enter")
        assert await locked(shop) == [shop.paid.number]
        await desk.press("u")
        assert f"{shop.unknown.number} is locked again." in desk.words
        await desk.press("u")
        assert await locked(shop) == [shop.paid.number, shop.unpaid.number, shop.unknown.number]
        await desk.press("u")
        assert "Nothing was resolved here" in desk.words


async def test_a_resolution_that_could_not_be_taken_back_can_be_tried_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> Cart:
        raise Refused("The disk is full. Nothing was saved.")

    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "j", "U", "enter")
        with monkeypatch.context() as patched:
            patched.setattr(LocalCarts, "undo", refuse)
            await desk.press("u")
            assert "The disk is full." in desk.words
        await desk.press("u")
        assert f"{shop.unpaid.number} is locked again." in desk.words
    assert shop.unpaid.number in await locked(shop)


async def test_a_confirmed_payment_is_an_order_and_undone_as_one(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "C", "enter", "u")
        assert "an order is cancelled in the list of orders" in desk.words
    assert shop.paid.number not in await locked(shop)


async def test_what_somebody_changed_since_is_not_taken_back(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "j", "U", "enter")
        cart = await shop.bob.carts.get(shop.unpaid.id)
        await shop.bob.carts.edit(cart.id, cart.version, [AddLine(sku="LAMP", quantity=1)])
        await desk.press("u")
        assert "nothing was undone, since the cart was changed meanwhile by bob" in desk.words
    assert shop.unpaid.number not in await locked(shop)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_closer_look_shows_each_try_the_rows_and_what_is_in_the_cart(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with at_the_desk(shop.path, size) as desk:
        await desk.press("g", "l", "j", "enter")
        desk.sees(OneLock)
        for said in ("its payment is still pending", "NOT PAID", "card 4242", "failed, ended", "card 1111"):
            assert said in desk.words
        await desk.press("end")
        for said in ("no row of a statement speaks for or against it", "2 × Cotton Shirt", "TOTAL"):
            assert said in desk.words, desk.words
        await desk.press("o")
        desk.sees(OneCart)
        await desk.press("escape", "U", "enter")
        assert at_the_cursor(desk).number == shop.unknown.number
    assert shop.unpaid.number not in await locked(shop)


async def test_a_closer_look_says_that_somebody_else_resolved_it(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "enter")
        await shop.bob.locks.unlock(shop.paid.id, "my card", against_evidence=True)
        await desk.press("r")
        assert "is not locked: it is open" in desk.words
        await desk.press("C")
        desk.sees(OneLock)
        await desk.press("escape")
        assert at_the_cursor(desk).number == shop.unpaid.number


async def test_a_statement_that_comes_in_is_seen_by_itself(shop: Shop) -> None:
    async with at_the_desk(shop.path) as desk:
        await desk.press("g", "l", "end")
        assert "UNKNOWN" in desk.words
        row = paid_row(shop.unknown, NOW).model_copy(update={"provider": "stripe"})
        covers = statement(row).coverage[0].model_copy(update={"provider": "stripe"})
        await shop.bob.payments.take_statement(
            statement(row).model_copy(update={"provider": "stripe", "coverage": (covers,)})
        )
        await until(lambda: at_the_cursor(desk).evidence.verdict is Verdict.PAID, lambda: desk.screen)
        assert at_the_cursor(desk).number == shop.unknown.number
        await until(lambda: "Stripe covered to" in desk.words, lambda: desk.screen)
