"""One cart has the same amounts wherever it is read: on the screen, on paper, in exports; to the unit.

A thousand random carts, of all ways to price and tax and of currencies with no, two and three decimals.
"""

import csv
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO

from hypothesis import given, settings

from cartui.documents.line_table import line_table, rows_of
from cartui.documents.pdf.layout import document_pdf
from cartui.documents.plain_text import document_text
from cartui.documents.tables import TableFormat
from cartui.model.cart import Cart
from cartui.model.document import Document
from cartui.model.money import exponent
from cartui.model.paper import PaperSize
from cartui.model.shop import Shop
from cartui.rules.documents.content import quote_of
from cartui.rules.documents.invoicing import invoice_of
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import summary_lines
from tests.documents.test_workbook import NAMES, sheets_of
from tests.pdf_text import words_of
from tests.rules.carts_for_documents import WHEN, order_of, priced_carts
from tests.scale import full_or_tenth

CARTS = full_or_tenth(1_000)

PRICED = priced_carts()


def minor(text: str) -> int:
    """The minor units of an amount as it is shown, in whatever digits: all of its decimals stand there."""
    digits = int("".join(sign for sign in text if sign.isdecimal()))
    return -digits if re.search("[-\N{MINUS SIGN}]", text) else digits


def on_the_screen(cart: Cart) -> dict[str, int]:
    """The sums beside the lines of a cart."""
    lines = summary_lines(cart, Amounts(cart.currency, "en"))
    return {line.text.removesuffix(" (estimated)"): minor(line.figure) for line in lines if line.figure}


def on_paper(document: Document) -> dict[str, int]:
    """The sums of a document as text, by the first word of what they are called."""
    *_, below = document_text(document).rsplit("-" * 20, 1)
    found = re.findall(r"^ *(Goods|Delivery|Total)\b.*?(\S+)$", below, re.MULTILINE)
    return {label: minor(amount) for label, amount in found}


def in_minor(text: str, currency: str) -> int:
    """The minor units of an amount of an export, which is written in major ones."""
    return int(Decimal(text).scaleb(exponent(currency)))


def file_of(carts: Sequence[Cart], table_format: TableFormat) -> bytes:
    """The export of these carts; JSON has one row for each."""
    rows = [row for cart in carts for row in rows_of(cart)]
    if table_format is TableFormat.JSON:
        rows = [next(rows_of(cart)) for cart in carts]
    table = line_table(table_format, marked=False)
    try:
        content = table.begin() + table.rows(rows) + table.end()
        return content + b"".join(table.collected())
    finally:
        table.close()


def expected_rows(carts: Sequence[Cart]) -> list[tuple[int, int | None, int | None]]:
    """For each row of an export: the cart's total, price and total of its line."""
    return [
        (
            row.cart.totals.total,
            None if row.line is None else row.line.unit_price,
            None if row.line is None else row.line.total,
        )
        for cart in carts
        for row in rows_of(cart)
    ]


def rows_of_csv(content: bytes) -> list[tuple[int, int | None, int | None]]:
    """The same as a spreadsheet reads it in a CSV file."""
    return [
        (
            in_minor(row["cart_total"], row["currency"]),
            in_minor(row["unit_price"], row["currency"]) if row["unit_price"] else None,
            in_minor(row["line_total"], row["currency"]) if row["line_total"] else None,
        )
        for row in csv.DictReader(StringIO(content.decode(), newline=""))
    ]


def rows_of_workbook(content: bytes) -> list[tuple[int, int | None, int | None]]:
    """The same as it stands in the cells of a workbook."""
    (sheet,) = sheets_of(content)
    titles, *rows = (
        {re.sub(r"\d", "", cell.get("r", "")): "".join(cell.itertext()) for cell in row}
        for row in sheet.iter(f"{NAMES}row")
    )
    column = {title: letters for letters, title in titles.items()}

    def amount(row: dict[str, str], title: str) -> int | None:
        text = row.get(column[title], "")
        number = repr(float(text)) if text else ""  # a spreadsheet keeps the nearest double, and shows that
        return in_minor(number, row[column["currency"]]) if number else None

    found = []
    for row in rows:
        total = amount(row, "cart_total")
        assert total is not None
        found.append((total, amount(row, "unit_price"), amount(row, "line_total")))
    return found


def test_screen_paper_and_exports_say_the_same_of_a_thousand_carts() -> None:
    carts: list[Cart] = []

    @settings(max_examples=CARTS, deadline=None)
    @given(PRICED)
    def look_at(priced: tuple[Cart, Shop]) -> None:
        cart, shop = priced
        totals, screen = cart.totals, on_the_screen(cart)
        assert (screen["Subtotal"], screen["Shipping"]) == (totals.subtotal, totals.shipping)
        assert screen["TOTAL"] == totals.total
        paper = on_paper(quote_of(cart, shop, at=WHEN, by="alice"))
        assert (paper["Goods"], paper["Total"]) == (totals.subtotal - totals.coupon, totals.total)
        assert paper.get("Delivery", 0) == totals.shipping
        carts.append(cart)

    look_at()
    assert len(carts) >= CARTS
    rows = expected_rows(carts)
    assert rows_of_csv(file_of(carts, TableFormat.CSV)) == rows
    assert rows_of_workbook(file_of(carts, TableFormat.XLSX)) == rows
    for told, cart in zip(json.loads(file_of(carts, TableFormat.JSON)), carts, strict=True):
        assert told["totals"]["total"] == cart.totals.total
        assert [line["unit_price"] for line in told["lines"]] == [line.unit_price for line in cart.lines]


@settings(max_examples=5, deadline=None)
@given(PRICED)
def test_the_pdf_of_an_invoice_says_what_its_text_says(priced: tuple[Cart, Shop]) -> None:
    cart, shop = priced
    invoice = invoice_of(order_of(cart), shop, None, at=WHEN, by="alice")
    words = words_of(document_pdf(invoice, paper=PaperSize.A4))
    for line in document_text(invoice).splitlines():
        if re.match(r" *(Goods|Delivery|Total)\b", line):
            assert line.split()[-1] in words
