"""A file about products that are known: it updates what it speaks of, and takes nothing else away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.product_changes import updated_product
from cartui.client.protocol import Client
from cartui.imports.catalog import read_catalog
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.catalog import Product, Variant
from cartui.model.imports import ImportedProduct, ImportReport
from tests.imports.reading import a_shop, stream

SHIRT = """\
product,title,description,option1_name,option1,sku,barcode,stock,backorder,weight,tax_class,market,level,min_quantity,price
shirt,Cotton Shirt,Soft,Size,L,S-L,111,12,yes,240,reduced,BD,retail,1,1200
shirt,,,,,S-L,,,,,,BD,retail,10,1100
shirt,,,,,S-L,,,,,,BD,trade,1,1050
shirt,,,,,S-L,,,,,,JP,retail,1,1800
shirt,,,,M,S-M,112,7,,230,,BD,retail,1,1200
"""


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(tmp_path / "shop.sqlite3"), actor) as client:
        await client.shop.apply(a_shop())
        await take(client, SHIRT)
        yield client


async def take(client: Client, text: str) -> ImportReport:
    report = ImportReport()
    for part in read_catalog(stream(text), shop=a_shop(), market="BD"):
        report += part.report + await client.imports.apply(part.batch)
    assert report.rows == report.accepted + report.refused + report.unchanged
    return report


async def test_the_same_file_again_changes_nothing(client: Client) -> None:
    assert (await take(client, SHIRT)).unchanged == 5


async def test_a_file_of_stock_changes_only_the_stock(client: Client) -> None:
    report = await take(client, "product,sku,stock\nshirt,S-L,3\n")
    assert report.accepted == 1
    large = (await client.catalog.search("S-L", market="BD"))[0]
    assert (large.stock, large.title, large.options, large.barcode) == (3, "Cotton Shirt", "L", "111")
    assert (large.unit_price, large.breaks, large.backorder) == (120_000, ((10, 110_000),), True)
    (warning,) = report.warnings
    assert "S-M kept" in warning.reason
    assert (await client.catalog.search("S-M", market="BD"))[0].stock == 7


async def test_a_price_list_of_one_market_leaves_the_others(client: Client) -> None:
    await take(client, "product,sku,market,price\nshirt,S-L,JP,1900\n")
    assert (await client.catalog.search("S-L", market="JP"))[0].unit_price == 1900
    assert (await client.catalog.search("S-L", market="BD"))[0].breaks == ((10, 110_000),)


async def test_a_list_with_prices_of_one_and_of_many_is_all_that_there_is(client: Client) -> None:
    await take(client, "product,sku,min_quantity,price\nshirt,S-L,1,1300\nshirt,S-L,5,1250\n")
    large = (await client.catalog.search("S-L", market="BD"))[0]
    assert (large.unit_price, large.breaks) == (130_000, ((5, 125_000),))


async def test_a_file_of_wholesale_prices_leaves_the_price_of_one(client: Client) -> None:
    report = await take(client, "product,sku,min_quantity,price\nshirt,S-L,10,1050\nshirt,S-L,50,1000\n")
    large = (await client.catalog.search("S-L", market="BD"))[0]
    assert (large.unit_price, large.breaks) == (120_000, ((10, 105_000), (50, 100_000)))
    assert [warning.column for warning in report.warnings] == ["sku"], "S-M is not named"


async def test_a_file_of_prices_of_one_leaves_the_wholesale_prices(client: Client) -> None:
    await take(client, "product,sku,price\nshirt,S-L,1300\n")
    large = (await client.catalog.search("S-L", market="BD"))[0]
    assert (large.unit_price, large.breaks) == (130_000, ((10, 110_000),))


async def test_prices_that_make_little_sense_together_are_pointed_out(client: Client) -> None:
    report = await take(
        client,
        "product,sku,level,min_quantity,price\n"
        "shirt,S-L,retail,1,1100\n"
        "shirt,S-M,trade,10,900\n"
        "hat,HAT,retail,5,10\n",
    )
    reasons = [warning.reason for warning in report.warnings if warning.column == "price"]
    assert reasons == [
        "S-L costs no less from 10 on at BD / retail",
        "S-M has no price for fewer than 10 at BD / trade",
        "HAT has no price for fewer than 5 at BD / retail",
    ]


async def test_a_file_of_skus_and_stock_needs_no_products(client: Client) -> None:
    stock = "sku,title,stock\nS-L,Shirt in L,3\nNEW,New thing,2\nS-M,Shirt in M,4\n"
    report = await take(client, stock)
    assert (report.accepted, report.refused, report.products) == (3, 0, 2)
    assert [(each.line, each.column) for each in report.warnings] == [(2, "product"), (4, "product")]
    assert "shirt" in report.warnings[0].reason
    large, medium = [(await client.catalog.search(sku, market="BD"))[0] for sku in ("S-L", "S-M")]
    assert [(each.product_id, each.title, each.stock) for each in (large, medium)] == [
        ("shirt", "Cotton Shirt", 3),
        ("shirt", "Cotton Shirt", 4),
    ]
    assert (large.unit_price, large.options) == (120_000, "L")
    assert (await take(client, stock)).unchanged == 3
    plain = await take(client, "sku,stock\nS-M,5\n")
    assert (plain.accepted, plain.warnings) == (1, ())


async def test_rows_with_and_without_the_product_speak_of_the_same(client: Client) -> None:
    await take(client, "product,sku,stock,price\nshirt,S-L,3,1250\n,S-L,4,\n,S-M,5,1150\n")
    large, medium = [(await client.catalog.search(sku, market="BD"))[0] for sku in ("S-L", "S-M")]
    assert [(each.stock, each.unit_price) for each in (large, medium)] == [(4, 125_000), (5, 115_000)]


async def test_a_new_variant_joins_those_that_are_there(client: Client) -> None:
    report = await take(client, "product,option1_name,option1,sku,price\nshirt,Size,XL,S-XL,1250\n")
    assert report.products == 1
    hits = await client.catalog.search("cotton shirt", market="BD")
    assert {hit.sku for hit in hits} == {"S-L", "S-M", "S-XL"}


async def test_what_is_no_longer_counted_or_backordered_is_said_so(client: Client) -> None:
    await take(client, "product,sku,track_stock,backorder\nshirt,S-L,no,no\nshirt,S-M,,\n")
    large, medium = [(await client.catalog.search(sku, market="BD"))[0] for sku in ("S-L", "S-M")]
    assert (large.stock, large.backorder) == (None, False)
    assert medium.stock == 7


def test_a_product_keeps_its_tax_class_and_texts_until_a_file_says_otherwise() -> None:
    variants = (Variant(sku="A", weight=5), Variant(sku="B"))
    known = Product(id="p", title="P", description="D", tax_class="reduced", image_url="u", variants=variants)
    given = Product(id="p", title="p", variants=(Variant(sku="B", weight=9),))
    silent = ImportedProduct(product=given, said=frozenset(), said_of_variants={"B": frozenset({"weight"})})
    assert updated_product(known, silent) == known.model_copy(
        update={"variants": (variants[0], Variant(sku="B", weight=9))}
    )
    speaking = silent.model_copy(update={"said": frozenset({"tax_class"})})
    assert updated_product(known, speaking).tax_class == "standard"


def test_a_whole_product_replaces_what_was() -> None:
    known = Product(id="p", title="P", variants=(Variant(sku="A"), Variant(sku="B")))
    given = Product(id="p", title="Q", variants=(Variant(sku="B"),))
    assert updated_product(known, ImportedProduct(product=given)) == given
