"""Agents who edit and place the same carts at the same time, each through a client of their own."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from cartui.client.protocol import Client, Conflict, Refused, Unavailable
from cartui.model.actions import AddLine, SetNote
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.catalog import Product
from cartui.model.history import EntryKind
from cartui.model.imports import ImportBatch, ImportedProduct
from tests.contract.shop import PRODUCTS, furnish
from tests.storms.marked_edits import SKUS, Ledger, Marker, assert_unbroken
from tests.storms.soundness import ask, assert_sound

STOCK: Final = 500_000_000

PHONE: Final = "+8801712345678"

HOT: Final = 8
"""Carts that everybody is at most of the time."""

PATIENCE: Final = 2_000
"""How often something is asked for before nobody would believe in an answer any more."""

T = TypeVar("T")


def plenty(product: Product) -> Product:
    """The product with more of it than a storm sells."""
    variants = tuple(variant.model_copy(update={"stock": STOCK}) for variant in product.variants)
    return product.model_copy(update={"variants": variants})


async def prepare(client: Client, carts: int) -> list[str]:
    """A shop with carts that are ready to be placed; gives their ids."""
    rahim = await furnish(client)
    products = tuple(ImportedProduct(product=plenty(product)) for product in PRODUCTS)
    await client.imports.apply(ImportBatch(products=products))
    ready = []
    for _ in range(carts):
        cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))
        lines = [AddLine(sku=sku, quantity=2) for sku in SKUS]
        ready.append((await client.carts.edit(cart.id, cart.version, [*lines, SetNote(note="ready")])).id)
    return ready


async def answered(call: Callable[[], Awaitable[T]], tries: int = PATIENCE) -> T:
    """The answer to a call that is repeated until there is one. ``Unavailable`` after so many tries."""
    for _ in range(tries - 1):
        try:
            return await call()
        except Unavailable as error:
            await asyncio.sleep(min(error.retry_after or 0.01, 0.05))
    return await call()


@dataclass
class Storm:
    """What the agents do together, and what they were told."""

    carts: Sequence[str]
    """By id; the last ones are placed one after the other, by everybody."""
    placed: int
    marker: Marker = field(default_factory=lambda: Marker("storm"))
    ledger: Ledger = field(default_factory=Ledger)
    orders: dict[str, set[str]] = field(default_factory=dict)
    """The numbers that were answered, by cart."""

    async def rage(self, clients: Mapping[str, Client], edits: int) -> None:
        """Let everybody work until so many edits are done, and all carts placed that are to be."""
        share = edits // len(clients)
        await asyncio.gather(*(self._work(name, client, share) for name, client in clients.items()))

    async def edit_on(self, clients: Mapping[str, Client]) -> None:
        """Let everybody edit once more what is nobody's to place."""
        chance = random.Random(f"on {len(self.ledger.applied)}")
        await asyncio.gather(
            *(self._edit(client, chance, chance.choice(self.carts[:HOT])) for client in clients.values())
        )

    async def _work(self, name: str, client: Client, edits: int) -> None:
        """One agent's part."""
        chance = random.Random(name)
        open_carts, to_place = list(self.carts), list(self.carts[len(self.carts) - self.placed :])
        chance.shuffle(to_place)
        for step in range(edits):
            hot = chance.random() < 0.6
            ref = chance.choice(open_carts[:HOT] if hot else open_carts)
            if not await self._edit(client, chance, ref):
                open_carts.remove(ref)
            while len(to_place) * edits > self.placed * (edits - 1 - step):
                await self._place(name, client, to_place.pop())

    async def _edit(self, client: Client, chance: random.Random, ref: str) -> bool:
        """One edit with one key, and one in ten is given up without an answer; gives whether it is open."""
        cart = await answered(lambda: client.carts.get(ref))
        edit = self.marker.edit(cart)
        rebase, tries = chance.random() < 0.5, 1 if chance.random() < 0.1 else PATIENCE

        def save() -> Awaitable[Cart]:
            key = f"{client.actor.name} {edit.mark}"
            return client.carts.edit(cart.id, cart.version, edit.actions, rebase=rebase, key=key)

        try:
            saved = await answered(save, tries)
        except Unavailable as error:
            self.ledger.unknown[edit.mark] = error.message
        except (Conflict, Refused) as error:
            self.ledger.refused[edit.mark] = error.message
        else:
            self.ledger.applied[edit.mark] = saved.version
        return cart.state is CartState.OPEN

    async def _place(self, name: str, client: Client, ref: str) -> None:
        """Place one cart, until it is an order."""
        order = await answered(lambda: client.carts.place(ref, phone=PHONE, key=f"{name} places {ref}"))
        self.orders.setdefault(ref, set()).add(order.number)

    async def assert_nothing_lost_or_twice(self, client: Client) -> None:
        """Fail unless the backend has what the agents were told and nothing else; stock and orders fit."""
        entries = []
        units = dict.fromkeys(SKUS, 0)
        ordered = {}
        for ref in self.carts:
            cart, history = await client.carts.get(ref), await client.history.of_cart(ref, limit=1_000)
            assert_unbroken(cart, history)
            entries += [entry for entry in history if entry.agent != client.actor.name]
            if cart.state is CartState.ORDERED:
                ordered[ref] = {(await client.orders.get(cart.number)).number}
                for line in cart.lines:
                    if line.sku is not None:
                        units[line.sku] += line.quantity
        self.ledger.assert_agrees(entries)
        placings = Counter(entry.cart_id for entry in entries if entry.kind is EntryKind.PLACED)
        assert placings == dict.fromkeys(self.carts[len(self.carts) - self.placed :], 1)
        assert self.orders == ordered, "an order twice, or a number that is none"
        assert len((await client.orders.list(limit=1_000)).items) == self.placed
        for sku in SKUS:
            [hit] = [each for each in await client.catalog.search(sku, market="BD") if each.sku == sku]
            assert hit.stock == STOCK - units[sku], sku


def assert_file_is_sound(database: Path, orders: int) -> None:
    """Fail unless the file itself adds up."""
    assert_sound(database)
    assert ask(database, "SELECT count(*) FROM orders") == [(orders,)]
