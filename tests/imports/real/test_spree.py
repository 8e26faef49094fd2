"""Spree's sample shop: variants with prices in two currencies, and customers with local phone numbers."""

from decimal import Decimal
from pathlib import Path

import pytest

from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from tests.imports.real.data_sets import PlainFile, Row, Taken, a_shop, csv_rows, minor, needs, take

pytestmark = needs("spree-sample")

MARKETS = {"USD": "US", "EUR": "EU"}
GRAMS = Decimal("453.59237")


def plain_product(row: Row) -> Row:
    """A row as the plain file has it: the first of a product describes it, the others are variants."""
    describes = bool(row["name"])
    return {
        "product": row["slug"],
        "title": row["name"],
        "description": row["description"],
        "option1_name": row["option1_name"],
        "option1": row["option1_value"],
        "option2_name": row["option2_name"],
        "option2": row["option2_value"],
        "sku": "" if describes else row["sku"],
        "stock": row["inventory_count"],
        "track_stock": row["track_inventory"],
        "backorder": row["inventory_backorderable"],
        "weight": str(round(Decimal(row["weight"]) * GRAMS)) if row["weight"] else "",
        "tax_class": row["tax_category"].replace("Default", "standard"),
        "image_url": row["image1_src"],
        "market": MARKETS[row["currency"]],
        "price": "" if describes else row["price"],
    }


def plain_customer(row: Row) -> Row:
    """A customer as the plain file has them."""
    name = f"{row['first_name']} {row['last_name']}"
    return {
        "name": name,
        "email": row["email"],
        "phone": row["phone"],
        "company": row["company"],
        "country": row["country_code"],
        "address_name": name,
        "address_line1": row["address1"],
        "address_line2": row["address2"],
        "address_city": row["city"],
        "address_region": row["province_code"],
        "address_postcode": row["zip"],
    }


@pytest.fixture(scope="module")
def products() -> list[Row]:
    return csv_rows("spree-sample/products.csv")


@pytest.fixture(scope="module")
def customers() -> list[Row]:
    return csv_rows("spree-sample/customers.csv")


@pytest.fixture(scope="module")
def taken(products: list[Row], customers: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder: Path = tmp_path_factory.mktemp("spree")
    return take(
        folder,
        a_shop(("US", "USD", ["US"]), ("EU", "EUR", ["DE", "FR"])),
        PlainFile(
            "products",
            [plain_product(row) for row in products],
            lambda stream, shop: read_catalog(stream, shop=shop),
        ),
        PlainFile(
            "customers",
            [plain_customer(row) for row in customers],
            lambda stream, shop: read_customers(stream, shop=shop),
        ),
    )


def test_every_product_and_variant_is_in(taken: Taken, products: list[Row]) -> None:
    report = taken.first["products"]
    assert (report.accepted, report.refused) == (len(products), 0)
    assert report.products == len({row["slug"] for row in products})
    assert dict(taken.select("SELECT id, title FROM product")) == {
        row["slug"]: row["name"] for row in products if row["name"]
    }
    skus = {sku for (sku,) in taken.select("SELECT sku FROM variant")}
    assert skus == {row["sku"] for row in products if not row["name"]}


def test_the_prices_of_each_market_add_up(taken: Taken, products: list[Row]) -> None:
    expected = {}
    for currency, market in MARKETS.items():
        prices = [Decimal(r["price"]) for r in products if not r["name"] and r["currency"] == currency]
        expected[market, "retail"] = (len(prices), minor(sum(prices, Decimal(0))))
    assert taken.prices() == expected


def test_stock_and_weight_are_those_of_the_file(taken: Taken, products: list[Row]) -> None:
    stock = sum(int(row["inventory_count"]) for row in products if row["inventory_count"])
    grams = sum(round(Decimal(row["weight"]) * GRAMS) for row in products if row["weight"])
    assert taken.select("SELECT sum(stock), sum(weight), sum(backorder) FROM variant") == [(stock, grams, 0)]


def test_phone_numbers_without_an_area_go_in_as_they_are_with_a_warning(
    taken: Taken, customers: list[Row]
) -> None:
    report = taken.first["customers"]
    assert (report.accepted, report.customers, report.refused) == (len(customers), len(customers), 0)
    local = [row["phone"] for row in customers if row["phone"].startswith("555-")]
    international = [
        "+" + "".join(filter(str.isdigit, row["phone"])) for row in customers if "+" in row["phone"]
    ]
    assert len(local) + len(international) == len(customers)
    stored = [phone for (phone,) in taken.select("SELECT phone FROM customer")]
    assert sorted(stored) == sorted(local + international)
    warned = " ".join(warning.reason for warning in report.warnings)
    assert all(phone in warned for phone in local)


def test_every_customer_has_their_address(taken: Taken, customers: list[Row]) -> None:
    found = taken.select(
        "SELECT email, json_extract(address, '$.line1'), json_extract(address, '$.postcode') FROM customer "
        "JOIN customer_address ON customer_pk = pk"
    )
    assert sorted(found) == sorted((row["email"], row["address1"], row["zip"]) for row in customers)
