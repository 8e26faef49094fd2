"""A cart as lists show it, apart from the whole one: a list is what a start waits for."""

from datetime import datetime
from enum import StrEnum

from cartui.model.quick_value import quick_value


class CartState(StrEnum):
    """Where a cart is in its life."""

    OPEN = "open"
    LOCKED = "locked"
    ORDERED = "ordered"
    DELETED = "deleted"


class Origin(StrEnum):
    """How a cart came to be."""

    STOREFRONT = "storefront"
    AGENT = "agent"
    IMPORT = "import"


@quick_value
class CartSummary:
    """A cart as the list shows it: made by the thousand, so a plain slotted value."""

    id: str
    number: str
    version: int
    state: str
    market: str
    currency: str
    customer: str
    """Name of the customer or of the contact; empty for a guest who gave none."""
    customer_number: str
    channel: str | None
    items: int
    """Distinct lines."""
    units: int
    total: int
    """Minor units of ``currency``."""
    price_level: str
    rep: str
    origin: str
    assigned_to: str | None
    tags: tuple[str, ...]
    products: tuple[str, ...]
    """The first titles."""
    card_last4: str | None
    created_at: datetime
    updated_at: datetime
    touched_at: datetime | None
    damaged: bool = False
    """Whether the stored cart could not be read: what stands here beside id and number is a stand-in."""
