"""Four programs invoice orders, a hundred times in all: no number is given twice, and none is missing."""

import asyncio
import multiprocessing
from contextlib import suppress
from multiprocessing.synchronize import Barrier
from typing import Final

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, Unavailable
from cartui.model.agent import Actor
from tests.contract.shop import DHAKA
from tests.storms.test_placing_from_processes import PROCESSES, prepare, storm

ORDERS: Final = 25
TRIES: Final = 10


def invoice_all(
    database: str,
    agent: str,
    orders: list[str],
    gate: Barrier,
    answers: "multiprocessing.Queue[tuple[str, str]]",
) -> None:
    """One program: from the stroke of the gate on it invoices all orders, each beginning with another one.

    What was refused because another program was writing for too long is asked for again.
    """
    begin = int(agent.removeprefix("desk")) * len(orders) // PROCESSES

    async def work() -> None:
        async with LocalClient(database, Actor(name=agent)) as client:
            gate.wait(timeout=180)
            for order in orders[begin:] + orders[:begin]:
                answers.put((order, await number_of(client, order)))

    asyncio.run(work())


async def number_of(client: Client, order: str) -> str:
    """The number of the order's invoice, issued now or earlier."""
    for _ in range(TRIES):
        with suppress(Unavailable):
            return (await client.documents.issue_invoice(order, key=order)).number
    raise AssertionError(f"{order} could not be invoiced in {TRIES} tries")


async def released(database: str, count: int = ORDERS) -> list[str]:
    """Approved orders of a shop that may write invoices."""
    carts = await prepare(database, count)
    async with LocalClient(database, Actor(name="alice")) as client:
        shop = await client.shop.get()
        settings = shop.settings.model_copy(update={"seller": DHAKA, "vat_id": "BIN 1"})
        await client.shop.apply(shop.model_copy(update={"settings": settings}))
        for cart in carts:
            await client.carts.place(cart, phone="+8801712345678")
            await client.orders.approve(cart)
    return carts


async def test_each_order_has_one_invoice_and_no_number_is_missing(shop_database: str) -> None:
    orders = await released(shop_database)
    answers = await asyncio.to_thread(storm, shop_database, orders, invoice_all)

    assert {order: len(numbers) for order, numbers in answers.items()} == dict.fromkeys(orders, 1)
    given = sorted(number for numbers in answers.values() for number in numbers)
    year = given[0].split("-")[2]
    assert given == [f"INV-BD-{year}-{place:06}" for place in range(1, ORDERS + 1)]
    async with LocalClient(shop_database, Actor(name="alice")) as client:
        page = await client.documents.list(limit=ORDERS * 2)
        assert [each.number for each in page] == given[::-1]
