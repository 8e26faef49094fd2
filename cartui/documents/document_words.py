"""The words of a document, whatever it is written as: its title, facts, parties, lines and sums."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cartui.formatting.amounts import show_amount
from cartui.model.document import Document, DocumentKind, DocumentLine, Party

TITLES: Final = {
    DocumentKind.QUOTE: "Quote",
    DocumentKind.ORDER_CONFIRMATION: "Order confirmation",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_NOTE: "Credit note",
    DocumentKind.DELIVERY_NOTE: "Delivery note",
}
"""What each kind is called on paper."""


class Sum(NamedTuple):
    """One row below the lines."""

    label: str
    amount: str
    is_total: bool = False


def title_of(document: Document) -> str:
    """Kind and number: ``Quote C-000123``."""
    return f"{TITLES[document.kind]} {document.number}"


def titles_of(titles: Sequence[str]) -> str:
    """What several documents are together: ``Quote C-000123 and 11 more``."""
    more = len(titles) - 1
    return f"{titles[0]} and {more:,} more" if more else titles[0]


def facts_of(document: Document) -> tuple[tuple[str, str], ...]:
    """What stands at its top beside the parties, each with its label; dates are those of its time zone."""

    def day(moment: datetime | None) -> str:
        return f"{moment.astimezone(ZoneInfo(document.time_zone)):%Y-%m-%d}" if moment is not None else ""

    rows = (
        ("Date", day(document.issued_at)),
        ("Valid until", day(document.valid_until)),
        ("Cancels invoice", document.credits),
        ("Reason", document.reason),
        ("Order", document.order if document.order != document.number else ""),
        ("Cart", document.cart if document.cart != document.number else ""),
        ("Ordered", day(document.ordered_at)),
        ("Delivered", day(document.delivered_at)),
        ("Delivery by", document.delivery),
        ("Payment by", document.payment_method),
    )
    return tuple((label, value) for label, value in rows if value)


def parties_of(document: Document) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Whom it is between, each with its label and lines; nobody of whom nothing is known."""
    rows = (
        ("From", lines_of(document.seller)),
        ("To", lines_of(document.buyer)),
        ("Deliver to", lines_of(document.receiver) if document.receiver is not None else ()),
    )
    return tuple((label, lines) for label, lines in rows if lines)


def lines_of(party: Party) -> tuple[str, ...]:
    """A party line by line."""
    vat_id = f"VAT id {party.vat_id}" if party.vat_id else ""
    lines = (party.company, party.name, *party.address, vat_id, party.phone, party.email)
    return tuple(line for line in lines if line)


def details_of(line: DocumentLine) -> str:
    """What stands below a line's title: SKU, options and the taxes that it bears."""
    return ", ".join(filter(None, (line.sku, line.options, *line.rates)))


def untaxed_of(document: Document, line: DocumentLine) -> str:
    """What a line is without tax, where its prices hold that: an invoice has to say so (Article 226 (8))."""
    totals = document.totals
    says = document.kind in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}
    if not says or totals is None or not totals.tax_included or line.net is None:
        return ""
    return f"without tax {amount_of(document, line.net)}"


def price_of(line: DocumentLine) -> int:
    """What a line costs as its market's prices are meant, after what was taken off (minor units)."""
    return (line.unit_price or 0) * line.quantity - (line.discount or 0)


def amount_of(document: Document, amount: int) -> str:
    """Minor units of the document's currency as its locale writes them, without the currency."""
    return show_amount(amount, document.currency, document.locale, with_code=False)


def sums_of(document: Document) -> tuple[Sum, ...]:
    """The rows below the lines: they add up from the lines to the total."""
    totals = document.totals
    if totals is None:
        return ()

    def row(label: str, amount: int, *, is_total: bool = False) -> Sum:
        return Sum(label, amount_of(document, amount), is_total)

    rows = [row("Goods", totals.subtotal - totals.coupon)]
    if totals.shipping or document.delivery_price is not None:
        rows.append(row("Delivery", totals.shipping))
    within = "including " if totals.tax_included else ""
    taxes = [
        row(
            f"{within}{tax.name} {tax.rate} %"
            + (f" of {amount_of(document, tax.net)}" if tax.net is not None else ""),
            tax.amount,
        )
        for tax in document.taxes
    ]
    total = row(f"Total {document.currency}", totals.total, is_total=True)
    rows += [total, *taxes] if totals.tax_included else [*taxes, total]
    if totals.paid:
        rows.append(row("Paid", totals.paid))
    if totals.paid and totals.due is not None:
        rows.append(row("Still to be paid", totals.due))
    return tuple(rows)


def remarks_of(document: Document) -> tuple[str, ...]:
    """Sentences at its end."""
    totals = document.totals
    off = totals.coupon if totals is not None else 0
    coupon = f"Coupon {document.coupon} took off {amount_of(document, off)}, spread over the lines above."
    notes = document.note.split("\n") if document.note else []
    return tuple(filter(None, (coupon if off else "", document.tax_note, *notes)))
