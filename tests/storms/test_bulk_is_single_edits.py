"""A job does to carts what the same edits do one by one: to the unit, with the same history."""

import asyncio
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, ClientError
from cartui.model.actions import (
    Action,
    AddCustomLine,
    ApplyCoupon,
    Assign,
    HoldPrices,
    SetCustomer,
    SetLineDiscount,
    SetLinePrice,
    SetNote,
    SetPriceLevel,
    SetShippingAddress,
    SetTags,
)
from cartui.model.bulk import BulkAction, BulkTarget, ChangeTags, ItemState
from cartui.model.cart import Cart, CartState
from cartui.model.customer import NewCustomer
from tests.contract.shop import DHAKA, HAMBURG, NOW
from tests.scale import full_or_tenth
from tests.storms.bulk_jobs import LEAD, content, done, fill, seen_through
from tests.storms.soundness import ask, assert_sound

CARTS: Final = 100

TAGS: Final = ("vip", "gift", "Winter sale", "冬", "b2b")

LEVELS: Final = ("retail", "vip", "trade", None)

HISTORY: Final = (
    "SELECT cart_pk, kind, agent, origin, version, summary, actions, changes, undone, undoes "
    "FROM history ORDER BY cart_pk, version, id"
)


async def furnished(client: Client, chance: random.Random) -> None:
    """Carts of every kind that there is: edited in all ways, some locked, deleted or ordered."""
    await fill(client, CARTS, seed=f"{chance.random()}")
    trader = await client.customers.create(NewCustomer(name="Trader", price_level="trade", country="BD"))
    for number in range(1, CARTS + 1):
        cart = await client.carts.get(str(number))
        for action in chance.sample(_edits(chance, cart, trader.id), chance.randint(0, 4)):
            try:
                cart = await client.carts.edit(cart.id, cart.version, [action])
            except ClientError:
                continue
        fate = chance.randint(0, 12)
        if fate == 0:
            await client.locks.lock(cart.id, "asked to wait")
        elif fate == 1:
            await client.carts.delete(cart.id)


def _edits(chance: random.Random, cart: Cart, customer: str) -> list[Action]:
    """What could be done to a cart."""
    line = chance.choice(cart.lines).id
    return [
        SetCustomer(customer=customer),
        SetPriceLevel(level=chance.choice(LEVELS)),
        SetTags(tags=tuple(chance.sample(TAGS, chance.randint(0, 3)))),
        ApplyCoupon(code=chance.choice(("SAVE10", "BIG", "ONCE"))),
        SetLineDiscount(line=line, percent="7.5", reason="late"),
        SetLinePrice(line=line, unit_price=chance.randint(1, 90_000)),
        AddCustomLine(title="Engraving", unit_price=chance.randint(1, 9_999), quantity=chance.randint(1, 5)),
        SetShippingAddress(address=chance.choice((DHAKA, HAMBURG))),
        HoldPrices(until=NOW.replace(year=NOW.year + 1)),
        Assign(agent=chance.choice(("dana", "alice"))),
        SetNote(note="ring twice"),
    ]


def drawn(chance: random.Random) -> list[BulkAction]:
    """Some actions of one job."""
    on, off = chance.sample(TAGS, 2)
    return chance.sample(
        [
            SetPriceLevel(level=chance.choice(LEVELS)),
            Assign(agent=chance.choice(("dana", "bob", None))),
            ChangeTags(add=(on,), remove=(off,)),
        ],
        chance.randint(1, 3),
    )


def as_edits(actions: Sequence[BulkAction], cart: Cart) -> list[Action]:
    """What somebody would do to one cart to the same end."""
    edits: list[Action] = []
    for action in actions:
        match action:
            case SetPriceLevel() | Assign():
                edits.append(action)
            case ChangeTags(add=add, remove=remove):
                off = {tag.casefold() for tag in remove}
                kept = [tag for tag in cart.tags if tag.casefold() not in off]
                known = {tag.casefold() for tag in kept}
                tags = (*kept, *(tag for tag in add if tag.casefold() not in known))
                if tags != cart.tags:
                    edits.append(SetTags(tags=tags))
            case _:
                raise AssertionError(action)
    return edits


async def singly(client: Client, actions: Sequence[BulkAction]) -> dict[str, str]:
    """Edit every cart by itself; gives why which were refused."""
    refused = {}
    for number in range(1, CARTS + 1):
        cart = await client.carts.get(str(number))
        edits = as_edits(actions, cart)
        if not edits and cart.state is CartState.OPEN:
            continue  # its tags are as they should be
        try:
            await client.carts.edit(cart.id, cart.version, edits or [SetNote(note="")])
        except ClientError as error:
            refused[cart.number] = error.message
    return refused


async def at_once(client: Client, actions: Sequence[BulkAction]) -> dict[str, str]:
    """Change all of them by one job; gives why which were refused."""
    job = await done(client, BulkTarget(carts=tuple(map(str, range(1, CARTS + 1)))), actions)
    page = await client.bulk.items(job.id, state=ItemState.REFUSED, limit=1_000)
    assert job.tally.done == job.tally.matched == CARTS
    return {item.number: item.reason for item in page.items}


def history(database: Path) -> list[tuple[Any, ...]]:
    """Every entry, but for when it was made, and its job."""
    return ask(database, HISTORY)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("round_", range(full_or_tenth(20)))
def test_a_job_is_the_same_edits_one_by_one(tmp_path: Path, round_: int) -> None:
    one_by_one, by_job = tmp_path / "single.sqlite3", tmp_path / "job.sqlite3"
    chance = random.Random(f"round {round_}")

    async def work() -> None:
        async with LocalClient(str(one_by_one), LEAD, clock=lambda: NOW) as client:
            await furnished(client, chance)
        shutil.copy(one_by_one, by_job)
        for _ in range(3):
            actions = drawn(chance)
            async with LocalClient(str(one_by_one), LEAD, clock=lambda: NOW) as client:
                expected = await singly(client, actions)
            async with LocalClient(str(by_job), LEAD, clock=lambda: NOW) as client:
                assert await at_once(client, actions) == expected, actions
            assert content(by_job) == content(one_by_one), actions
            assert history(by_job) == history(one_by_one), actions

    asyncio.run(work())
    assert_sound(by_job)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("round_", range(full_or_tenth(20)))
def test_an_undo_gives_back_what_every_cart_was_but_for_those_edited_since(
    tmp_path: Path, round_: int
) -> None:
    database = tmp_path / "shop.sqlite3"
    chance = random.Random(f"undo {round_}")

    async def work() -> None:
        async with LocalClient(str(database), LEAD) as client:
            await furnished(client, chance)
            before = content(database)
            job = await done(client, BulkTarget(carts=tuple(map(str, range(1, CARTS + 1)))), drawn(chance))
            page = await client.bulk.items(job.id, state=ItemState.CHANGED, limit=1_000)
            changed = [item.number for item in page.items]
            edited = set(chance.sample(changed, min(5, len(changed))))
            for number in edited:
                cart = await client.carts.get(number)
                await client.carts.edit(cart.id, cart.version, [SetNote(note="edited since")])
            since = {row["number"]: row for row in content(database, "cart")["cart"]}
            undo = await client.bulk.undo(job.id) if changed else None
            if undo is None:
                assert content(database) == before
                return
            await seen_through(client, undo.id)
            refused = await client.bulk.items(undo.id, state=ItemState.REFUSED, limit=1_000)
            assert {item.number for item in refused.items} == edited
            for was, row in zip(before["cart"], content(database, "cart")["cart"], strict=True):
                assert row == (since[row["number"]] if row["number"] in edited else was)

    asyncio.run(work())
    assert_sound(database)
