"""A document to write, with what each test wants changed."""

from datetime import UTC, datetime
from typing import Any, Final

from cartui.model.document import Document, DocumentKind, DocumentLine, DocumentTax, DocumentTotals, Party

WHEN: Final = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


def paper(**changes: Any) -> Document:
    """A quote in euros of two lines, unless said otherwise."""
    facts: dict[str, Any] = {
        "kind": DocumentKind.QUOTE,
        "number": "C-000123",
        "cart": "C-000123",
        "market": "BD",
        "currency": "BDT",
        "locale": "en",
        "time_zone": "Asia/Dhaka",
        "issued_at": WHEN,
        "seller": Party(company="Acme Ltd", address=("1 Gulshan Avenue", "Dhaka 1212", "BD"), vat_id="BIN 7"),
        "buyer": Party(name="Rahim Uddin", address=("12/A Motijheel", "Dhaka 1000", "BD")),
        "lines": (
            DocumentLine(
                sku="SHIRT-LB",
                title="Cotton Shirt",
                options="L / Blue",
                quantity=2,
                unit_price=120000,
                discount=40000,
                net=200000,
                tax=30000,
                total=230000,
                rates=("VAT 15 %",),
            ),
            DocumentLine(
                title="Gift wrap", quantity=1, unit_price=5000, discount=0, net=5000, tax=0, total=5000
            ),
        ),
        "delivery": "Express Delivery",
        "delivery_price": 12000,
        "taxes": (DocumentTax(name="VAT", rate="15", net=212000, amount=31800),),
        "totals": DocumentTotals(
            subtotal=225000, discounts=20000, coupon=20000, shipping=12000, tax=31800, total=248800
        ),
        "payment_method": "COD",
        "coupon": "SAVE10",
    }
    return Document.model_validate(facts | changes)


def picking_list(**changes: Any) -> Document:
    """A delivery note of the same two lines."""
    lines = tuple(
        DocumentLine(sku=line.sku, title=line.title, options=line.options, quantity=line.quantity)
        for line in paper().lines
    )
    facts: dict[str, Any] = {
        "kind": DocumentKind.DELIVERY_NOTE,
        "number": "GI-000007",
        "order": "ORD-7",
        "lines": lines,
        "delivery_price": None,
        "taxes": (),
        "totals": None,
        "payment_method": "",
        "coupon": "",
    }
    return paper(**(facts | changes))
