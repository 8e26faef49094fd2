"""From a file into a shop: every row is counted once, and a second time changes nothing."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from cartui.imports.mapping import load_mapping
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.imports import ImportReport
from tests.imports.reading import FIXTURES, a_shop
from tests.imports.test_online_retail import WEEK, needs_data


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A shop that has just been set up."""
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(tmp_path / "shop.sqlite3"), actor) as client:
        await client.shop.apply(a_shop())
        yield client


async def import_online_retail(client: Client, path: Path, *, create_products: bool) -> ImportReport:
    """Import a file of UCI's as the command line does."""
    report, total = ImportReport(), 0
    mapping = load_mapping("online-retail")
    for part in read_carts(
        path, shop=a_shop(), mapping=mapping, market="GB", create_products=create_products
    ):
        report += part.report + await client.imports.apply(part.batch)
        total = part.total
    assert report.rows == total == report.accepted + report.refused + report.unchanged
    assert len(report.refusals) == report.refused
    return report


async def test_a_second_import_changes_nothing(client: Client) -> None:
    path = FIXTURES / "online-retail.csv"
    first = await import_online_retail(client, path, create_products=True)
    assert (first.accepted, first.refused, first.orders, first.cancelled) == (8, 5, 3, 2)
    second = await import_online_retail(client, path, create_products=True)
    assert (second.accepted, second.refused, second.unchanged) == (0, 5, 8)


async def test_an_unknown_product_costs_the_rows_of_its_order_and_no_others(client: Client) -> None:
    report = await import_online_retail(client, FIXTURES / "online-retail.csv", create_products=False)
    assert (report.accepted, report.refused) == (1, 12), "a discount is no product; no order goes in short"
    assert (report.orders, report.cancelled) == (0, 1)


async def test_catalogue_customers_and_carts_of_the_plain_files_fit_together(client: Client) -> None:
    shop = a_shop()
    report = ImportReport()
    readings = (
        read_catalog(FIXTURES / "catalog.csv", shop=shop),
        read_customers(FIXTURES / "customers.csv", shop=shop),
        read_carts(FIXTURES / "carts.csv", shop=shop, market="BD"),
    )
    for reading in readings:
        for part in reading:
            report += part.report + await client.imports.apply(part.batch)
    assert report.rows == report.accepted + report.refused + report.unchanged
    assert (report.products, report.customers, report.carts, report.orders, report.cancelled) == (
        3,
        3,
        1,
        1,
        1,
    )


async def take_customers(client: Client, text: str) -> ImportReport:
    """Import customers as the command line does."""
    report = ImportReport()
    for part in read_customers(BytesIO(text.encode()), shop=a_shop()):
        report += part.report + await client.imports.apply(part.batch)
    return report


async def test_a_known_customer_keeps_what_a_file_says_nothing_of(client: Client) -> None:
    whole = (
        "number,name,email,phone,company,rep,vat_id,tax_exempt,blocked,address_line1,address_country\n"
        "7,Rahim,rahim@example.com,+8801712345678,Uddin Ltd,14,BD1,yes,yes,12 Lake Road,BD\n"
    )
    await take_customers(client, whole)
    before = await client.customers.get("7")
    assert (before.blocked, before.tax_exempt, before.name, before.rep) == (True, True, "Rahim", "14")

    assert (await take_customers(client, "number\n7\n")).unchanged == 1
    assert (await take_customers(client, "number,rep,name,phone\n7,,,\n")).unchanged == 1
    assert await client.customers.get("7") == before

    await take_customers(client, "number,rep,blocked\n7,15,no\n")
    after = await client.customers.get("7")
    assert (after.blocked, after.tax_exempt, after.name, after.rep) == (False, True, "Rahim", "15")
    assert (after.company, after.phone, after.addresses) == (before.company, before.phone, before.addresses)


@needs_data
@pytest.mark.real_data
@pytest.mark.slow
async def test_the_week_of_online_retail_goes_in_whole(client: Client) -> None:
    report = await import_online_retail(client, WEEK, create_products=True)
    assert (report.rows, report.accepted, report.refused) == (17_706, 17_670, 36)
    assert (report.orders, report.cancelled) == (512, 85)
