"""Four programs place one cart at the same moment, fifty times: one order each, and the stock is right."""

import asyncio
import multiprocessing
from collections.abc import Callable
from functools import partial
from multiprocessing.synchronize import Barrier
from queue import Empty
from typing import Final

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportBatch, ImportedProduct
from tests.contract.shop import SHOP, furnish
from tests.storms.shared_carts import answered

PROCESSES: Final = 4
ROUNDS: Final = 50
UNITS: Final = 3
STOCK: Final = 1_000

Answers = dict[str, set[str]]
"""What each cart (or whatever was worked on) was answered with, such as order numbers."""

Program = Callable[[str, str, list[str], Barrier, "multiprocessing.Queue[tuple[str, str]]"], None]
"""What one program does, given the database, its agent, what to work on, the gate and where answers go."""


def place_all(
    database: str,
    agent: str,
    carts: list[str],
    gate: Barrier,
    answers: "multiprocessing.Queue[tuple[str, str]]",
) -> None:
    """One program: at each stroke of the gate it places the next cart, as the other programs do."""

    async def work() -> None:
        async with LocalClient(database, Actor(name=agent)) as client:
            for cart in carts:
                gate.wait(timeout=180)
                place = partial(client.carts.place, cart, phone="+8801712345678", key=cart)
                answers.put((cart, (await answered(place)).number))

    asyncio.run(work())


async def prepare(database: str, count: int = ROUNDS) -> list[str]:
    """A shop with so many carts that are ready to be placed."""
    thing = Product(
        id="thing",
        title="Thing",
        variants=(
            Variant(sku="THING", stock=STOCK, prices=(PriceRow(market="BD", level="retail", amount=100),)),
        ),
    )
    async with LocalClient(database, Actor(name="alice")) as client:
        rahim = await furnish(client)
        await client.imports.apply(ImportBatch(products=(ImportedProduct(product=thing),)))
        numbers = []
        for _ in range(count):
            cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))
            await client.carts.edit(cart.id, cart.version, [AddLine(sku="THING", quantity=UNITS)])
            numbers.append(cart.number)
        return numbers


def storm(database: str, carts: list[str], program: Program = place_all) -> Answers:
    """Let all programs loose on the carts and gather what they were answered."""
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(PROCESSES)
    queue: multiprocessing.Queue[tuple[str, str]] = spawn.Queue()
    programs = [
        spawn.Process(target=program, args=(database, f"desk{n}", carts, gate, queue))
        for n in range(PROCESSES)
    ]
    for process in programs:
        process.start()
    answers: Answers = {}
    received = 0
    while received < PROCESSES * len(carts):
        try:
            cart, order = queue.get(timeout=60)
        except Empty:
            break
        received += 1
        answers.setdefault(cart, set()).add(order)
    for process in programs:
        process.join(timeout=60)
    assert [process.exitcode for process in programs] == [0] * PROCESSES
    assert received == PROCESSES * len(carts)
    return answers


async def test_each_cart_becomes_one_order_and_its_stock_goes_once(shop_database: str) -> None:
    carts = await prepare(shop_database)
    answers = await asyncio.to_thread(storm, shop_database, carts)

    assert {cart: len(orders) for cart, orders in answers.items()} == dict.fromkeys(carts, 1)
    assert len({order for orders in answers.values() for order in orders}) == ROUNDS
    async with LocalClient(shop_database, Actor(name="alice")) as client:
        assert await client.shop.get() == SHOP
        orders = await client.orders.list(limit=ROUNDS * PROCESSES)
        assert len(orders.items) == ROUNDS
        (thing,) = await client.catalog.search("THING", market="BD")
        assert thing.stock == STOCK - ROUNDS * UNITS
