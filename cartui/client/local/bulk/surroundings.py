"""What the rules need to know of many carts beside these, read once for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from cartui.model.catalog import SoldVariant
from cartui.model.changes import BULK, EXPORT, HISTORY, OUTBOX, PRESENCE
from cartui.model.coupon import CouponUse, fold_code
from cartui.model.customer import Customer
from cartui.model.record import CartContent, CartRecord
from cartui.model.shop import Shop
from cartui.rules.editing.applying import EditContext
from cartui.rules.pricing.cart_pricing import PricingContext
from cartui.rules.pricing.unit_prices import ListedPrices
from cartui.rules.tax.prepared_taxations import Taxations
from cartui.store.catalog import load_variants
from cartui.store.changes import kinds_changed, latest_seq
from cartui.store.coupon_uses import coupon_uses
from cartui.store.customers import load_customers
from cartui.store.shop_config import load_shop

_OF_CARTS: Final = frozenset({"cart", "payment", "statement", "agent", PRESENCE, HISTORY, OUTBOX, EXPORT})
"""Kinds of changes of which nothing is known here: carts are compared by themselves."""

_ORDER: Final = "order"


@dataclass(frozen=True, slots=True)
class ManySurroundings:
    """The shop, and what some carts name in it; the same for all of them at one moment."""

    shop: Shop
    taxations: Taxations
    variants: Mapping[str, SoldVariant]
    customers: Mapping[str, Customer]
    uses: Mapping[tuple[str, str | None], CouponUse]
    now: datetime
    seen: int
    """The number of the latest change of anything by then."""
    prices: ListedPrices
    """What the price lists of this shop said to earlier carts."""
    editing: EditContext = field(init=False)
    """What edits need that add no line."""

    def __post_init__(self) -> None:
        """Made once: every cart of a batch is edited with it."""
        editing = EditContext(
            shop=self.shop,
            variants=self.variants,
            customers=self.customers,
            new_ids=iter(()),
            prices=self.prices,
        )
        object.__setattr__(self, "editing", editing)

    def customer_of(self, content: CartContent) -> Customer | None:
        """The customer linked to a cart."""
        return self.customers.get(content.customer_id or "")

    def for_pricing(self, content: CartContent) -> PricingContext:
        """What the total of a cart depends on."""
        use = CouponUse() if content.coupon_code is None else self.uses[_coupon_of(content)]
        return PricingContext(
            shop=self.shop,
            customer=self.customer_of(content),
            coupon_use=use,
            now=self.now,
            taxations=self.taxations,
        )


class KnownShop:
    """What was read of the shop for earlier carts of a change, as long as nobody changes any of it."""

    def __init__(self, job: int | None) -> None:
        """Know nothing. Batches of ``job``, the change itself, are no changes of the shop."""
        self._job = job
        self._seen = -1
        self._shop: Shop | None = None
        self._taxations = Taxations(())
        self._variants: dict[str, SoldVariant] = {}
        self._prices = ListedPrices()

    def around(
        self, connection: Connection, records: Sequence[CartRecord], now: datetime
    ) -> ManySurroundings:
        """What these carts have around them, as it is in the connection's snapshot."""
        seen = latest_seq(connection)
        if self._shop is None or self.is_outdated(connection, self._seen):
            self._shop = load_shop(connection)
            self._taxations = Taxations(self._shop.tax_rates)
            self._variants = {}
            self._prices = ListedPrices()
        self._seen = seen
        contents = [record.content for record in records]
        skus = {line.sku for content in contents for line in content.lines if line.sku is not None}
        missing = skus - self._variants.keys()
        if missing:
            self._variants |= load_variants(connection, missing)
        people = {content.customer_id for content in contents if content.customer_id is not None}
        uses = {_coupon_of(content) for content in contents if content.coupon_code is not None}
        return ManySurroundings(
            shop=self._shop,
            taxations=self._taxations,
            variants=self._variants,
            customers=load_customers(connection, people),
            uses=coupon_uses(connection, uses),
            now=now,
            seen=seen,
            prices=self._prices,
        )

    def is_outdated(self, connection: Connection, seen: int, *, coupons: bool = False) -> bool:
        """Whether what prices depend on was changed after that number.

        With ``coupons`` also how often these are used.
        """
        return any(
            kind not in _OF_CARTS and (kind != _ORDER or coupons) and (kind, id_) != (BULK, str(self._job))
            for kind, id_ in kinds_changed(connection, seen)
        )


def _coupon_of(content: CartContent) -> tuple[str, str | None]:
    """The coupon of a cart that has one, and its customer: by these its uses are counted."""
    return fold_code(content.coupon_code or ""), content.customer_id
