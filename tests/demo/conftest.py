"""The demo as it would be made at one fixed moment."""

from datetime import UTC, datetime

import pytest

from cartui.demo.carts import demo_carts
from cartui.demo.customers import demo_customers
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
