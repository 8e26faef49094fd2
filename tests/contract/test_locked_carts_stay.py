"""A locked cart stays as it is, whoever does whatever to it through whichever client."""

import random
from typing import Final

import pytest

from cartui.client.protocol import Client, Invalid, Locked, Refused
from cartui.model.actions import Action
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState
from cartui.model.customer import Customer
from cartui.server import runner
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import tell
from tests.every_action import every_action
from tests.scale import full_or_tenth

AT_ONCE: Final = 25
"""Actions of one edit, at most."""

OTHERS: Final = ("place", "undo", "redo", "cancel", "delete", "restore", "lock")
"""What is done to carts beside edits."""


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server does the background's work meanwhile: it writes down that the cart is locked."""
    monkeypatch.setattr(runner, "UPKEEP_FIRST", 24 * 60 * 60.0)


async def edit(client: Client, cart: Cart, actions: list[Action], chance: random.Random) -> None:
    """Change it, from the version that was seen, an older or a newer one."""
    version = cart.version + chance.choice((0, 0, 0, -1, 1))
    match chance.choice(("edit", "rebase", "preview")):
        case "preview":
            await client.carts.preview(cart.id, version, actions)
        case how:
            await client.carts.edit(cart.number, version, actions, rebase=how == "rebase")


async def do(client: Client, cart: Cart, what: str) -> None:
    """Do something else to it."""
    match what:
        case "place":
            await client.carts.place(cart.id, phone="01712345678", total=cart.totals.total)
        case "cancel":
            await client.carts.cancel(cart.id, since=0)
        case "lock":
            await client.locks.lock(cart.id, "once more")
        case _:
            await getattr(client.carts, what)(cart.id)


@pytest.mark.parametrize("written", [True, False], ids=["written", "unwritten"])
async def test_a_locked_cart_survives_random_actions_unchanged(
    client: Client, cart: Cart, rahim: Customer, open_as: OpenAs, clock: Clock, written: bool
) -> None:
    await tell(client, cart)
    clock.advance(hours=1)
    if written:
        await client.upkeep.run()
    bob = await open_as("bob", role=Role.LEAD)
    before = await client.carts.get(cart.id)
    assert before.state is CartState.LOCKED
    history = await client.history.of_cart(cart.id)
    sold = await client.catalog.search("shirt", market="BD")
    every = [
        each for kind in every_action([line.id for line in cart.lines], rahim.id).values() for each in kind
    ]
    chance, left = random.Random(7), full_or_tenth(10_000)
    while left > 0:
        somebody, what = chance.choice((client, bob)), chance.choice(("edit",) * 2 * len(OTHERS) + OTHERS)
        actions = chance.choices(every, k=min(left, chance.randint(1, AT_ONCE)))
        with pytest.raises(Refused if what == "restore" else Locked):
            await (edit(somebody, before, actions, chance) if what == "edit" else do(somebody, before, what))
        left -= len(actions) if what == "edit" else 1
    assert await client.carts.get(cart.id) == before
    assert await client.history.of_cart(cart.id) == history
    assert await client.catalog.search("shirt", market="BD") == sold
    await client.upkeep.run()
    after = await client.carts.get(cart.id)
    assert after.model_copy(update={"version": before.version, "updated_at": before.updated_at}) == before


async def test_what_is_known_of_the_customer_changes_no_lock(
    client: Client, cart: Cart, rahim: Customer
) -> None:
    locked = await client.locks.lock(cart.id, "to be looked at")
    await client.history.comment(cart.id, "rang him")
    await client.presence.enter(cart.id, desk="a")
    again = await client.carts.get(cart.id)
    assert (again.version, again.lock, again.totals) == (locked.version, locked.lock, locked.totals)
    with pytest.raises(Invalid):
        await client.locks.unlock(cart.id, "")
