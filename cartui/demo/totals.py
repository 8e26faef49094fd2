"""What the demo's carts come to, by the same rules as everywhere: attempts to pay are for a cart's total."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from cartui.model.cart import PriceSource, Totals
from cartui.model.catalog import Product, SoldVariant
from cartui.model.coupon import CouponUse
from cartui.model.customer import Customer, SavedAddress
from cartui.model.imports import ImportedCart, ImportedCustomer, ImportedLine
from cartui.model.record import CartContent, LineContent
from cartui.model.shop import Shop
from cartui.rules.customer_linking import link_customer
from cartui.rules.editing.market_change import new_content
from cartui.rules.markets import market_of
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from cartui.rules.pricing.unit_price_refresh import effective_level, price_lines
from cartui.rules.pricing.unit_prices import ListedPrices


class DemoTotals:
    """Prices carts that are not in any database yet."""

    def __init__(
        self,
        shop: Shop,
        products: tuple[Product, ...],
        customers: tuple[ImportedCustomer, ...],
        now: datetime,
    ) -> None:
        """Price by that shop and catalogue, for those customers."""
        self._shop: Final = shop
        self._sold: Final = {
            variant.sku: SoldVariant(product.id, product.title, product.tax_class, product.image_url, variant)
            for product in products
            for variant in product.variants
        }
        self._prices: Final = ListedPrices()
        self._customers: Final = {customer.number: _customer(customer, now) for customer in customers}

    def of(self, cart: ImportedCart) -> Totals:
        """The figures that the cart will have once it is imported."""
        customer = self._customers.get(cart.customer or "")
        context = PricingContext(
            shop=self._shop, customer=customer, coupon_use=CouponUse(), now=cart.created_at
        )
        return cart_figures(self._content(cart, customer), context).totals

    def currency(self, cart: ImportedCart) -> str:
        """The currency in which they are."""
        return market_of(self._shop, cart.market).currency

    def _content(self, cart: ImportedCart, customer: Customer | None) -> CartContent:
        """The cart as a backend has it."""
        market = market_of(self._shop, cart.market)
        level = effective_level(self._shop, market, customer, cart.price_level)
        plain = new_content(market, cart.channel)
        linked = plain if customer is None else link_customer(plain, customer, market, None)
        lines = tuple(self._line(place, line) for place, line in enumerate(cart.lines))
        content = replace(
            linked,
            price_level=level,
            price_level_override=cart.price_level,
            shipping_address=cart.shipping_address or linked.shipping_address,
            service=cart.service,
            coupon_code=cart.coupon,
            lines=lines,
        )
        listed = frozenset(line.sku for line in lines if line.price_source is PriceSource.LIST and line.sku)
        return price_lines(content, listed, self._shop, self._sold, self._prices)

    def _line(self, place: int, line: ImportedLine) -> LineContent:
        """A line before its price is looked up; an item of no catalogue has its own."""
        if line.sku is None:
            return LineContent(
                id=str(place),
                sku=None,
                title=line.title,
                quantity=line.quantity,
                unit_price=line.unit_price or 0,
                price_source=PriceSource.OVERRIDE,
            )
        sold = self._sold[line.sku]
        return LineContent(
            id=str(place),
            sku=line.sku,
            title=sold.title,
            quantity=line.quantity,
            unit_price=line.unit_price or 0,
            price_source=PriceSource.LIST if line.unit_price is None else PriceSource.IMPORTED,
            tax_class=sold.tax_class,
            weight=sold.variant.weight,
        )


def _customer(imported: ImportedCustomer, now: datetime) -> Customer:
    """The customer as a backend has them."""
    new = imported.customer
    return Customer(
        id=imported.number,
        number=imported.number,
        version=1,
        name=new.name,
        email=new.email,
        phone=new.phone,
        company=new.company,
        price_level=new.price_level,
        rep=new.rep,
        tax_exempt=new.tax_exempt,
        vat_id=new.vat_id,
        country=new.country,
        addresses=tuple(
            SavedAddress(id=str(place), address=address, default=place == 0)
            for place, address in enumerate(new.addresses)
        ),
        created_at=now,
        updated_at=now,
    )
