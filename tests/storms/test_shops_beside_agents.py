"""Shops tell in any order, twice and with gaps while agents edit: each cart ends as both last had it."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, Conflict
from cartui.model.actions import Action, AddLine, SetContact, SetNote, SetQuantity
from cartui.model.address import Contact
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart
from cartui.model.storefront import ShopAnswer, ShopCart, ShopEvent, ShopLine, ShopOutcome, ShopTouch
from tests.contract.shop import furnish
from tests.scale import full_or_tenth
from tests.storms.soundness import assert_sound

CARTS: Final = 60
STATES: Final = 16
EDITS: Final = 8
"""What a shopper does to each cart, and what the agents do to it."""

TELLERS: Final = 3
A_CALL: Final = 15
"""Events that are told at once."""

AGENTS: Final = ("alice", "bob")

SHOPPERS: Final = ("SHIRT-LB", "POSTER", "MUG-01")
"""What shoppers put in and take out; agents change how many mugs there are in every other cart."""


@dataclass
class Life:
    """What a shopper and the agents make of one cart."""

    name: str
    last: ShopCart
    """The shopper's last state."""
    mugs: int | None = None
    """How many there are by an agent's last word, if any said one."""
    lamps: int = 0
    """Which only agents put in."""
    note: str = ""
    phone: str = ""
    answers: Counter[ShopOutcome] = field(default_factory=Counter)
    versions: set[int] = field(default_factory=set)
    """Those that a state became."""


def states(name: str, chance: random.Random) -> list[ShopCart]:
    """What a shopper does to a cart, one state after the other."""
    made = []
    for revision in range(1, STATES + 1):
        skus = chance.sample(SHOPPERS, chance.randint(0, len(SHOPPERS)))
        lines = tuple(ShopLine(sku=sku, quantity=chance.randint(1, 60)) for sku in skus)
        contact = Contact(name="Mina", email=f"mina{revision}@example.com")
        made.append(ShopCart(cart=name, revision=revision, market="BD", lines=lines, contact=contact))
    return made


def as_it_arrives(words: Sequence[ShopCart], chance: random.Random) -> list[ShopEvent]:
    """Some states never arrive, but the last one does; others come twice, and in any order."""
    kept = [word for word in words[:-1] if chance.random() < 0.8]
    events: list[ShopEvent] = [*kept, words[-1]]
    events += chance.choices(events, k=len(events) // 2)
    events += [ShopTouch(cart=words[0].cart)] * 2
    chance.shuffle(events)
    return events


async def tell(shop: LocalClient, lives: dict[str, Life], events: Sequence[ShopEvent]) -> None:
    """Tell of these events in a few calls, and take down what they are answered."""
    for start in range(0, len(events), A_CALL):
        some = events[start : start + A_CALL]
        answers = await shop.storefront.tell(some)
        for event, answer in zip(some, answers, strict=True):
            if isinstance(event, ShopCart):
                _take_down(lives[event.cart], answer)
        await asyncio.sleep(0)


def _take_down(life: Life, answer: ShopAnswer) -> None:
    """Remember what became of a state; no version is made of two."""
    life.answers[answer.outcome] += 1
    if answer.outcome is ShopOutcome.TAKEN:
        assert answer.cart is not None
        assert answer.cart.version not in life.versions
        life.versions.add(answer.cart.version)


async def edit(client: Client, ref: str, life: Life, chance: random.Random) -> None:
    """Change a cart as an agent does: again on the cart as it is, where a shopper was there first."""
    with_mugs = int(life.name) % 2 == 0
    mugs, lamps = chance.randint(1, 60), life.lamps + 1
    note = f"rang {lamps} times"
    while True:
        cart = await client.carts.get(ref)
        actions = [_units(cart, "LAMP", lamps), SetNote(note=note), SetContact(phone=f"+88017{lamps:08}")]
        if with_mugs:
            actions.append(_units(cart, "MUG-01", mugs))
        try:
            after = await client.carts.edit(ref, cart.version, actions)
        except Conflict:
            continue
        life.lamps, life.note, life.phone = lamps, note, after.contact.phone
        if with_mugs:
            life.mugs = mugs
        return


def _units(cart: Cart, sku: str, units: int) -> Action:
    """What makes it so many of a variant."""
    line = next((line for line in cart.lines if line.sku == sku), None)
    return AddLine(sku=sku, quantity=units) if line is None else SetQuantity(line=line.id, quantity=units)


def expected(life: Life) -> dict[str, int]:
    """What the cart has in the end: the shopper's last state with what is the agents'."""
    units = {line.sku: line.quantity for line in life.last.lines} | {"LAMP": life.lamps}
    return units if life.mugs is None else units | {"MUG-01": life.mugs}


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_each_cart_is_the_shoppers_last_state_with_what_agents_changed(shop_database: str) -> None:
    chance = random.Random(9)
    async with AsyncExitStack() as stack:
        telling = Actor(name="web", role=Role.STOREFRONT, origin=ActorOrigin.STOREFRONT)
        agents = [
            await stack.enter_async_context(LocalClient(shop_database, Actor(name=name))) for name in AGENTS
        ]
        shops = [await stack.enter_async_context(LocalClient(shop_database, telling)) for _ in range(TELLERS)]
        await furnish(agents[0])
        lives: dict[str, Life] = {}
        refs: dict[str, str] = {}
        events: list[ShopEvent] = []
        for number in range(full_or_tenth(CARTS)):
            words = states(str(number), chance)
            lives[words[0].cart] = Life(words[0].cart, words[-1])
            [answer] = await shops[0].storefront.tell(words[:1])
            assert answer.cart is not None
            refs[words[0].cart] = answer.cart.id
            events += as_it_arrives(words[1:], chance)
        chance.shuffle(events)
        shares = [events[start::TELLERS] for start in range(TELLERS)]

        async def work(client: Client, own: Sequence[str]) -> None:
            """Let an agent edit some of the carts again and again."""
            for name in [*own] * EDITS:
                await edit(client, refs[name], lives[name], chance)

        names = [*lives]
        await asyncio.gather(
            *(tell(shop, lives, share) for shop, share in zip(shops, shares, strict=True)),
            *(work(client, names[at :: len(agents)]) for at, client in enumerate(agents)),
        )
        for name, life in lives.items():
            cart = await agents[0].carts.get(refs[name])
            assert {line.sku: line.quantity for line in cart.lines} == expected(life)
            assert cart.contact.email == life.last.contact.email
            assert (cart.note, cart.contact.phone) == (life.note, life.phone)
            history = await agents[0].history.of_cart(cart.id)
            made = {entry.version for entry in history if entry.agent == "web" and entry.version > 1}
            assert life.versions == made
            assert cart.version == len(history) == 1 + len(made) + EDITS
            [again] = await shops[0].storefront.tell([life.last])
            assert again.outcome is ShopOutcome.UNCHANGED
            assert set(life.answers) <= {ShopOutcome.TAKEN, ShopOutcome.UNCHANGED, ShopOutcome.STALE}
    if "://" not in shop_database:
        assert_sound(Path(shop_database))
