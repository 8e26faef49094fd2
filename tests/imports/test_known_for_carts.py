"""What an import remembers between batches is what there is, whoever changes it meanwhile."""

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.importing import carts as carts_of_files
from cartui.client.protocol import Client
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.customer import Customer, NewCustomer
from cartui.model.errors import Unavailable
from cartui.model.imports import (
    ImportBatch,
    ImportedCart,
    ImportedCustomer,
    ImportedLine,
    ImportedProduct,
    SourceRow,
)
from tests.imports.reading import a_shop

OWNER = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
references = count(1)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A shop with a shirt."""
    async with LocalClient(str(tmp_path / "shop.sqlite3"), OWNER) as client:
        await client.shop.apply(a_shop())
        await client.imports.apply(ImportBatch(products=(shirt("Shirt"),)))
        yield client


def shirt(title: str, amount: int = 900) -> ImportedProduct:
    """The only product."""
    price = PriceRow(market="BD", level=a_shop().markets[0].base_level, amount=amount)
    variant = Variant(sku="SHIRT", prices=(price,))
    return ImportedProduct(product=Product(id="shirt", title=title, variants=(variant,)))


def a_cart(
    sku: str = "SHIRT",
    *,
    price: int | None = 500,
    customer: str | None = None,
    create: bool = False,
    dry_run: bool = False,
) -> ImportBatch:
    """A cart with one line, which has no title of its own; without a price the lists say."""
    line = ImportedLine(sku, 1, "", price, (SourceRow("carts.csv", 2),))
    cart = ImportedCart(
        reference=f"W-{next(references)}",
        source="web",
        market="BD",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        customer=customer,
        lines=(line,),
    )
    return ImportBatch(carts=(cart,), create_products=create, dry_run=dry_run)


def rahim(name: str) -> ImportBatch:
    """The only customer."""
    new = NewCustomer(name=name, email="rahim@example.com")
    return ImportBatch(customers=(ImportedCustomer(number="1042", customer=new),))


async def title_of(client: Client, number: str) -> str:
    """What the only line of a cart is called."""
    return (await client.carts.get(number)).lines[0].title


async def test_a_second_batch_need_not_ask_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    await client.imports.apply(a_cart())
    monkeypatch.delattr(carts_of_files, "load_line_facts")
    assert (await client.imports.apply(a_cart())).accepted == 1
    assert await title_of(client, "C-000002") == "Shirt"


async def test_what_another_program_changes_between_batches_is_seen(client: Client, tmp_path: Path) -> None:
    await client.imports.apply(a_cart())
    async with LocalClient(str(tmp_path / "shop.sqlite3"), OWNER) as other:
        await other.imports.apply(ImportBatch(products=(shirt("Linen Shirt"),)))
    await client.imports.apply(a_cart())
    assert await title_of(client, "C-000002") == "Linen Shirt"


async def test_prices_of_the_lists_need_not_be_asked_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.imports.apply(a_cart(price=None))
    monkeypatch.delattr(carts_of_files, "load_variants")
    await client.imports.apply(a_cart(price=None))
    assert (await client.carts.get("C-000002")).lines[0].unit_price == 900


async def test_a_price_that_changes_between_batches_is_seen(client: Client, tmp_path: Path) -> None:
    await client.imports.apply(a_cart(price=None))
    await client.imports.apply(ImportBatch(products=(shirt("Shirt", amount=1_000),)))
    await client.imports.apply(a_cart(price=None))
    async with LocalClient(str(tmp_path / "shop.sqlite3"), OWNER) as other:
        await other.imports.apply(ImportBatch(products=(shirt("Shirt", amount=1_100),)))
    await client.imports.apply(a_cart(price=None))
    prices = [(await client.carts.get(f"C-00000{number}")).lines[0].unit_price for number in (1, 2, 3)]
    assert prices == [900, 1_000, 1_100]


async def test_a_customer_need_not_be_looked_up_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.imports.apply(rahim("Rahim Uddin"))
    await client.imports.apply(a_cart(customer="1042"))
    read: list[str] = []

    def find_each(_: object, refs: Collection[str]) -> dict[str, list[Customer]]:
        read.extend(refs)
        return {ref: [] for ref in refs}

    monkeypatch.setattr(carts_of_files, "find_each", find_each)
    await client.imports.apply(a_cart(customer="1042"))
    await client.imports.apply(a_cart(customer="1043"))
    assert read == ["1043"]
    assert (await client.carts.get("C-000002")).contact.name == "Rahim Uddin"


async def test_a_customer_who_changes_between_batches_is_linked_as_they_are(client: Client) -> None:
    for name in ("Rahim Uddin", "Rahim Uddin Ahmed"):
        await client.imports.apply(rahim(name))
        await client.imports.apply(a_cart(customer="1042"))
    names = [(await client.carts.get(f"C-00000{number}")).contact.name for number in (1, 2)]
    assert names == ["Rahim Uddin", "Rahim Uddin Ahmed"]


async def test_what_this_client_changes_between_batches_is_seen(client: Client) -> None:
    await client.imports.apply(a_cart())
    await client.imports.apply(ImportBatch(products=(shirt("Linen Shirt"),)))
    await client.imports.apply(a_cart())
    assert await title_of(client, "C-000002") == "Linen Shirt"


async def test_a_product_that_a_dry_run_made_is_not_there(client: Client) -> None:
    assert (await client.imports.apply(a_cart("HAT", create=True, dry_run=True))).products == 1
    assert (await client.imports.apply(a_cart("HAT"))).refused == 1


async def test_a_product_of_a_batch_that_failed_is_not_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable("the disk is full")

    await client.imports.apply(a_cart())
    with monkeypatch.context() as patched:
        patched.setattr(carts_of_files, "ready_orders", full)
        with pytest.raises(Unavailable):
            await client.imports.apply(a_cart("HAT", create=True))
    assert (await client.imports.apply(a_cart("HAT"))).refused == 1
