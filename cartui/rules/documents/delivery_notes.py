"""The delivery note of an order: what is picked and sent, and nothing of what it costs."""

from typing import Final

from cartui.model.document import Document, DocumentKind
from cartui.model.errors import Refused
from cartui.model.order import Order, OrderState
from cartui.model.shop import Shop
from cartui.rules.documents.content import confirmation_of

_NO_PRICES: Final = {
    "unit_price": None,
    "discount": None,
    "net": None,
    "tax": None,
    "total": None,
    "rates": (),
}


def delivery_note_of(order: Order, shop: Shop) -> Document:
    """What is picked and sent of an approved order, as of its goods issue.

    Raises ``Refused`` for an order that is not approved, or has no goods issue since it was imported so.
    """
    if order.state is not OrderState.APPROVED:
        raise Refused(f"{order.number} is not approved: nothing of it is sent.")
    issue = order.goods_issue
    if issue is None:
        raise Refused(f"{order.number} has no goods issue: it was imported as approved.")
    content = confirmation_of(order, shop, at=issue.issued_at, by=issue.issued_by)
    return content.model_copy(
        update={
            "kind": DocumentKind.DELIVERY_NOTE,
            "number": issue.number,
            "lines": tuple(line.model_copy(update=_NO_PRICES) for line in content.lines),
            "delivery_price": None,
            "delivery_net": None,
            "delivery_rates": (),
            "taxes": (),
            "tax_note": "",
            "totals": None,
            "payment_method": "",
            "coupon": "",
        }
    )
