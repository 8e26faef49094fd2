"""What is seen while the backend takes its time: old rows never stand as the answer to a new question."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cartui.model.cart_summary import CartSummary
from cartui.model.order import OrderSummary
from cartui.model.query import CartQuery, OrderQuery, Page
from cartui.screens.lists import list_screen
from tests import waiting
from tests.desk.fake_client import FakeCarts, FakeClient, FakeOrders, a_summary
from tests.desk.sitting import Sitting, sitting


@dataclass
class Slow(FakeClient):
    """A backend whose lists can be kept waiting."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def carts(self) -> FakeCarts:
        return SlowCarts(self)

    @property
    def orders(self) -> FakeOrders:
        return SlowOrders(self)


class SlowCarts(FakeCarts):
    """The carts of one."""

    async def list(self, query: CartQuery, **how: Any) -> Page[CartSummary]:
        assert isinstance(self.backend, Slow)
        await self.backend.answers.wait()
        return await super().list(query, **how)


class SlowOrders(FakeOrders):
    """The orders of one."""

    async def list(self, query: OrderQuery | str = "", **how: Any) -> Page[OrderSummary]:
        assert isinstance(self.backend, Slow)
        await self.backend.answers.wait()
        return await super().list(query, **how)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said at once that rows are late."""
    monkeypatch.setattr(list_screen, "LATE", 0.01)


def slow() -> Slow:
    """A backend with some carts, one of them locked, that answers for now."""
    backend = Slow([a_summary(n, state="locked" if n == 7 else "open") for n in range(1, 21)])
    backend.answers.set()
    return backend


async def until(desk: Sitting, is_so: Callable[[], bool]) -> None:
    """Wait until it is so, whatever is still on its way."""
    await waiting.until(is_so, lambda: desk.text, pause=lambda: desk.pilot.pause(0.01))


async def test_rows_of_the_view_before_are_seen_to_be_old_while_the_new_ones_are_late() -> None:
    backend = slow()
    async with sitting(backend) as desk:
        assert "20 match" in desk.text
        backend.answers.clear()
        await desk.pilot.press("2")
        await until(desk, lambda: "carts · Locked · reading…" in desk.text)
        assert "20 match" not in desk.text
        assert desk.carts.table.has_class("-late")
        backend.answers.set()
        await desk.settle()
        assert "reading…" not in desk.text
        assert not desk.carts.table.has_class("-late")
        assert "1 match" in desk.text


async def test_orders_say_it_as_well() -> None:
    backend = slow()
    async with sitting(backend) as desk:
        await desk.press("g", "o")
        backend.answers.clear()
        desk.orders.action_view_all_orders()
        await until(desk, lambda: "orders · All · reading…" in desk.text)
        backend.answers.set()
        await desk.settle()
        assert "reading…" not in desk.text


async def test_rows_that_are_only_read_once_more_are_not_called_late() -> None:
    backend = slow()
    async with sitting(backend) as desk:
        backend.answers.clear()
        desk.carts.catch_up()
        await desk.pilot.pause(0.1)
        assert "reading…" not in desk.text
        backend.answers.set()
        await desk.settle()
