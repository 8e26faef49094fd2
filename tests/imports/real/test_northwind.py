"""Northwind: companies of 21 countries whose phones and addresses are as people wrote them in 1996.

The plain form has no discount of a line, so the orders go in at the prices that the set has beside it.
"""

from decimal import Decimal

import pytest

from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from tests.imports.real.data_sets import (
    COUNTRIES,
    PlainFile,
    Row,
    Taken,
    a_shop,
    csv_rows,
    minor,
    needs,
    take,
)

pytestmark = needs("northwind")

CUSTOMERS = "northwind/customers.csv"


def plain_customer(row: Row) -> Row:
    """A customer as the plain file has them; some have neither address nor country."""
    return {
        "number": row["CustomerID"],
        "name": row["ContactName"],
        "company": row["CompanyName"],
        "phone": row["Phone"],
        "country": COUNTRIES.get(row["Country"], ""),
        "address_line1": row["Address"],
        "address_city": row["City"],
        "address_region": row["Region"],
        "address_postcode": row["PostalCode"],
    }


def plain_product(row: Row) -> Row:
    """A product as the plain file has it."""
    return {
        "sku": row["ProductID"],
        "title": row["ProductName"],
        "description": row["QuantityPerUnit"],
        "stock": row["UnitsInStock"],
        "price": row["UnitPrice"],
    }


def plain_orders(orders: list[Row], details: list[Row]) -> list[Row]:
    """The lines of the orders, and their freight as an item of its own."""
    heads = {
        row["OrderID"]: {
            "reference": row["OrderID"],
            "date": row["OrderDate"],
            "state": "approved" if row["ShippedDate"] else "pending",
            "customer": row["CustomerID"],
            "shipping_name": row["ShipName"],
            "shipping_line1": row["ShipAddress"],
            "shipping_city": row["ShipCity"],
            "shipping_region": row["ShipRegion"],
            "shipping_postcode": row["ShipPostalCode"],
            "shipping_country": COUNTRIES[row["ShipCountry"]],
        }
        for row in orders
    }
    products = [
        heads[row["OrderID"]]
        | {"sku": row["ProductID"], "quantity": row["Quantity"], "unit_price": row["UnitPrice"]}
        for row in details
    ]
    freight = [
        heads[row["OrderID"]] | {"sku": "", "title": "Freight", "quantity": "1", "unit_price": row["Freight"]}
        for row in orders
    ]
    return products + freight


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    orders = plain_orders(csv_rows("northwind/orders.csv"), csv_rows("northwind/order_details.csv"))
    return take(
        tmp_path_factory.mktemp("northwind"),
        a_shop(("WW", "USD", sorted(set(COUNTRIES.values())))),
        PlainFile(
            "products",
            [plain_product(row) for row in csv_rows("northwind/products.csv")],
            lambda stream, shop: read_catalog(stream, shop=shop, market="WW"),
        ),
        PlainFile(
            "customers",
            [plain_customer(row) for row in csv_rows(CUSTOMERS)],
            lambda stream, shop: read_customers(stream, shop=shop),
        ),
        PlainFile("orders", orders, lambda stream, shop: read_carts(stream, shop=shop, market="WW")),
    )


def test_every_row_of_every_file_goes_in(taken: Taken) -> None:
    orders, details = csv_rows("northwind/orders.csv"), csv_rows("northwind/order_details.csv")
    expected = {
        "products": len(csv_rows("northwind/products.csv")),
        "customers": len(csv_rows(CUSTOMERS)),
        "orders": len(details) + len(orders),
    }
    assert {name: report.accepted for name, report in taken.first.items()} == expected
    assert not any(report.refused for report in taken.first.values())


def test_the_orders_add_up_with_their_freight(taken: Taken) -> None:
    orders = csv_rows("northwind/orders.csv")
    total = sum((Decimal(row["Freight"]) for row in orders), Decimal(0))
    for row in csv_rows("northwind/order_details.csv"):
        total += Decimal(row["UnitPrice"]) * int(row["Quantity"])
    assert taken.order_totals() == {"USD": (len(orders), minor(total))}
    assert taken.line_values() == {"USD": minor(total)}


def test_what_was_not_shipped_is_pending_and_not_paid(taken: Taken) -> None:
    orders = csv_rows("northwind/orders.csv")
    waiting = {row["OrderID"] for row in orders if not row["ShippedDate"]}
    found = taken.select(
        "SELECT reference, orders.state, paid FROM orders JOIN cart ON cart.pk = cart_pk "
        "WHERE paid < orders.total"
    )
    assert {(reference, state, paid) for reference, state, paid in found} == {
        (reference, "pending", 0) for reference in waiting
    }


def test_stock_and_prices_add_up(taken: Taken) -> None:
    products = csv_rows("northwind/products.csv")
    prices = sum((Decimal(row["UnitPrice"]) for row in products), Decimal(0))
    assert taken.prices() == {("WW", "retail"): (len(products), minor(prices))}
    stock = sum(int(row["UnitsInStock"]) for row in products)
    assert taken.select("SELECT sum(stock) FROM variant") == [(stock,)]


def test_every_address_is_in_as_it_was_written(taken: Taken) -> None:
    found = taken.select(
        "SELECT number, json_extract(address, '$.line1'), json_extract(address, '$.city'), "
        "coalesce(json_extract(address, '$.region'), ''), coalesce(json_extract(address, '$.postcode'), ''), "
        "json_extract(address, '$.country') FROM customer JOIN customer_address ON customer_pk = pk"
    )
    assert sorted(found) == sorted(
        (
            row["CustomerID"],
            row["Address"],
            row["City"],
            row["Region"],
            row["PostalCode"],
            COUNTRIES[row["Country"]],
        )
        for row in csv_rows(CUSTOMERS)
        if row["Address"]
    )


def test_odd_addresses_and_phones_are_in_with_a_warning(taken: Taken) -> None:
    """These were picked by reading the set."""
    odd = {
        "BERGS": ("S-958 22", "0921-12 34 65"),
        "BLONP": (None, "88.60.15.31"),
        "CACTU": (None, "(1) 135-5555"),
        "FISSA": ("A province is usual", "(91) 555 94 44"),
        "GROSR": ("DF is not", "(2) 283-2951"),
        "MAISD": ("B-1180", "(02) 201 24 67"),
        "WELLI": (None, "(14) 555-8122"),
    }
    rows = {row["CustomerID"]: (line, row) for line, row in enumerate(csv_rows(CUSTOMERS), start=2)}
    warned: dict[int, str] = {}
    for warning in taken.first["customers"].warnings:
        warned[warning.line] = warned.get(warning.line, "") + warning.reason
    stored = dict(taken.select("SELECT number, phone FROM customer"))
    for number, (part, phone) in odd.items():
        line, row = rows[number]
        assert row["Phone"] == phone
        if part is not None:
            assert part in warned[line]
        if not stored[number].startswith("+"):
            assert stored[number] == phone
            assert phone in warned[line]


def test_a_phone_number_is_understood_or_stays_as_typed_with_a_warning(taken: Taken) -> None:
    reasons = [warning.reason for warning in taken.first["customers"].warnings]
    stored = dict(taken.select("SELECT number, phone FROM customer"))
    phones = {row["CustomerID"].strip(): row["Phone"] for row in csv_rows(CUSTOMERS)}
    as_typed = [phone for number, phone in phones.items() if stored[number] == phone != ""]
    assert len(as_typed) > 20
    for phone in as_typed:
        assert f"{phone} does not look like a phone number." in reasons
    for number, phone in phones.items():
        if phone not in as_typed:
            last_six = "".join(filter(str.isdigit, phone))[-6:]
            assert stored[number].endswith(last_six)


def test_a_region_is_known_with_its_accents(taken: Taken) -> None:
    assert "Québec" in {row["Region"] for row in csv_rows(CUSTOMERS)}
    assert not [each for each in taken.first["customers"].warnings if "Québec" in each.reason]
