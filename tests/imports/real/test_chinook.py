"""Chinook, a shop of music: customers of 24 countries, and invoices whose totals are in the set."""

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

pytestmark = needs("chinook")


def plain_track(row: Row) -> Row:
    """A track as a product of its own."""
    return {
        "sku": f"T{row['TrackId']}",
        "title": row["Name"],
        "description": row["Composer"],
        "price": row["UnitPrice"],
    }


def plain_customer(row: Row) -> Row:
    """A customer as the plain file has them."""
    return {
        "number": row["CustomerId"],
        "name": f"{row['FirstName']} {row['LastName']}",
        "email": row["Email"],
        "phone": row["Phone"],
        "company": row["Company"],
        "rep": row["SupportRepId"],
        "country": COUNTRIES[row["Country"]],
        "address_line1": row["Address"],
        "address_city": row["City"],
        "address_region": row["State"],
        "address_postcode": row["PostalCode"],
    }


def plain_lines(invoices: list[Row], lines: list[Row]) -> list[Row]:
    """The lines of the invoices with what their invoice says."""
    by_id = {row["InvoiceId"]: row for row in invoices}
    return [
        {
            "reference": line["InvoiceId"],
            "date": by_id[line["InvoiceId"]]["InvoiceDate"],
            "state": "ordered",
            "customer": by_id[line["InvoiceId"]]["CustomerId"],
            "sku": f"T{line['TrackId']}",
            "quantity": line["Quantity"],
            "unit_price": line["UnitPrice"],
            "billing_line1": by_id[line["InvoiceId"]]["BillingAddress"],
            "billing_city": by_id[line["InvoiceId"]]["BillingCity"],
            "billing_region": by_id[line["InvoiceId"]]["BillingState"],
            "billing_country": COUNTRIES[by_id[line["InvoiceId"]]["BillingCountry"]],
            "billing_postcode": by_id[line["InvoiceId"]]["BillingPostalCode"],
        }
        for line in lines
    ]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    lines = plain_lines(csv_rows("chinook/invoice.csv"), csv_rows("chinook/invoiceline.csv"))
    return take(
        tmp_path_factory.mktemp("chinook"),
        a_shop(("WW", "USD", sorted(set(COUNTRIES.values())))),
        PlainFile(
            "tracks",
            [plain_track(row) for row in csv_rows("chinook/track.csv")],
            lambda stream, shop: read_catalog(stream, shop=shop, market="WW"),
        ),
        PlainFile(
            "customers",
            [plain_customer(row) for row in csv_rows("chinook/customer.csv")],
            lambda stream, shop: read_customers(stream, shop=shop),
        ),
        PlainFile("invoices", lines, lambda stream, shop: read_carts(stream, shop=shop, market="WW")),
    )


def test_every_row_of_every_file_goes_in(taken: Taken) -> None:
    for name, source in (("tracks", "track"), ("customers", "customer"), ("invoices", "invoiceline")):
        report = taken.first[name]
        assert (report.accepted, report.refused) == (len(csv_rows(f"chinook/{source}.csv")), 0)


def test_the_prices_add_up(taken: Taken) -> None:
    prices = [Decimal(row["UnitPrice"]) for row in csv_rows("chinook/track.csv")]
    assert taken.prices() == {("WW", "retail"): (len(prices), minor(sum(prices, Decimal(0))))}


def test_the_orders_have_the_totals_of_their_invoices(taken: Taken) -> None:
    invoices = csv_rows("chinook/invoice.csv")
    found = taken.select("SELECT reference, orders.total FROM orders JOIN cart ON cart.pk = cart_pk")
    assert dict(found) == {row["InvoiceId"]: minor(Decimal(row["Total"])) for row in invoices}
    total = sum((Decimal(row["Total"]) for row in invoices), Decimal(0))
    assert taken.order_totals() == {"USD": (len(invoices), minor(total))}
    assert taken.line_values() == {"USD": minor(total)}


def test_every_order_is_its_customers(taken: Taken) -> None:
    found = taken.select(
        "SELECT reference, customer.number FROM cart LEFT JOIN customer ON customer.id = customer_id"
    )
    assert dict(found) == {row["InvoiceId"]: row["CustomerId"] for row in csv_rows("chinook/invoice.csv")}


def test_names_and_streets_keep_every_letter(taken: Taken) -> None:
    found = taken.select(
        "SELECT number, name, json_extract(address, '$.line1'), json_extract(address, '$.city') "
        "FROM customer JOIN customer_address ON customer_pk = pk"
    )
    assert sorted(found) == sorted(
        (
            row["CustomerId"],
            f"{row['FirstName']} {row['LastName']}",
            row["Address"].strip(),
            row["City"].strip(),
        )
        for row in csv_rows("chinook/customer.csv")
    )
