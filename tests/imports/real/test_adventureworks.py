"""AdventureWorks: bicycles with discounts by quantity, and 19,820 customers of six countries.

The set has no names of persons; whoever has no company goes by their email.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from tests.imports.real.data_sets import PlainFile, Row, Taken, a_shop, csv_rows, minor, needs, take

pytestmark = [*needs("adventureworks"), pytest.mark.slow]

COUNTRIES = ("AU", "CA", "DE", "FR", "GB", "US")
CENT = Decimal("0.01")
GRAMS = {"LB": Decimal("453.59237"), "G": Decimal(1), "": Decimal(1)}


def table(name: str) -> list[Row]:
    """A table of the set."""
    return csv_rows(f"adventureworks/{name}.csv")


def plain_products() -> list[Row]:
    """One row a product of theirs, and one more for each discount that a quantity gets."""
    models = {row["ProductModelID"]: row["Name"] for row in table("ProductModel")}
    stock: dict[str, int] = {}
    for row in table("ProductInventory"):
        stock[row["ProductID"]] = stock.get(row["ProductID"], 0) + int(row["Quantity"])
    offers = {row["SpecialOfferID"]: row for row in table("SpecialOffer") if row["Type"] == "Volume Discount"}
    discounts: dict[str, list[Row]] = {}
    for row in table("SpecialOfferProduct"):
        if row["SpecialOfferID"] in offers:
            discounts.setdefault(row["ProductID"], []).append(offers[row["SpecialOfferID"]])
    rows = []
    for row in table("Product"):
        model = row["ProductModelID"]
        grams = Decimal(row["Weight"] or 0) * GRAMS[row["WeightUnitMeasureCode"].strip()]
        price = Decimal(row["ListPrice"])
        variant = {
            "product": f"model-{model}" if model else row["ProductNumber"],
            "title": models.get(model, row["Name"]),
            "option1_name": "Colour" if model else "",
            "option1": row["Color"] if model else "",
            "option2_name": "Size" if model else "",
            "option2": row["Size"] if model else "",
            "sku": row["ProductNumber"],
            "stock": str(stock.get(row["ProductID"], "")),
            "weight": str(round(grams)),
        }
        rows.append(variant | {"level": "retail", "price": str(price) if price else ""})
        for offer in discounts.get(row["ProductID"], []):
            less = (price * (1 - Decimal(offer["DiscountPct"]))).quantize(CENT, ROUND_HALF_UP)
            rows.append(variant | {"level": "reseller", "min_quantity": offer["MinQty"], "price": str(less)})
    return rows


def plain_customers() -> list[Row]:
    """One row a customer, and one more for each address after the first."""
    emails = {row["BusinessEntityID"]: row["EmailAddress"] for row in table("EmailAddress")}
    phones = {row["BusinessEntityID"]: row["PhoneNumber"] for row in table("PersonPhone")}
    stores = {row["BusinessEntityID"]: row for row in table("Store")}
    states = {row["StateProvinceID"]: row for row in table("StateProvince")}
    addresses = {row["AddressID"]: row for row in table("Address")}
    of_entity: dict[str, list[Row]] = {}
    for row in table("BusinessEntityAddress"):
        of_entity.setdefault(row["BusinessEntityID"], []).append(addresses[row["AddressID"]])
    rows = []
    for row in table("Customer"):
        store = stores.get(row["StoreID"], {})
        places = of_entity.get(row["PersonID"]) or of_entity.get(row["StoreID"]) or [{}]
        state = states.get(places[0].get("StateProvinceID", ""), {})
        customer = {
            "number": row["AccountNumber"],
            "email": emails.get(row["PersonID"], ""),
            "phone": phones.get(row["PersonID"], ""),
            "company": store.get("Name", ""),
            "price_level": "reseller" if store else "",
            "rep": store.get("SalesPersonID", ""),
            "country": state.get("CountryRegionCode", ""),
        }
        for place in places:
            state = states.get(place.get("StateProvinceID", ""), {})
            rows.append(
                customer
                | {
                    "address_line1": place.get("AddressLine1", ""),
                    "address_line2": place.get("AddressLine2", ""),
                    "address_city": place.get("City", ""),
                    "address_region": state.get("StateProvinceCode", "").strip(),
                    "address_postcode": place.get("PostalCode", ""),
                    "address_country": state.get("CountryRegionCode", ""),
                }
            )
    return rows


def plain_carts() -> list[Row]:
    """The open carts of the set, at the prices of the list."""
    numbers = {row["ProductID"]: row["ProductNumber"] for row in table("Product")}
    return [
        {
            "reference": row["ShoppingCartID"],
            "date": row["DateCreated"],
            "sku": numbers[row["ProductID"]],
            "quantity": row["Quantity"],
        }
        for row in table("ShoppingCartItem")
    ]


@pytest.fixture(scope="module")
def products() -> list[Row]:
    return plain_products()


@pytest.fixture(scope="module")
def customers() -> list[Row]:
    return plain_customers()


@pytest.fixture(scope="module")
def taken(products: list[Row], customers: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Taken:
    return take(
        tmp_path_factory.mktemp("adventureworks"),
        a_shop(("WW", "USD", COUNTRIES), levels=("retail", "reseller")),
        PlainFile("products", products, lambda stream, shop: read_catalog(stream, shop=shop, market="WW")),
        PlainFile("customers", customers, lambda stream, shop: read_customers(stream, shop=shop)),
        PlainFile("carts", plain_carts(), lambda stream, shop: read_carts(stream, shop=shop, market="WW")),
    )


def test_prices_of_half_a_cent_are_refused_and_all_others_go_in(taken: Taken, products: list[Row]) -> None:
    halves = [row for row in table("Product") if Decimal(row["ListPrice"]) % CENT]
    report = taken.first["products"]
    assert report.refused == len(halves) == 10
    assert report.accepted == len(products) - len(halves)
    assert {refusal.column for refusal in report.refusals} == {"price"}


def test_list_and_wholesale_prices_add_up(taken: Taken, products: list[Row]) -> None:
    listed = [Decimal(row["ListPrice"]) for row in table("Product") if Decimal(row["ListPrice"])]
    whole = [price for price in listed if not price % CENT]
    of_resellers = [Decimal(row["price"]) for row in products if row["level"] == "reseller"]
    assert taken.prices() == {
        ("WW", "retail"): (len(whole), minor(sum(whole, Decimal(0)))),
        ("WW", "reseller"): (len(of_resellers), minor(sum(of_resellers, Decimal(0)))),
    }
    breaks = taken.select("SELECT DISTINCT min_quantity FROM price WHERE level = 'reseller'")
    offered = {row["SpecialOfferID"] for row in table("SpecialOfferProduct")}
    offers = [row for row in table("SpecialOffer") if row["Type"] == "Volume Discount"]
    quantities = {int(row["MinQty"]) for row in offers if row["SpecialOfferID"] in offered}
    assert {quantity for (quantity,) in breaks} == quantities


def test_stock_is_that_of_all_their_places(taken: Taken) -> None:
    numbers = {row["ProductID"]: row["ProductNumber"] for row in table("Product")}
    there = {sku for (sku,) in taken.select("SELECT sku FROM variant")}
    counted = [row for row in table("ProductInventory") if numbers[row["ProductID"]] in there]
    assert taken.select("SELECT sum(stock) FROM variant") == [(sum(int(r["Quantity"]) for r in counted),)]


def test_every_customer_and_every_address_is_in(taken: Taken, customers: list[Row]) -> None:
    accounts = {row["AccountNumber"] for row in table("Customer")}
    report = taken.first["customers"]
    assert (report.accepted, report.refused, report.customers) == (len(customers), 0, len(accounts))
    assert {number for (number,) in taken.select("SELECT number FROM customer")} == accounts
    places = len([row for row in customers if row["address_line1"]])
    assert taken.select("SELECT count(*) FROM customer_address") == [(places,)]


def test_resellers_have_their_level_and_their_rep(taken: Taken) -> None:
    stores = {row["BusinessEntityID"]: row["SalesPersonID"] for row in table("Store")}
    expected = {r["AccountNumber"]: stores[r["StoreID"]] for r in table("Customer") if r["StoreID"]}
    assert dict(taken.select("SELECT number, rep FROM customer WHERE price_level = 'reseller'")) == expected


def test_phones_of_other_ages_go_in_as_they_are_with_a_warning(taken: Taken, customers: list[Row]) -> None:
    dialled_from_america = {r["number"] for r in customers if r["phone"].startswith("1 (11) 500 555-")}
    assert len(dialled_from_america) > 8000
    warned = {warning.line for warning in taken.first["customers"].warnings if "phone" in warning.column}
    lines = {row["number"]: line for line, row in reversed(list(enumerate(customers, start=2)))}
    assert {lines[number] for number in dialled_from_america} <= warned


def test_the_open_carts_have_the_prices_of_the_list(taken: Taken) -> None:
    prices = {row["ProductID"]: Decimal(row["ListPrice"]) for row in table("Product")}
    total = sum(
        (prices[row["ProductID"]] * int(row["Quantity"]) for row in table("ShoppingCartItem")), Decimal(0)
    )
    assert taken.first["carts"].carts == len({row["ShoppingCartID"] for row in table("ShoppingCartItem")})
    assert taken.line_values() == {"USD": minor(total)}
