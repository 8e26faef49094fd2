"""`kill -9` while carts are edited and placed: each is before or after, and nothing acknowledged is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.model.actions import AddLine, SetNote, SetQuantity
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.imports import ImportBatch, ImportedProduct
from tests.contract.shop import PRODUCTS, furnish
from tests.storms.killing import killing_storm
from tests.storms.soundness import ask, assert_sound

CARTS: Final = 25
UNITS: Final = 3
STOCK: Final = 10_000


async def prepare(database: str) -> None:
    """A shop with carts that are ready to be placed, and plenty of mugs."""
    async with LocalClient(database, Actor(name="alice")) as client:
        rahim = await furnish(client)
        mug = next(product for product in PRODUCTS if product.id == "mug")
        plenty = mug.model_copy(update={"variants": (mug.variants[0].model_copy(update={"stock": STOCK}),)})
        await client.imports.apply(ImportBatch(products=(ImportedProduct(product=plenty),)))
        for _ in range(CARTS):
            cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))
            lines = [AddLine(sku="MUG-01", quantity=UNITS), AddLine(sku="POSTER", quantity=UNITS)]
            await client.carts.edit(cart.id, cart.version, [*lines, SetNote(note=str(UNITS))])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared database, closed; every run works on a copy."""
    path = tmp_path_factory.mktemp("killed") / "shop.sqlite3"
    asyncio.run(prepare(str(path)))
    return path


def placing(database: str, pipe: Connection) -> None:
    """Place all carts, one after the other."""

    async def work(client: Client) -> None:
        for number in range(1, CARTS + 1):
            order = await client.carts.place(str(number), phone="+8801712345678", key=f"place-{number}")
            pipe.send((number, order.number))

    _begin(database, pipe, work)


def editing(database: str, pipe: Connection) -> None:
    """Change all carts again and again: both quantities and the note always say the same."""

    async def work(client: Client) -> None:
        for quantity in range(UNITS + 1, UNITS + 5):
            for number in range(1, CARTS + 1):
                cart = await client.carts.get(str(number))
                both = [SetQuantity(line=line.id, quantity=quantity) for line in cart.lines]
                await client.carts.edit(cart.id, cart.version, [*both, SetNote(note=str(quantity))])
                pipe.send((number, quantity))

    _begin(database, pipe, work)


def _begin(database: str, pipe: Connection, work: Callable[[Client], Awaitable[None]]) -> None:
    """Open the database, say so, and go to work."""

    async def opened() -> None:
        async with LocalClient(database, Actor(name="bob")) as client:
            pipe.send(None)
            await work(client)

    asyncio.run(opened())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_placing(prepared: Path, tmp_path: Path) -> None:
    def check(database: Path, acknowledged: list[tuple[int, str]]) -> None:
        placed = "SELECT number_key, orders.number FROM orders JOIN cart ON cart.pk = cart_pk"
        orders = dict(ask(database, placed))
        assert len(acknowledged) <= len(orders) <= len(acknowledged) + 1
        assert {number: orders.get(number) for number, _ in acknowledged} == dict(acknowledged)
        ((mugs,),) = ask(database, "SELECT stock FROM variant WHERE sku = 'MUG-01'")
        assert mugs == STOCK - UNITS * len(orders)
        assert asyncio.run(place_the_rest(str(database))) == CARTS

    killing_storm(placing, prepared, tmp_path, check)


async def place_the_rest(database: str) -> int:
    """Place every cart with the keys of the program that was killed; gives how many orders there are then."""
    async with LocalClient(database, Actor(name="bob")) as client:
        orders = {
            (await client.carts.place(str(number), phone="+8801712345678", key=f"place-{number}")).number
            for number in range(1, CARTS + 1)
        }
        assert len((await client.orders.list(limit=1_000)).items) == len(orders)
    assert_sound(Path(database))
    return len(orders)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_editing(prepared: Path, tmp_path: Path) -> None:
    def check(database: Path, acknowledged: list[tuple[int, int]]) -> None:
        quantities = "SELECT count(DISTINCT quantity), min(quantity), note FROM cart, cart_line"
        each = ask(database, f"{quantities} WHERE cart_pk = pk GROUP BY pk")
        assert all(kinds == 1 and str(quantity) == note for kinds, quantity, note in each)
        notes = {number: int(note) for number, note in ask(database, "SELECT number_key, note FROM cart")}
        said = dict.fromkeys(notes, UNITS) | dict(acknowledged)
        ahead = {number: notes[number] - said[number] for number in notes}
        assert set(ahead.values()) <= {0, 1}
        assert sum(ahead.values()) <= 1, "only the last edit can be there without having been acknowledged"

    killing_storm(editing, prepared, tmp_path, check)
