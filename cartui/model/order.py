"""What a cart becomes, once and for good."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from cartui.model.cart import Cart, Totals
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown


class OrderState(StrEnum):
    """Where an order is (decision 22)."""

    PENDING = "pending"
    ON_HOLD = "on_hold"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class Balance(NamedTuple):
    """What an order and its customer owe each other, in minor units; never below 0, and one of them is 0."""

    due: int
    refund: int


def balance(state: OrderState, *, total: int, paid: int) -> Balance:
    """What is still to be paid, and what came in beyond that and is to be paid back.

    For a cancelled order nothing is owed any more: all that was paid for it is to be paid back.
    """
    owed = 0 if state is OrderState.CANCELLED else total
    return Balance(due=max(owed - paid, 0), refund=max(paid - owed, 0))


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
    """Minor units still to be paid; 0 once it is cancelled."""
    refund: int = 0
    """Minor units to be paid back: what was paid too much, and all of it once the order is cancelled."""
    hold_reason: Shown = ""
    """Why it is on hold, or was last."""
    cancel_reason: Shown = ""
    goods_issue: GoodsIssue | None = None
    """Made when it is approved; an order that was imported as approved has none."""
    invoice: Shown = ""
    """Number of its invoice, once one was issued."""
    credit_note: Shown = ""
    """Number of what took the invoice back."""
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
    hold_reason: str = ""
    """Why it is on hold, or was last."""
    cancel_reason: str = ""
    refund: int = 0
