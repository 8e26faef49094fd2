"""From what is stored of a cart to the cart that clients give out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from cartui.client.local.blocked import blocks_of_cart
from cartui.client.local.numbers import cart_numbers_meant
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.blocklist import Block
from cartui.model.cart import Cart, CartState
from cartui.model.catalog import SoldVariant
from cartui.model.coupon import CouponUse, fold_code
from cartui.model.customer import Customer, CustomerRef
from cartui.model.errors import NotFound
from cartui.model.payment import waiting_since
from cartui.model.pricing import Explanation
from cartui.model.record import CartContent, CartRecord
from cartui.model.shop import Shop
from cartui.rules.cart_view import ViewContext, view_cart
from cartui.rules.editing.applying import EditContext
from cartui.rules.locks.locking import as_of
from cartui.rules.pricing.cart_pricing import PricingContext, explain_cart
from cartui.store.carts.records import load_cart, load_carts
from cartui.store.catalog import load_variants
from cartui.store.coupon_uses import coupon_use
from cartui.store.customers import load_customers
from cartui.store.history import entries_of_purged
from cartui.store.shop_config import load_shop
from cartui.store.trouble import DamagedValue


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules need to know beside the cart itself, read in the same snapshot."""

    shop: Shop
    variants: dict[str, SoldVariant]
    customers: dict[str, Customer]
    coupon_use: CouponUse
    now: datetime
    blocks: Callable[[CartRecord, Customer | None], tuple[Block, ...]]
    """The entries of the blocklist that name somebody of a cart as it is by then, in the same snapshot."""

    def customer_of(self, content: CartContent) -> Customer | None:
        """The customer linked to the cart."""
        return self.customers.get(content.customer_id or "")

    def linked(self, content: CartContent) -> CustomerRef | None:
        """The linked customer as the list shows them."""
        customer = self.customer_of(content)
        return None if customer is None else customer.ref

    def for_pricing(self, content: CartContent) -> PricingContext:
        """What a total depends on."""
        return PricingContext(
            shop=self.shop, customer=self.customer_of(content), coupon_use=self.coupon_use, now=self.now
        )

    def for_editing(self, ids: Iterator[str]) -> EditContext:
        """What actions need."""
        return EditContext(shop=self.shop, variants=self.variants, customers=self.customers, new_ids=ids)

    def for_viewing(self, record: CartRecord) -> ViewContext:
        """What reading needs."""
        content = record.content
        return ViewContext(
            pricing=self.for_pricing(content),
            variants=self.variants,
            blocks=self.blocks(record, self.customer_of(content)),
        )

    def view(self, record: CartRecord) -> Cart:
        """The cart as clients give it; only who of it is blocked is looked up once more."""
        return view_cart(record, self.for_viewing(record))


def require_cart(connection: Connection, ref: str) -> CartRecord:
    """The stored cart of that id or number (in any case), or of its bare digits. Raises ``NotFound``."""
    record = load_cart(connection, ref)
    if record is not None:
        return record
    meant = cart_numbers_meant(connection, ref)
    record = load_cart(connection, *meant)
    if record is not None:
        return record
    if entries_of_purged(connection, ref, *meant, limit=1):
        raise NotFound(f"cart {meant[0]} was in the trash for too long: it is gone for good")
    raise NotFound(f"there is no cart {ref}")


def cart_now(connection: Connection, ref: str, now: datetime) -> CartRecord:
    """The cart as it is at that moment: also locked where nobody has written that yet.

    Raises ``NotFound``.
    """
    record = require_cart(connection, ref)
    if record.state is not CartState.OPEN or waiting_since(record.attempts) is None:
        return record
    return as_of(record, now, load_shop(connection).settings.locks.no_return_after)


def surroundings(
    connection: Connection,
    content: CartContent,
    now: datetime,
    actions: Sequence[Action] = (),
    *,
    more_skus: Iterable[str] = (),
    more_customers: Iterable[str] = (),
) -> Surroundings:
    """Look up what the cart and the actions name: variants, customers, the coupon's uses, the shop."""
    skus = {line.sku for line in content.lines if line.sku is not None} | set(more_skus)
    skus |= {action.sku for action in actions if isinstance(action, AddLine)}
    people = {content.customer_id, *more_customers} | {
        action.customer for action in actions if isinstance(action, SetCustomer)
    }
    return Surroundings(
        shop=load_shop(connection),
        variants=load_variants(connection, skus),
        customers=load_customers(connection, {person for person in people if person}),
        coupon_use=_coupon_use(connection, content),
        now=now,
        blocks=partial(blocks_of_cart, connection, now),
    )


def with_coupon_use(connection: Connection, around: Surroundings, content: CartContent) -> Surroundings:
    """The same surroundings with the uses of the coupon that the content has by now."""
    return replace(around, coupon_use=_coupon_use(connection, content))


def show_cart(connection: Connection, record: CartRecord, now: datetime) -> Cart:
    """The cart as clients give it, with what is true now. Writes nothing."""
    return surroundings(connection, record.content, now).view(record)


def show_carts(connection: Connection, ids: Sequence[str], now: datetime) -> tuple[Cart, ...]:
    """Many carts as clients give them; those that are gone or cannot be read are left out. Writes nothing."""
    shop = load_shop(connection)
    away = shop.settings.locks.no_return_after
    records = [as_of(record, now, away) for record in _readable(connection, ids)]
    contents = [record.content for record in records]
    skus = {line.sku for content in contents for line in content.lines if line.sku}
    around = Surroundings(
        shop=shop,
        variants=load_variants(connection, skus),
        customers=load_customers(connection, {each.customer_id for each in contents if each.customer_id}),
        coupon_use=CouponUse(),
        now=now,
        blocks=partial(blocks_of_cart, connection, now),
    )
    return tuple(with_coupon_use(connection, around, record.content).view(record) for record in records)


def _readable(connection: Connection, ids: Sequence[str]) -> list[CartRecord]:
    """The carts of these ids that are there and can be read."""
    try:
        return load_carts(connection, ids)
    except DamagedValue:
        if len(ids) == 1:
            return []
    return [record for id_ in ids for record in _readable(connection, [id_])]


def explain_stored(connection: Connection, record: CartRecord, now: datetime) -> tuple[Explanation, ...]:
    """Explain the figures that the cart holds.

    A cart that is no longer open is explained as of its last change, with its coupon as it was then. Where
    the rules by now give another total, that is said beside the one the cart holds.
    """
    moving = record.state in (CartState.OPEN, CartState.LOCKED)
    around = surroundings(connection, record.content, now if moving else record.updated_at)
    if not moving and record.figures.coupon is not None and record.figures.coupon.applied:
        around = replace(around, coupon_use=CouponUse())
    explained = explain_cart(record.content, around.for_pricing(record.content))
    held = record.figures.totals.total
    return tuple(_held(entry, held) if entry.figure == "total" else entry for entry in explained)


def _held(total: Explanation, held: int) -> Explanation:
    """The total that the cart holds, with what the rules would give by now where that is another."""
    if total.amount == held:
        return total
    rule = f"as it was last priced; shop, prices or coupon have changed since and would give {total.amount}"
    return Explanation(figure=total.figure, amount=held, rule=rule)


def _coupon_use(connection: Connection, content: CartContent) -> CouponUse:
    """How often orders have used the cart's coupon."""
    if content.coupon_code is None:
        return CouponUse()
    return coupon_use(connection, fold_code(content.coupon_code), content.customer_id)
