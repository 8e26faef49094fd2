"""DummyJSON's shop: carts whose totals are in the set, of products with whole descriptions."""

from decimal import Decimal
from typing import Any

import pytest

from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from tests.imports.real.data_sets import PlainFile, Taken, a_shop, json_of, minor, needs, take

pytestmark = needs("dummyjson")


@pytest.fixture(scope="module")
def products() -> list[dict[str, Any]]:
    return list(json_of("dummyjson/products.json"))


@pytest.fixture(scope="module")
def carts() -> list[dict[str, Any]]:
    return list(json_of("dummyjson/carts.json"))


@pytest.fixture(scope="module")
def taken(
    products: list[dict[str, Any]], carts: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Taken:
    skus = {product["id"]: product["sku"] for product in products}
    catalog = [
        {
            "sku": product["sku"],
            "title": product["title"],
            "description": product["description"],
            "barcode": product["meta"]["barcode"],
            "stock": str(product["stock"]),
            "image_url": product["thumbnail"],
            "price": str(product["price"]),
        }
        for product in products
    ]
    lines = [
        {
            "reference": str(cart["id"]),
            "date": "2026-11-01",
            "sku": skus[line["id"]],
            "quantity": str(line["quantity"]),
            "unit_price": str(line["price"]),
        }
        for cart in carts
        for line in cart["products"]
    ]
    return take(
        tmp_path_factory.mktemp("dummyjson"),
        a_shop(("US", "USD", ["US"])),
        PlainFile("products", catalog, lambda stream, shop: read_catalog(stream, shop=shop, market="US")),
        PlainFile("carts", lines, lambda stream, shop: read_carts(stream, shop=shop, market="US")),
    )


def test_every_product_is_in_with_its_price_and_stock(taken: Taken, products: list[dict[str, Any]]) -> None:
    report = taken.first["products"]
    assert (report.accepted, report.refused, report.warnings) == (len(products), 0, ())
    prices = sum((Decimal(product["price"]) for product in products), Decimal(0))
    assert taken.prices() == {("US", "retail"): (len(products), minor(prices))}
    found = taken.select("SELECT sku, stock, barcode FROM variant")
    assert sorted(found) == sorted((p["sku"], p["stock"], p["meta"]["barcode"]) for p in products)


def test_every_cart_is_open_and_has_its_total(taken: Taken, carts: list[dict[str, Any]]) -> None:
    found = taken.select("SELECT reference, state, total, units FROM cart")
    assert sorted(found) == sorted(
        (str(cart["id"]), "open", minor(Decimal(cart["total"])), cart["totalQuantity"]) for cart in carts
    )
    assert taken.order_totals() == {}
