"""A cart as its shop shows it: only what is the shopper's, priced by the rules."""

from cartui.model.customer import Customer
from cartui.model.record import CartRecord, LineContent, LineFigures
from cartui.model.storefront import ShopCartLine, ShopCartNow


def shown_to_shop(
    record: CartRecord, customer: Customer | None, *, revision: int, merged_into: str | None
) -> ShopCartNow:
    """The cart without what is the desk's own, such as notes; ``customer`` is the one linked.

    ``revision`` is the shop's last word in it, ``merged_into`` the number of the cart that its lines went
    into.
    """
    content, figures = record.content, record.figures
    return ShopCartNow(
        id=record.id,
        number=record.number,
        version=record.version,
        revision=revision,
        state=record.state,
        order=record.order_number,
        merged_into=merged_into,
        market=content.market,
        currency=content.currency,
        customer=None if customer is None else customer.number,
        contact=content.contact,
        lines=tuple(map(_line, content.lines, figures.lines)),
        coupon=content.coupon_code,
        totals=figures.totals,
    )


def _line(line: LineContent, figures: LineFigures) -> ShopCartLine:
    """One line with what pricing gave it."""
    return ShopCartLine(
        sku=line.sku,
        title=line.title,
        options=line.options,
        quantity=line.quantity,
        unit_price=figures.gross // line.quantity,
        total=figures.total,
    )
