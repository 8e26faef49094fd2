"""Quotes as a page of the web: the cart's own amounts, whatever stands in them is text, nothing for staff."""

import re
from datetime import UTC, datetime

import pytest

from cartui.documents.html_page import quote_page
from cartui.model.document import Document, DocumentKind, DocumentLine, DocumentTax, DocumentTotals, Party
from tests.hostile import CONTROLS, HOSTILE

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def quote(title: str = "Cotton Shirt", name: str = "Rahim Uddin") -> Document:
    """A quote over two lines."""
    return Document(
        kind=DocumentKind.QUOTE,
        number="C-000017",
        cart="C-000017",
        market="BD",
        currency="BDT",
        locale="en_IN",
        time_zone="Asia/Dhaka",
        issued_at=NOW,
        issued_by="alice",
        valid_until=NOW,
        seller=Party(name="Deshi", address=("1 Road", "Dhaka"), vat_id="BD1", email="alice@example.com"),
        buyer=Party(name=name, address=("2 Lane",), phone="+8801712345678"),
        lines=(
            DocumentLine(
                sku="SHIRT",
                title=title,
                options="L, Blue",
                quantity=2,
                unit_price=12_000_000,
                discount=100,
                total=23_999_900,
            ),
            DocumentLine(title="Wrapping", quantity=1, unit_price=5_000, total=5_000),
        ),
        delivery="Courier",
        delivery_price=6_000,
        taxes=(DocumentTax(name="VAT", rate="15", amount=3_600_735),),
        totals=DocumentTotals(
            subtotal=24_004_900, coupon=50, shipping=6_000, tax=3_600_735, total=27_611_585
        ),
        coupon="SAVE10",
        payment_method="Cash on delivery",
        note="never pays in time",
    )


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_somebody_is_called_stays_text(hostile: str) -> None:
    document = quote(hostile, hostile)
    page = quote_page(document)
    assert not CONTROLS.intersection(page) - {"\n"}
    assert not re.search("<(script|img)", page)
    assert page.count("<tr") == 1 + 2 + 5
    assert "BDT 2,76,115.85" in page


def test_it_does_not_say_what_is_for_staff() -> None:
    page = quote_page(quote())
    for private in ("never pays", "alice", "+8801712345678"):
        assert private not in page


def test_a_page_says_everything_that_a_customer_agrees_to() -> None:
    page = quote_page(quote())
    for said in (
        "Quote C-000017",
        "Prices are held until",
        "Cotton Shirt",
        "L, Blue",
        "less BDT 1.00",
        "VAT 15 %",
        "Delivery Courier",
        "Coupon SAVE10",
        "−0.50",
        "Payment: Cash on delivery",
        "VAT BD1",
        "24 November 2026",  # it is past midnight in Dhaka
    ):
        assert said in page, said
