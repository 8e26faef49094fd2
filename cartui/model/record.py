"""A cart as it is stored: what people decided (the content) and the figures that the rules gave it.

``rules`` change the content and compute the figures, ``store`` loads and saves both, and the local
client makes a :class:`~cartui.model.cart.Cart` of them. Slotted dataclasses and named tuples, since bulk
changes go through them by the thousand.
"""

from datetime import datetime
from typing import NamedTuple

from cartui.model.address import Address, Contact
from cartui.model.cart import CartState, Origin, PriceSource, Totals, Visitor
from cartui.model.coupon import AppliedCoupon
from cartui.model.payment import Lock, PaymentAttempt
from cartui.model.quick_value import quick_value


class LineContent(NamedTuple):
    """One line as decided: what, how many, at which price and with which discount of its own.

    A plain tuple, since imports and bulk changes make them by the hundred thousand.
    """

    id: str
    sku: str | None
    """``None``: a custom item."""
    title: str
    quantity: int
    unit_price: int
    """Minor units of the cart's currency."""
    price_source: PriceSource
    options: str = ""
    image_url: str | None = None
    tax_class: str | None = "standard"
    weight: int = 0
    """Grams of one unit."""
    wholesale_from: int | None = None
    """The quantity from which the break in force applies."""
    discount_percent: str | None = None
    discount_amount: int | None = None
    discount_reason: str = ""


@quick_value
class CartContent:
    """Everything about a cart that an action can change, and so what history and undo speak of."""

    market: str
    currency: str
    channel: str | None = None
    price_level: str = ""
    """The effective level at the last pricing."""
    price_level_override: str | None = None
    customer_id: str | None = None
    contact: Contact = Contact()
    rep: str = ""
    tags: tuple[str, ...] = ()
    assigned_to: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    """``None`` with ``billing_same_as_shipping``."""
    billing_same_as_shipping: bool = True
    service: str | None = None
    """Name of the market's delivery service."""
    payment_method: str | None = None
    note: str = ""
    coupon_code: str | None = None
    prices_held_until: datetime | None = None
    block_waived: str = ""
    """Why a lead lets it be ordered although somebody of it is blocked; empty: nobody does."""
    lines: tuple[LineContent, ...] = ()
    """In the order in which people see them."""


class LineFigures(NamedTuple):
    """What pricing gave one line, in minor units; in the order of the content's lines."""

    gross: int
    discount: int
    coupon: int
    tax: int | None
    total: int


@quick_value
class CartFigures:
    """What pricing gave the cart at the last action on a price input (decision 8)."""

    lines: tuple[LineFigures, ...] = ()
    totals: Totals = Totals()
    coupon: AppliedCoupon | None = None
    tax_exempt: bool = False


@quick_value
class CartRecord:
    """All that is stored of one cart."""

    id: str
    number: str
    version: int
    state: CartState
    origin: Origin
    content: CartContent
    figures: CartFigures
    created_at: datetime
    updated_at: datetime
    touched_at: datetime | None = None
    deleted_at: datetime | None = None
    created_by: str = ""
    visitor: Visitor | None = None
    lock: Lock | None = None
    attempts: tuple[PaymentAttempt, ...] = ()
    order_number: str | None = None
