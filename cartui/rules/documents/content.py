"""What each kind of document says of a cart or an order. Every amount is the cart's own, to the unit."""

from datetime import datetime
from typing import Final

from cartui.model.cart import Cart, CartLine
from cartui.model.customer import Customer
from cartui.model.document import Document, DocumentKind, DocumentLine, DocumentTotals
from cartui.model.errors import Refused
from cartui.model.market import TaxMode
from cartui.model.order import Order, OrderState
from cartui.model.shop import Shop
from cartui.rules.documents.parties import buyer_of, receiver_of, seller_of
from cartui.rules.documents.taxed_parts import TaxedPart, taxed_at, taxed_parts
from cartui.rules.tax.reverse_charge import is_reverse_charged

REVERSE_CHARGE: Final = (
    "Reverse charge: exempt intra-Community supply, Article 138 of Directive 2006/112/EC. The buyer accounts "
    "for the tax."
)
"""What stands on a document without tax for a business abroad, for goods (of services it is Article 196)."""

EXEMPT: Final = "No tax is charged: the customer is exempt."


def quote_of(cart: Cart, shop: Shop, *, at: datetime, by: str, customer: Customer | None = None) -> Document:
    """A cart as it would be ordered now.

    Args:
        cart: As a client gives it.
        shop: Whose it is.
        at: When the quote is made (UTC).
        by: Who makes it.
        customer: The cart's, where the VAT id is to stand on it.
    """
    return priced_document(
        cart, shop, kind=DocumentKind.QUOTE, number=cart.number, at=at, by=by, customer=customer
    )


def confirmation_of(
    order: Order, shop: Shop, *, at: datetime, by: str, customer: Customer | None = None
) -> Document:
    """An order as it was placed, with what was paid by now; the arguments are those of :func:`quote_of`.

    Raises ``Refused`` for an order that was cancelled: nothing of it is confirmed any more.
    """
    if order.state is OrderState.CANCELLED:
        raise Refused(f"{order.number} was cancelled: there is nothing to confirm.")
    return priced_document(
        order.cart,
        shop,
        kind=DocumentKind.ORDER_CONFIRMATION,
        number=order.number,
        at=at,
        by=by,
        customer=customer,
        order=order,
    )


def priced_document(
    cart: Cart,
    shop: Shop,
    *,
    kind: DocumentKind,
    number: str,
    at: datetime,
    by: str,
    customer: Customer | None = None,
    order: Order | None = None,
) -> Document:
    """A document with prices of any ``kind``: what quotes, confirmations and invoices have in common.

    ``number`` is the document's own. The other arguments are those of :func:`quote_of`; with ``order`` it
    says when that was placed, when its goods were released and what was paid.
    """
    market = shop.market(cart.market)
    parts = taxed_parts(cart, shop, at=order.placed_at if order is not None else at)
    issue = order.goods_issue if order is not None else None
    delivered = cart.fulfilment is not None or bool(cart.totals.shipping)
    return Document(
        kind=kind,
        number=number,
        cart=cart.number,
        order=order.number if order is not None else "",
        market=cart.market,
        currency=cart.currency,
        locale=market.locale if market is not None else "en",
        time_zone=market.time_zone if market is not None else "UTC",
        tax_mode=TaxMode.INCLUSIVE if cart.totals.tax_included else TaxMode.EXCLUSIVE,
        issued_at=at,
        issued_by=by,
        ordered_at=order.placed_at if order is not None else None,
        delivered_at=issue.issued_at if issue is not None else None,
        valid_until=cart.prices_held_until if order is None else None,
        seller=seller_of(shop),
        buyer=buyer_of(cart, customer),
        receiver=receiver_of(cart),
        lines=tuple(map(_line, cart.lines, parts.lines)),
        delivery=cart.fulfilment.service if cart.fulfilment is not None else "",
        delivery_price=cart.totals.shipping if delivered else None,
        delivery_net=parts.delivery.net if delivered else None,
        delivery_rates=parts.delivery.rates if delivered else (),
        taxes=parts.taxes,
        totals=totals_of(cart, order),
        payment_method=cart.payment_method or "",
        coupon=cart.coupon.code if cart.coupon is not None and cart.coupon.applied else "",
        tax_note=tax_note_of(cart, shop, customer),
    )


def totals_of(cart: Cart, order: Order | None = None) -> DocumentTotals:
    """The cart's sums, with what was paid for the order that it became."""
    totals = cart.totals
    return DocumentTotals(
        subtotal=totals.subtotal,
        discounts=totals.discounts,
        coupon=totals.coupon,
        shipping=totals.shipping,
        tax=totals.tax,
        tax_included=totals.tax_included,
        total=totals.total,
        paid=order.paid if order is not None else None,
        due=order.due if order is not None else None,
    )


def tax_note_of(cart: Cart, shop: Shop, customer: Customer | None) -> str:
    """Why the cart bears no tax, where its customer is why; else empty.

    Without ``customer`` a business abroad cannot be told from an exempt one: the note is then only that they
    are exempt.
    """
    if not cart.tax_exempt:
        return ""
    market = shop.market(cart.market)
    if market is not None and is_reverse_charged(market, customer, taxed_at(cart, market).country):
        return REVERSE_CHARGE
    return EXEMPT


def _line(line: CartLine, part: TaxedPart) -> DocumentLine:
    """One line with its prices."""
    return DocumentLine(
        sku=line.sku or "",
        title=line.title,
        options=line.options,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount + line.coupon,
        net=part.net,
        tax=line.tax,
        total=line.total,
        rates=part.rates,
    )
