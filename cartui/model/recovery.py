"""Carts that were left and are worth a call, and what came of calling."""

from enum import StrEnum

from cartui.model.cart_summary import CartState
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown, ShownBlock


class CallOutcome(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    """They were spoken to, and will see."""
    NO_ANSWER = "no_answer"
    ORDERED = "ordered"
    """They order, or did."""
    DECLINED = "declined"
    """They want nothing of it, and need no further call."""


class Call(Frozen):
    """One call to the customer of a cart."""

    outcome: CallOutcome
    at: Moment
    agent: Shown
    text: ShownBlock = ""


class CartToCall(Frozen):
    """A cart as the call list shows it."""

    id: str
    number: Shown
    version: int
    state: CartState
    market: Shown
    currency: str
    total: int
    """Minor units."""
    items: int
    products: tuple[Shown, ...] = ()
    """The first titles."""
    name: Shown = ""
    phone: Shown = ""
    """The cart's own, else the customer's; where there is none, there is an email."""
    email: Shown = ""
    assigned_to: Shown | None = None
    created_at: Moment
    updated_at: Moment
    touched_at: Moment | None = None
    calls: int = 0
    last_call: Call | None = None
