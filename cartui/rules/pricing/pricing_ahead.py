"""The figures of imported carts before it is known what the shop's database has of their goods and customers.

A file is read by a process of its own, which has the time to price. What it cannot know it takes for what it
nearly always is, and whoever writes the cart asks :func:`still_hold` whether it is.
"""

from functools import partial
from itertools import repeat
from typing import Final

from cartui.model.cart import PriceSource
from cartui.model.coupon import CouponUse
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.imports import FiguresAhead, ImportBatch, ImportedCart
from cartui.model.record import CartContent, CartFigures, LineContent
from cartui.model.shop import Shop
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from cartui.rules.tax.prepared_taxations import Taxations

_TAX_CLASS: Final = LineContent._field_defaults["tax_class"]
"""The class that goods are taken for."""

_line_content: Final = partial(tuple.__new__, LineContent)
"""Makes one of a row without a call into Python for each: a file has hundreds of thousands."""


class PricingAhead:
    """Prices the carts of one shop ahead."""

    def __init__(self, shop: Shop) -> None:
        """Take the rules of ``shop``."""
        self._shop = shop
        self._taxations = Taxations(shop.tax_rates)

    def of(self, batch: ImportBatch) -> ImportBatch:
        """The batch with the figures of its carts, as far as they can be known."""
        figures = tuple(map(self._figures, batch.carts))
        return batch.with_figures(FiguresAhead(self._shop, figures))

    def _figures(self, cart: ImportedCart) -> CartFigures | None:
        """The figures of a guest's cart whose lines all have prices; else ``None``, and where it has none."""
        market = self._shop.market(cart.market)
        if market is None or not cart.lines or cart.coupon or cart.service:
            return None
        skus, quantities, titles, prices, _, terms = zip(*cart.lines, strict=True)
        if None in prices or min(prices) < 0 or min(quantities) < 1 or any(terms):
            return None
        decided = (repeat(""), skus, titles, quantities, prices, repeat(PriceSource.IMPORTED))
        facts = map(repeat, ("", None, _TAX_CLASS, 0, None, None, None, ""))
        content = CartContent(
            market=market.code,
            currency=market.currency,
            shipping_address=cart.shipping_address,
            lines=tuple(map(_line_content, zip(*decided, *facts, strict=False))),
        )
        context = PricingContext(
            shop=self._shop,
            customer=None,
            coupon_use=CouponUse(),
            now=cart.created_at,
            taxations=self._taxations,
        )
        try:
            return cart_figures(content, context)
        except Invalid:
            return None  # whoever writes it says why


def still_hold(cart: ImportedCart, content: CartContent, customer: Customer | None) -> bool:
    """Whether figures reckoned ahead for ``cart`` are those of what became of it, under the same shop."""
    if customer is not None and (customer.tax_exempt or customer.vat_id):
        return False
    if content.service or content.coupon_code or content.shipping_address != cart.shipping_address:
        return False
    return len(content.lines) == len(cart.lines) and {line.tax_class for line in content.lines} == {
        _TAX_CLASS
    }
