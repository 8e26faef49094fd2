"""Two programs approve and two cancel one order at the same moment, again and again: one outcome each."""

import asyncio
import multiprocessing
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Final

from cartui.client.local import LocalClient
from cartui.client.protocol import Refused
from cartui.model.agent import Actor
from cartui.model.order import Order, OrderState
from tests.scale import full_or_tenth
from tests.storms.shared_carts import answered
from tests.storms.test_placing_from_processes import ROUNDS, STOCK, UNITS, prepare, storm

APPROVERS: Final = ("desk1", "desk3")
"""The programs that approve; the others cancel."""


def decide_all(
    database: str,
    agent: str,
    orders: list[str],
    gate: Barrier,
    answers: "multiprocessing.Queue[tuple[str, str]]",
) -> None:
    """One program: at each stroke of the gate it approves or cancels the next order, as the others do."""

    async def work() -> None:
        async with LocalClient(database, Actor(name=agent)) as client:
            decide = client.orders.approve if agent in APPROVERS else client.orders.cancel
            for number in orders:
                gate.wait(timeout=180)
                try:
                    order = await answered(partial(decide, number, key=number))
                    answers.put((number, order.state.value))
                except Refused:
                    answers.put((number, "refused"))

    asyncio.run(work())


async def placed(database: str, rounds: int) -> list[str]:
    """The numbers of orders that nobody has decided yet."""
    carts = (await prepare(database))[:rounds]
    async with LocalClient(database, Actor(name="alice")) as client:
        return [(await client.carts.place(cart, phone="+8801712345678")).number for cart in carts]


async def what_is_left(database: str, numbers: list[str]) -> tuple[list[Order], int | None]:
    """The orders as they are now, and the stock."""
    async with LocalClient(database, Actor(name="alice")) as client:
        orders = [await client.orders.get(number) for number in numbers]
        return orders, (await client.catalog.search("THING", market="BD"))[0].stock


async def test_of_programs_that_approve_and_cancel_one_kind_wins_and_the_stock_is_right(
    shop_database: str,
) -> None:
    rounds = full_or_tenth(ROUNDS)
    numbers = await placed(shop_database, rounds)
    answers = await asyncio.to_thread(storm, shop_database, numbers, decide_all)
    orders, stock = await what_is_left(shop_database, numbers)

    approved = [order for order in orders if order.state is OrderState.APPROVED]
    cancelled = [order for order in orders if order.state is OrderState.CANCELLED]
    assert len(approved) + len(cancelled) == rounds
    assert {order.version for order in orders} == {2}
    assert answers == {order.number: {order.state.value, "refused"} for order in orders}
    assert stock == STOCK - UNITS * len(approved)
    issues = sorted(order.goods_issue.number for order in approved if order.goods_issue)
    assert issues == [f"GI-{number:06d}" for number in range(1, len(approved) + 1)]
    assert [order.goods_issue for order in cancelled] == [None] * len(cancelled)
