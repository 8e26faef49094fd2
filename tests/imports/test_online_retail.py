"""UCI Online Retail: our own small fixture with one row of each kind of dirt, and the real files."""

import csv
import lzma
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cartui.imports.carts import read_carts
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import load_mapping
from cartui.model.cart import CartState
from cartui.model.order import OrderState
from tests.imports.reading import FIXTURES, Whole, a_shop, whole

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "online-retail-uci"
WEEK = DATA / "sample_2011-12-05_to_09.csv"
YEAR = DATA / "online_retail_2010-12_2011-12.csv.xz"

needs_data = pytest.mark.skipif(
    not WEEK.exists(), reason="the UCI Online Retail files are not beside this checkout"
)


def read(path: Path, open_since: datetime | None = None) -> Whole:
    """Read a file of UCI's."""
    mapping = load_mapping("online-retail", kind=ImportKind.CARTS)
    parts = read_carts(path, shop=a_shop(), mapping=mapping, market="GB", open_since=open_since)
    return whole(parts)


@pytest.fixture(scope="module")
def ours() -> Whole:
    return read(FIXTURES / "online-retail.csv")


def test_an_invoice_is_an_approved_order_with_the_files_prices(ours: Whole) -> None:
    cart = ours.cart("536365")
    assert (cart.state, cart.order_state, cart.source) == (
        CartState.ORDERED,
        OrderState.APPROVED,
        "online-retail",
    )
    assert cart.customer == "17850"
    # The last row of the file is a row of its first invoice.
    assert [(line.sku, line.quantity, line.unit_price) for line in cart.lines] == [
        ("85123A", 6, 255),
        ("71053", 6, 339),
        ("22728", 1, 375),
    ]


def test_times_are_londons(ours: Whole) -> None:
    assert ours.cart("536365").created_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert ours.cart("536370").created_at == datetime(2011, 7, 1, 7, 45, tzinfo=UTC)
    assert ours.cart("536370").updated_at == datetime(2011, 7, 1, 7, 46, tzinfo=UTC)


def test_a_missing_description_is_found_in_another_row_and_postage_is_no_product(ours: Whole) -> None:
    lines = ours.cart("536370").lines
    assert [(line.sku, line.title) for line in lines] == [(None, "POSTAGE"), ("22728", "ALARM CLOCK")]
    assert ours.cart("536415").lines[0].title == "22139"


def test_a_cancelled_invoice_has_absolute_quantities(ours: Whole) -> None:
    cart = ours.cart("C536379")
    assert cart.order_state is OrderState.CANCELLED
    assert [(line.sku, line.title, line.quantity, line.unit_price) for line in cart.lines] == [
        (None, "Discount", 1, 2750)
    ]


def test_countries_become_codes_and_odd_ones_a_warning(ours: Whole) -> None:
    countries = {c.reference: c.shipping_address.country if c.shipping_address else None for c in ours.carts}
    assert countries == {"536365": "GB", "536370": "FR", "C536379": "IE", "C536383": None, "536415": "GB"}
    assert [(warning.line, warning.column) for warning in ours.warnings] == [(7, "Country")]


def test_what_is_no_sale_is_refused_with_its_reason(ours: Whole) -> None:
    assert {line: column for line, (column, _) in ours.refused.items()} == {
        8: "UnitPrice",
        10: "Quantity",
        11: "InvoiceNo",
        12: "UnitPrice",
        13: "UnitPrice",
    }
    assert ours.refused[8][1] == "a price of 0 and no customer: a correction of stock, not a sale"
    assert "not cancelled" in ours.refused[10][1]
    assert "bad debt" in ours.refused[11][1]
    assert "below 0" in ours.refused[12][1]
    assert ours.refused[13][1] == "GBP has 2 decimals, '0.001' has 3"


def test_a_missing_customer_is_a_guest_and_an_id_with_a_point_is_an_id(ours: Whole) -> None:
    assert ours.cart("C536383").customer is None
    assert ours.cart("536370").customer == "12583"


@dataclass
class Expected:
    """What the file holds, found out by other means than the reader's."""

    rows: int = 0
    value: Decimal = Decimal(0)
    refused: set[int] = field(default_factory=set)
    invoices: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def expected(path: Path) -> Expected:
    """Count and sum the rows that are sales or cancelled sales."""
    found = Expected()
    for number, row in enumerate(_rows(path), start=2):
        found.rows += 1
        quantity, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
        cancelled = row["InvoiceNo"].startswith("C")
        sale = quantity > 0 or (cancelled and quantity < 0)
        paid = price > 0 or (price == 0 and row["CustomerID"] != "")
        if sale and paid and price == round(price, 2) and not row["InvoiceNo"].startswith("A"):
            found.value += abs(quantity) * price
            found.invoices[row["InvoiceNo"]] += 1
        else:
            found.refused.add(number)
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", newline="") if path.suffix == ".xz" else path.open(newline="") as file:
        yield from csv.DictReader(file)


def value(read: Whole) -> Decimal:
    """The sum of the line values in pounds."""
    return Decimal(sum(line.quantity * (line.unit_price or 0) for c in read.carts for line in c.lines)) / 100


@needs_data
@pytest.mark.real_data
def test_the_week_adds_up_to_the_penny() -> None:
    whole_week, file = read(WEEK), expected(WEEK)
    assert whole_week.rows == file.rows == 17_706
    assert set(whole_week.refused) == file.refused
    assert {cart.reference: len(cart.lines) for cart in whole_week.carts} == file.invoices
    assert value(whole_week) == file.value
    cancelled = [cart for cart in whole_week.carts if cart.order_state is OrderState.CANCELLED]
    assert len(cancelled) == sum(reference.startswith("C") for reference in file.invoices) == 85


@needs_data
@pytest.mark.real_data
def test_the_week_is_open_from_the_date_that_is_given() -> None:
    since = datetime(2011, 12, 9, tzinfo=UTC)
    carts = read(WEEK, open_since=since).carts
    for cart in carts:
        is_open = cart.created_at >= since and cart.order_state is not OrderState.CANCELLED
        assert (cart.state is CartState.OPEN) == is_open
    assert {cart.state for cart in carts} == {CartState.OPEN, CartState.ORDERED}


@needs_data
@pytest.mark.real_data
@pytest.mark.slow
def test_the_year_adds_up_to_the_penny() -> None:
    whole_year, file = read(YEAR), expected(YEAR)
    assert whole_year.rows == file.rows == 541_909
    assert set(whole_year.refused) == file.refused
    assert {cart.reference: len(cart.lines) for cart in whole_year.carts} == file.invoices
    assert value(whole_year) == file.value
