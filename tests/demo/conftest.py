"""The demo as it would be made at one fixed moment."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.demo.build import build_demo
from cartui.demo.carts import demo_carts
from cartui.demo.customers import demo_customers
from cartui.model.agent import Actor
from cartui.model.imports import ImportedCart, ImportedCustomer

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def customers() -> tuple[ImportedCustomer, ...]:
    return demo_customers(NOW)


@pytest.fixture(scope="session")
def carts() -> tuple[ImportedCart, ...]:
    return demo_carts(NOW, agent="alice")


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> tuple[Path, list[str]]:
    """A folder with the demo in it, and what was told while it was made."""
    folder = tmp_path_factory.mktemp("demo")
    told: list[str] = []

    async def build() -> None:
        async with LocalClient(
            str(folder / "demo.sqlite3"), Actor(name="alice"), clock=lambda: now
        ) as client:
            await build_demo(client, now=now, progress=told.append)

    asyncio.run(build())
    return folder, told
