"""Saleor's sample shop: one variant in two channels, and variants that were never given a SKU."""

from decimal import Decimal
from typing import Any

import pytest

from cartui.imports.catalog import read_catalog
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import plain_mapping
from tests.imports.real.data_sets import PlainFile, Row, Taken, a_shop, json_of, minor, needs, take

pytestmark = needs("saleor-sample")

MARKETS = {"USD": "US", "PLN": "PL"}

Objects = dict[str, dict[Any, dict[str, Any]]]
"""The fields of every object of the dump, by model and key."""


@pytest.fixture(scope="module")
def dump() -> Objects:
    objects: Objects = {}
    for each in json_of("saleor-sample/populatedb_data.json"):
        objects.setdefault(each["model"].partition(".")[2], {})[each["pk"]] = each["fields"]
    return objects


def plain_rows(dump: Objects) -> list[Row]:
    """One row for each price of a variant in a channel."""
    stock: dict[int, int] = {}
    for each in dump["stock"].values():
        variant = each["product_variant"]
        stock[variant] = stock.get(variant, 0) + each["quantity"]
    pictures = {media["product"]: media["image"] for media in dump["productmedia"].values()}
    rows = []
    for listing in dump["productvariantchannellisting"].values():
        variant = dump["productvariant"][listing["variant"]]
        product = dump["product"][variant["product"]]
        rows.append(
            {
                "product": product["slug"],
                "title": product["name"],
                "description": product["description_plaintext"],
                "option1_name": "Variant",
                "option1": variant["name"],
                "sku": variant["sku"] or "",
                "stock": str(stock.get(listing["variant"], "")),
                "track_stock": "yes" if variant["track_inventory"] else "no",
                "weight": (variant["weight"] or "").removesuffix(".0:g"),
                "image_url": pictures.get(variant["product"], ""),
                "market": MARKETS[listing["currency"]],
                "price": str(listing["price_amount"]),
            }
        )
    return rows


@pytest.fixture(scope="module")
def taken(dump: Objects, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    mapping = plain_mapping(ImportKind.CATALOG).model_copy(update={"make_skus": True})
    return take(
        tmp_path_factory.mktemp("saleor"),
        a_shop(("US", "USD", ["US"]), ("PL", "PLN", ["PL"])),
        PlainFile(
            "products",
            plain_rows(dump),
            lambda stream, shop: read_catalog(stream, shop=shop, mapping=mapping),
        ),
    )


def test_every_listing_is_a_price(taken: Taken, dump: Objects) -> None:
    listings = dump["productvariantchannellisting"].values()
    report = taken.first["products"]
    assert (report.accepted, report.refused) == (len(listings), 0)
    expected = {}
    for currency, market in MARKETS.items():
        prices = [Decimal(each["price_amount"]) for each in listings if each["currency"] == currency]
        expected[market, "retail"] = (len(prices), minor(sum(prices, Decimal(0))))
    assert taken.prices() == expected


def test_every_variant_is_in_also_those_without_a_sku(taken: Taken, dump: Objects) -> None:
    variants = dump["productvariant"].values()
    given = {each["sku"] for each in variants if each["sku"]}
    stored = {sku for (sku,) in taken.select("SELECT sku FROM variant")}
    assert len(stored) == len(variants)
    assert given < stored
    nameless = [each for each in variants if not each["sku"]]
    made = [each for each in taken.first["products"].warnings if "was made of the handle" in each.reason]
    assert len(made) == len(nameless) * len(MARKETS)
    assert [each for each in taken.first["products"].warnings if each not in made] == []


def test_stock_is_that_of_all_warehouses(taken: Taken, dump: Objects) -> None:
    total = sum(each["quantity"] for each in dump["stock"].values())
    counted = len({each["product_variant"] for each in dump["stock"].values()})
    assert taken.select("SELECT sum(stock), count(stock) FROM variant") == [(total, counted)]
