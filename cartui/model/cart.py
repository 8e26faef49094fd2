"""The cart: an unsubmitted order, with the figures that the rules gave it."""

from enum import StrEnum

from cartui.model.address import Address, Contact
from cartui.model.cart_summary import CartState, CartSummary, Origin
from cartui.model.coupon import AppliedCoupon
from cartui.model.customer import CustomerRef
from cartui.model.frozen import Frozen, Moment
from cartui.model.market import FulfilmentCategory
from cartui.model.payment import Lock, PaymentAttempt
from cartui.model.pricing import TaxLine
from cartui.model.problem import Problem
from cartui.model.quick_value import quick_value
from cartui.model.text import Code, Line, Shown, ShownBlock

__all__ = [
    "Cart",
    "CartLine",
    "CartState",
    "CartSummary",
    "Fulfilment",
    "NewCart",
    "NextBreak",
    "Origin",
    "PriceBreak",
    "PriceSource",
    "Totals",
    "UserType",
    "Visitor",
]


class PriceSource(StrEnum):
    """Where a line's price came from (decision 8)."""

    LIST = "list"
    LEVEL = "level"
    WHOLESALE = "wholesale"
    OVERRIDE = "override"
    IMPORTED = "imported"
    STOREFRONT = "storefront"


class UserType(StrEnum):
    """Whether a visitor had signed in."""

    CUSTOMER = "customer"
    GUEST = "guest"


class Visitor(Frozen):
    """What is known of who filled a storefront cart."""

    session_id: Line = ""
    user_type: UserType = UserType.GUEST
    browser: Line = ""
    ip: Line = ""
    country: Line = ""


class PriceBreak(Frozen):
    """A wholesale price of a variant: how many units it takes, over all lines of the variant."""

    min_quantity: int
    unit_price: int
    """Minor units of the cart's currency, as this customer pays them."""


class NextBreak(PriceBreak):
    """The wholesale price that comes next."""

    more: int
    """How many units are missing to it."""

    @property
    def is_near(self) -> bool:
        """Whether there are as many units already as are missing."""
        return self.more * 2 <= self.min_quantity


class CartLine(Frozen):
    """One variant, or one custom item, with its figures in minor units of the cart's currency."""

    id: str
    sku: Shown | None
    """``None``: a custom item."""
    title: Shown
    options: Shown = ""
    image_url: Shown | None = None
    tax_class: Shown | None = "standard"
    price_source: PriceSource
    quantity: int
    unit_price: int
    """What one unit costs this customer: another one than the price lists say where tax came off."""
    gross: int
    """``unit_price × quantity``."""
    discount: int
    """What the line's own discount takes off."""
    discount_percent: Shown | None = None
    discount_amount: int | None = None
    discount_reason: Shown = ""
    coupon: int
    """This line's part of the coupon."""
    tax: int | None
    """``None`` where the market rounds only the total."""
    total: int
    """What the customer pays for it: ``gross − discount − coupon``, plus ``tax`` where prices exclude it."""
    wholesale_from: int | None = None
    """The quantity from which the wholesale break that is in force applies."""
    breaks: tuple[PriceBreak, ...] = ()
    """The wholesale prices that there are by now, the smallest quantity first, while the cart can move."""
    next_break: NextBreak | None = None
    """The one that more units would reach and that is cheaper; ``None`` also where the price is by hand."""
    stock: int | None = None
    """Units at hand now; ``None``: not counted."""
    backorder: bool = False
    short: bool = False
    """Whether more is wanted than there is and backorder is not allowed."""
    current_price: int | None = None
    """What the catalogue would say now, where that differs from ``unit_price`` (decision 8)."""

    @property
    def value(self) -> int:
        """The line after its own discount, before coupon and tax: what adds up to the subtotal."""
        return self.gross - self.discount


class Fulfilment(Frozen):
    """How the goods reach the customer, and what that costs (minor units)."""

    category: FulfilmentCategory
    service: Shown
    price: int


@quick_value
class Totals:
    """The sums of a cart in minor units of its currency."""

    subtotal: int = 0
    """Sum of the lines after their own discounts."""
    discounts: int = 0
    """What the lines' own discounts took off, for display; already out of ``subtotal``."""
    coupon: int = 0
    shipping: int = 0
    tax: int = 0
    tax_lines: tuple[TaxLine, ...] = ()
    tax_included: bool = False
    tax_estimated: bool = False
    """Whether the place of taxation is a guess (no address yet)."""
    total: int = 0


class Cart(Frozen):
    """A cart as a client gives it: complete, priced by the backend."""

    id: str
    number: Shown
    version: int
    state: CartState
    origin: Origin
    market: Shown
    currency: str
    channel: Shown | None = None
    price_level: Shown
    """The effective level: the override, else the customer's, else the market's base (decision 3)."""
    price_level_override: Shown | None = None
    rep: Shown = ""
    assigned_to: Shown | None = None
    contact: Contact = Contact()
    tags: tuple[Shown, ...] = ()
    customer: CustomerRef | None = None
    tax_exempt: bool = False
    visitor: Visitor | None = None
    lock: Lock | None = None
    attempts: tuple[PaymentAttempt, ...] = ()
    lines: tuple[CartLine, ...] = ()
    shipping_address: Address | None = None
    billing_address: Address | None = None
    billing_same_as_shipping: bool = True
    fulfilment: Fulfilment | None = None
    payment_method: Shown | None = None
    note: ShownBlock = ""
    coupon: AppliedCoupon | None = None
    totals: Totals = Totals()
    prices_changed: bool = False
    """Whether the catalogue or the tax rates would give other figures now."""
    prices_held_until: Moment | None = None
    block_waived: Shown = ""
    """Why a lead lets it be ordered although somebody of it is blocked; empty: nobody does."""
    missing: tuple[Problem, ...] = ()
    """What stands between this cart and an order; empty: ready."""
    order: Shown | None = None
    """Number of the order that it became."""
    created_at: Moment
    updated_at: Moment
    touched_at: Moment | None = None

    @property
    def units(self) -> int:
        """Units over all lines."""
        return sum(line.quantity for line in self.lines)

    def line(self, line_id: str) -> CartLine | None:
        """The line of that id, or ``None``."""
        return next((line for line in self.lines if line.id == line_id), None)


class NewCart(Frozen):
    """What is given to start a cart; everything else comes from the market's defaults."""

    market: Code
    customer: Line | None = None
    """Id of the customer to link."""
    channel: Line | None = None
