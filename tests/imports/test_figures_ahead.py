"""Figures are reckoned while a file is read; what is written is what the shop says when it is written."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.importing import carts as import_carts
from cartui.client.protocol import Client
from cartui.imports.carts import read_carts
from cartui.imports.shop_file import read_shop
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart
from cartui.model.catalog import Product, Variant
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportBatch, ImportedCustomer, ImportedProduct
from cartui.model.shop import Shop

ROWS: Final = b"""reference,date,customer,shipping_country,sku,quantity,unit_price,title
R1,2026-11-01,,GB,CUP,2,5.00,Cup
R1,2026-11-01,,GB,TEA,1,3.00,Tea
R2,2026-11-02,77,GB,CUP,1,5.00,Cup
R3,2026-11-03,,GB,CUP,1,,Cup
"""


def shop_with(rate: str) -> Shop:
    """A shop that taxes cups at this rate, and food not at all."""
    return read_shop(f"""
[[price_levels]]
code = "retail"
name = "Retail"
[[markets]]
code = "GB"
name = "Great Britain"
countries = ["GB"]
currency = "GBP"
base_level = "retail"
[[tax_rates]]
country = "GB"
class = "standard"
name = "VAT"
rate = "{rate}"
""")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A shop with cups, with tea that is not taxed, and with a customer who is exempt."""
    owner = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
    cup = Product(id="cup", title="Cup", variants=(Variant(sku="CUP"),))
    tea = Product(id="tea", title="Tea", tax_class="food", variants=(Variant(sku="TEA"),))
    exempt = ImportedCustomer(number="77", customer=NewCustomer(name="Ann", tax_exempt=True))
    async with LocalClient(str(tmp_path / "shop.sqlite3"), owner) as client:
        await client.shop.apply(shop_with("20"))
        products = (ImportedProduct(product=cup), ImportedProduct(product=tea))
        await client.imports.apply(ImportBatch(products=products, customers=(exempt,)))
        yield client


def read(rows: bytes, shop: Shop) -> ImportBatch:
    """The only part of a file of these rows."""
    (part,) = read_carts(BytesIO(rows), shop=shop)
    return part.batch


async def tax_of(client: Client, number: str) -> int:
    """The tax of a cart that was imported."""
    cart: Cart = await client.carts.get(number)
    return cart.totals.tax


async def test_taxes_are_those_of_the_shops_own_goods_and_customers(client: Client) -> None:
    report = await client.imports.apply(read(ROWS, shop_with("20")))
    assert (report.carts, report.refused) == (2, 1), "nothing says what the last one costs"
    assert await tax_of(client, "C-000001") == 200, "of two cups, and tea has none"
    assert await tax_of(client, "C-000002") == 0, "Ann is exempt"


async def test_taxes_are_those_of_the_shop_by_now(client: Client) -> None:
    batch = read(ROWS, shop_with("20"))
    await client.shop.apply(shop_with("10"))
    await client.imports.apply(batch)
    assert await tax_of(client, "C-000001") == 100


async def test_what_was_reckoned_ahead_is_not_reckoned_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> None:
        raise AssertionError("this was priced once already")

    batch = read(b"\n".join(row for row in ROWS.splitlines()[:2]), shop_with("20"))
    monkeypatch.setattr(import_carts, "cart_figures", nothing)
    await client.imports.apply(batch)
    assert await tax_of(client, "C-000001") == 200
