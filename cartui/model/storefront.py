"""What a shop tells of its carts while customers fill them, and what it is answered.

A shop tells of whole states: every :class:`ShopCart` has all lines. A ``revision`` that rises with each
change of the shopper tells which of two was said later, in whatever order they arrive and however often. The
prices of a shop are nowhere in it: the rules price.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from cartui.model.address import Address, Contact
from cartui.model.cart import CartState, Totals
from cartui.model.catalog import Quantity
from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.locks import PaymentReport
from cartui.model.problem import Problem
from cartui.model.text import Code, CountryCode, Line, Shown

MOST_EVENTS: Final = 200
"""Events that are told in one call at most."""

MOST_LINES: Final = 500
"""Lines that a shop's cart has at most."""

Revision = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
"""The shop's own number of a state of a cart; a clock in milliseconds will do."""


class ShopLine(Frozen):
    """So many units of a variant. Lines of the same SKU count together."""

    sku: Code
    quantity: Quantity


class ShopVisitor(Frozen):
    """Who fills the cart, as the shop knows."""

    session_id: Line = ""
    user_agent: Line = ""
    """As the browser names itself; the backend reads the browser's name from it."""
    ip: Line = ""
    country: CountryCode | None = None
    """Left out: the one that the address belongs to, as far as the bundled table knows."""


class ShopCart(Frozen):
    """The whole cart as the shopper has it now. It begins the cart where it is not known yet."""

    type: Literal["cart"] = "cart"
    cart: Code
    """What the shop calls it: its own id of it, or the session's. Each shop has names of its own."""
    revision: Revision
    base: Annotated[int, Field(strict=True, ge=1)] | None = None
    """The version, as answered, that the shopper's state is made of. What agents changed since is theirs;
    ``None``: the shopper saw nothing of what agents did, so that all of it stays theirs."""
    market: Code
    lines: Annotated[tuple[ShopLine, ...], Field(max_length=MOST_LINES)] = ()
    customer: Line | None = None
    """Number or email of the customer who signed in; one that is not known stays a guest. Empty: they signed
    out. ``None`` says nothing about it, as for the others below: an agent may have linked somebody."""
    contact: Contact = Contact()
    """Parts that are empty say nothing: a customer's own record may have filled them."""
    shipping_address: Address | None = None
    """An empty one clears it."""
    billing_address: Address | None = None
    service: Line | None = None
    """The market's delivery service that was chosen; empty: none."""
    payment_method: Line | None = None
    """Empty: none."""
    coupon: Line | None = None
    """Empty: none."""
    visitor: ShopVisitor = ShopVisitor()
    at: GivenMoment | None = None
    """When the shopper did it; left out: now. It counts as a touch."""


class ShopTouch(Frozen):
    """The shopper looked at the cart. It raises no version."""

    type: Literal["touch"] = "touch"
    cart: Code
    at: GivenMoment | None = None
    """Left out: now. One before the last touch changes nothing."""


class ShopSignIn(Frozen):
    """A guest with a cart signed in: what they filled as a guest goes into the cart of the customer.

    Of a variant in both, the larger quantity stands, so that telling it twice does no harm. The guest's cart
    goes into the trash, and says in its history where its lines went. Where the shop has told of no cart of
    the customer yet, the guest's becomes it. The guest's name of it means nothing from then on.
    """

    type: Literal["sign_in"] = "sign_in"
    cart: Code
    """The cart that the customer has from now on."""
    guest_cart: Code
    revision: Revision
    """That of ``cart`` from then on."""


class ShopPayment(Frozen):
    """A payment of the cart began, or this became of it (:meth:`Payments.record`)."""

    type: Literal["payment"] = "payment"
    cart: Code
    payment: PaymentReport


ShopEvent = Annotated[ShopCart | ShopTouch | ShopSignIn | ShopPayment, Field(discriminator="type")]
"""Everything that a shop tells."""


class ShopOutcome(StrEnum):
    """What became of an event. After each but ``refused`` the shop need not tell it again."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    """It was known, or says nothing new."""
    STALE = "stale"
    """Something later was told already."""
    LOCKED = "locked"
    """A payment's outcome is unknown, so nothing was changed; the next state that is told after it counts. A
    sign-in has to be told again once that is settled."""
    BLOCKED = "blocked"
    """The visitor is on the blocklist: the cart is in the trash."""
    ORDERED = "ordered"
    """It is an order by now: the shop begins a new cart."""
    DELETED = "deleted"
    """Staff deleted it, or it went into another: the shop begins a new cart."""
    REFUSED = "refused"
    """It says something that cannot be: an unknown market, an unknown cart, a payment that cannot be."""


class ShopCartLine(Frozen):
    """A line as the shop shows it, priced by the rules."""

    sku: Shown | None
    """``None``: an agent put something in that the catalogue does not have."""
    title: Shown
    options: Shown = ""
    quantity: int
    unit_price: int
    total: int
    """Minor units of the cart's currency, as the customer pays it."""


class ShopCartNow(Frozen):
    """The cart as it is after an event: what the shop shows from then on."""

    id: str
    number: Shown
    version: int
    """To be given as ``base`` with the shopper's next change."""
    revision: int
    """The last of the shop's states that is in it."""
    state: CartState
    order: Shown | None = None
    merged_into: Shown | None = None
    """The number of the cart that its lines went into."""
    market: Shown
    currency: str
    customer: Shown | None = None
    """The customer's number."""
    contact: Contact = Contact()
    lines: tuple[ShopCartLine, ...] = ()
    coupon: Shown | None = None
    totals: Totals = Totals()


class ShopAnswer(Frozen):
    """What became of one event."""

    outcome: ShopOutcome
    message: Shown = ""
    """For the shop's log, or for the shopper where the cart is locked or blocked."""
    problems: tuple[Problem, ...] = ()
    """What of a taken state was left out and why, by its field: an unknown SKU, a coupon."""
    cart: ShopCartNow | None = None
    """``None`` where there is none, or it is gone."""


class PaymentTold(Frozen):
    """What a payment's provider is answered: nothing of the cart is theirs."""

    outcome: ShopOutcome | None = None
    """``None``: it told of something that nobody here waits for, and was passed over."""
    message: Shown = ""


class CheckoutVerdict(StrEnum):
    """Whether a shopper may go on to pay."""

    ALLOWED = "allowed"
    LOCKED = "locked"
    BLOCKED = "blocked"
    CHANGED = "changed"
    """It is another cart by now than the shopper saw: show it, then ask again."""
    NOT_READY = "not_ready"
    """Something is missing; ``problems`` has all of it."""
    ORDERED = "ordered"
    DELETED = "deleted"


class Checkout(Frozen):
    """The question whether a shopper may go on to pay."""

    cart: Code
    version: int | None = None
    """The version that the shopper saw; ``None``: whichever it is."""
    visitor: ShopVisitor | None = None
    """Who asks, where that is another than filled it."""


class CheckoutAnswer(Frozen):
    """Whether they may, and what the shop should show."""

    verdict: CheckoutVerdict
    message: Shown = ""
    """For the shopper, in words that give no rule of the blocklist away."""
    problems: tuple[Problem, ...] = ()
    cart: ShopCartNow | None = None
