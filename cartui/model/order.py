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


class GoodsIssue(Frozen):
    """What the warehouse is told to pick of an approved order; its lines are those of the order's cart."""

    number: str
    issued_at: Moment
    issued_by: Shown


class Order(Frozen):
    """An order with the cart that it was placed from; that cart never changes again."""

    id: str
    number: str
    version: int
    """Rises by one with every change of its state."""
    state: OrderState
    cart: Cart
    placed_at: Moment
    placed_by: Shown
    paid: int
    """Minor units received so far."""
    due: int
    """Minor units still to be paid."""
    hold_reason: Shown = ""
    """Why it is on hold, or was last."""
    cancel_reason: Shown = ""
    goods_issue: GoodsIssue | None = None
    """Made when it is approved; an order that was imported as approved has none."""
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
    version: int
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
