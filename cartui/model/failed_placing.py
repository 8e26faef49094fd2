"""Carts that somebody tried to make an order of, in vain."""

from enum import StrEnum

from cartui.model.address import Contact
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown


class WhyNotPlaced(StrEnum):
    """Why a cart could not be placed."""

    NOT_READY = "not_ready"
    """Something was missing, out of stock or not allowed."""
    TOTAL_CHANGED = "total_changed"
    """It had become another total than the one that was shown, and nobody came back to say yes to it."""


class FailedPlacing(Frozen):
    """An open cart whose last try to be placed was refused."""

    id: str
    number: Shown
    """The cart's."""
    market: Shown
    currency: str
    total: int
    """Minor units, as the cart is now."""
    customer: Shown = ""
    """Name of the customer or of the contact."""
    contact: Contact = Contact()
    """Whom to ring back; the phone is the one that was confirmed when it was tried, if there was one."""
    reason: WhyNotPlaced
    why: tuple[Shown, ...]
    """In sentences."""
    at: Moment
    """When it was tried last."""
    agent: Shown
    """Who tried."""
    tries: int
    """How often the agent tried it as it was, with the same outcome."""
    changed_since: bool
    """Whether the cart was changed after that."""
