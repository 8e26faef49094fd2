"""What a cart becomes, once and for good."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cartui.model.cart import Cart, Totals
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown


class OrderState(StrEnum):
    """Where an order is (decision 22)."""

    PENDING = "pending"
    ON_HOLD = "on_hold"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class Order(Frozen):
    """An order with the cart that it was placed from; that cart never changes again."""

    id: str
    number: str
    state: OrderState
    cart: Cart
    placed_at: Moment
    placed_by: Shown
    paid: int
    """Minor units received so far."""
    due: int
    """Minor units still to be paid."""
    hold_reason: Shown = ""
    waived: tuple[Shown, ...] = ()
    """Requirements that were set aside when it was placed, with the reason (decision 20)."""

    @property
    def totals(self) -> Totals:
        """The sums it was placed with."""
        return self.cart.totals


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as a list shows it."""

    id: str
    number: str
    state: str
    cart: str
    """Number of the cart it came from."""
    market: str
    currency: str
    customer: str
    items: int
    total: int
    paid: int
    due: int
    placed_at: datetime
    placed_by: str
