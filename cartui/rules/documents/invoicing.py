"""Invoices and credit notes: what they say, and what a tax office would miss in them.

The fields are those of Article 226 of Council Directive 2006/112/EC (the VAT directive), by its points:
date of issue (1), number (2), the seller's VAT id (3), the buyer's where the buyer owes the tax (4), names
and addresses of both (5), goods and quantities (6), date of supply (7), the amounts taxed at each rate, unit
prices without tax and discounts (8), rates (9), the tax (10), why there is none (11), and "Reverse charge"
(11a). A private person who picks goods up may stay without an address: Article 220 wants no invoice there,
and a simplified one (Article 226b) names no buyer. A credit note is the document of Article 219, which refers
to its invoice without ambiguity.

Who is taxed where, and how much, was settled when the cart was priced (:mod:`cartui.rules.tax`); nothing is
computed anew here.
"""

from collections.abc import Iterator
from datetime import datetime

from cartui.model.customer import Customer
from cartui.model.document import Document, DocumentKind, Party
from cartui.model.order import Order
from cartui.model.problem import Problem
from cartui.model.shop import Shop
from cartui.rules.documents.content import EXEMPT, REVERSE_CHARGE, priced_document
from cartui.rules.documents.parties import party_of


def invoice_of(order: Order, shop: Shop, customer: Customer | None, *, at: datetime, by: str) -> Document:
    """What the invoice of an order says, complete but for its number.

    ``customer`` is the order's, who may have a VAT id or an address only since then; ``at`` is the moment of
    issue. Goods were supplied when they were released; of an order that was imported only the day it was
    placed is known.
    """
    content = priced_document(
        order.cart,
        shop,
        kind=DocumentKind.INVOICE,
        number="",
        at=at,
        by=by,
        customer=customer,
        order=order,
    )
    return content.model_copy(
        update={
            "delivered_at": content.delivered_at or order.placed_at,
            "buyer": _buyer(content.buyer, customer),
            "tax_note": "" if _is_unexplained(order, customer, content) else content.tax_note,
        }
    )


def credit_note_of(invoice: Document, *, reason: str, at: datetime, by: str) -> Document:
    """What the credit note of a whole invoice says, complete but for its number: the same amounts."""
    totals = invoice.totals
    return invoice.model_copy(
        update={
            "kind": DocumentKind.CREDIT_NOTE,
            "number": "",
            "issued_at": at,
            "issued_by": by,
            "credits": invoice.number,
            "reason": reason,
            "totals": None if totals is None else totals.model_copy(update={"paid": None, "due": None}),
        }
    )


def missing_of_invoice(invoice: Document, *, untaxed: bool) -> tuple[Problem, ...]:
    """Everything that stands between this content and an invoice; empty: it can be issued.

    ``untaxed``: the order was placed without tax because of who bought. Fields below ``shop`` are those of
    the shop file, others the words of the cart's JSON.
    """
    return (*_missing_of_seller(invoice), *_missing_of_buyer(invoice, untaxed=untaxed))


def _missing_of_seller(invoice: Document) -> Iterator[Problem]:
    """The seller's details: name, address, and the number under which tax is charged or left to the buyer."""
    seller = invoice.seller
    if not (seller.company or seller.name):
        yield _set_in_shop("shop.seller.company", "The seller's name is missing", "company", "[shop.seller]")
    if not seller.address or not seller.country:
        what = "line1, city, postcode and country"
        yield _set_in_shop("shop.seller", "The seller's address is missing", what, "[shop.seller]")
    if not seller.vat_id and (_tax_of(invoice) or invoice.tax_note == REVERSE_CHARGE):
        yield _set_in_shop("shop.vat_id", "The seller's VAT id or tax number is missing", "vat_id", "[shop]")


def _missing_of_buyer(invoice: Document, *, untaxed: bool) -> Iterator[Problem]:
    """The buyer's details, and why they were charged no tax."""
    buyer = invoice.buyer
    if not (buyer.company or buyer.name):
        message = "The buyer's name is missing: give the customer a name."
        yield Problem(field="billing_address.name", message=message)
    is_business = bool(buyer.company or buyer.vat_id)
    if not buyer.address and (is_business or invoice.receiver is not None):
        message = "The buyer's address is missing: give the customer an address, and make it the default."
        yield Problem(field="billing_address", message=message)
    if untaxed and not invoice.tax_note:
        message = (
            "The order was placed without tax, and its customer is neither exempt any more nor has a VAT id: "
            "set the VAT id of the customer."
        )
        yield Problem(field="customer.vat_id", message=message)


def _set_in_shop(field: str, what: str, keys: str, table: str) -> Problem:
    """A detail of the seller's that is missing, and where it is set."""
    message = f"{what}: an admin sets {keys} under {table} in the shop file (`cartui shop apply FILE`)."
    return Problem(field=field, message=message)


def _tax_of(invoice: Document) -> int:
    """The tax on it, in minor units."""
    return 0 if invoice.totals is None else invoice.totals.tax


def _buyer(buyer: Party, customer: Customer | None) -> Party:
    """The buyer, with the customer's own name and address where the cart has none."""
    known = None if customer is None else customer.default_address
    home = Party() if buyer.address or known is None else party_of(known)
    return buyer.model_copy(
        update={
            "name": buyer.name or home.name or ("" if customer is None else customer.name),
            "company": buyer.company or home.company,
            "address": buyer.address or home.address,
            "country": buyer.country or home.country,
        }
    )


def _is_unexplained(order: Order, customer: Customer | None, content: Document) -> bool:
    """Whether the order was placed without tax for a customer who is no reason for that any more."""
    still_exempt = customer is not None and customer.tax_exempt
    return order.cart.tax_exempt and not still_exempt and content.tax_note == EXEMPT
