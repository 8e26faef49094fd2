"""Quotes and order confirmations: a cart or an order as a document that asks nobody anything any more.

The note of a cart is the desk's own and stands on no document.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from cartui.model.cart import Cart
from cartui.model.document import Document, DocumentKind, DocumentTotals
from cartui.model.order import Order
from cartui.model.shop import Shop
from cartui.rules.documents.amounts import amounts_of
from cartui.rules.documents.parties import buyer_of, receiver_of, seller_of


def quote_of(cart: Cart, shop: Shop, *, at: datetime, by: str) -> Document:
    """A cart as it would be ordered at that moment, made by the agent ``by``."""
    content = _content(cart, shop, at)
    return content.model_copy(
        update={
            "kind": DocumentKind.QUOTE,
            "number": cart.number,
            "issued_at": at,
            "issued_by": by,
            "valid_until": cart.prices_held_until,
        }
    )


def confirmation_of(order: Order, shop: Shop, *, at: datetime, by: str) -> Document:
    """An order as it was placed, with what came in for it by that moment."""
    content = _content(order.cart, shop, order.placed_at)
    totals = content.totals
    issue = order.goods_issue
    return content.model_copy(
        update={
            "kind": DocumentKind.ORDER_CONFIRMATION,
            "number": order.number,
            "order": order.number,
            "issued_at": at,
            "issued_by": by,
            "ordered_at": order.placed_at,
            "delivered_at": None if issue is None else issue.issued_at,
            "totals": None
            if totals is None
            else totals.model_copy(update={"paid": order.paid, "due": order.due}),
        }
    )


def _content(cart: Cart, shop: Shop, priced_at: datetime) -> Document:
    """What every document of the cart says; it was priced at that moment."""
    market = shop.market(cart.market)
    zone = "UTC" if market is None else market.time_zone
    amounts = amounts_of(cart, shop, priced_at.astimezone(ZoneInfo(zone)).date())
    totals = cart.totals
    content = Document(
        kind=DocumentKind.QUOTE,
        number=cart.number,
        cart=cart.number,
        market=cart.market,
        currency=cart.currency,
        time_zone=zone,
        issued_at=priced_at,
        seller=seller_of(shop),
        buyer=buyer_of(cart),
        receiver=receiver_of(cart),
        lines=amounts.lines,
        delivery="" if cart.fulfilment is None else cart.fulfilment.service,
        delivery_price=None if cart.fulfilment is None else totals.shipping,
        taxes=amounts.taxes,
        totals=DocumentTotals(
            subtotal=totals.subtotal,
            discounts=totals.discounts,
            coupon=totals.coupon,
            shipping=totals.shipping,
            tax=totals.tax,
            tax_included=totals.tax_included,
            total=totals.total,
        ),
        payment_method=cart.payment_method or "",
        coupon="" if cart.coupon is None else cart.coupon.code,
    )
    if market is None:
        return content
    return content.model_copy(update={"locale": market.locale, "tax_mode": market.tax_mode})
