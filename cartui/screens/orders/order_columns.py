"""The columns of the list of orders, by the state that it is narrowed to."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from cartui.formatting.ages import show_age
from cartui.formatting.amounts import aligned_amount
from cartui.formatting.people import GUEST
from cartui.formatting.states import state_word
from cartui.model.order import OrderState, OrderSummary
from cartui.screens.orders.order_changes import reason_of
from cartui.widgets.columns import Column

_WITH_REASON: Final = frozenset({OrderState.ON_HOLD, OrderState.CANCELLED})
"""States that have a reason, which is what one looks for among them."""


def order_columns(
    state: OrderState | None, now: Callable[[], datetime], locale: str
) -> tuple[Column[OrderSummary], ...]:
    """Number, customer and the rest; ages count from ``now``. Where all are in one state, it is left out."""
    reason_rank = 1 if state in _WITH_REASON else 8
    columns: tuple[Column[OrderSummary], ...] = (
        Column("Number", 16, lambda order: order.number),
        Column("State", 9, lambda order: state_word(order.state), rank=2),
        Column("Customer", 11, lambda order: order.customer or GUEST, grows=1, rank=1),
        Column("Reason", 18, reason_of, grows=3, rank=reason_rank),
        Column("Cart", 9, lambda order: order.cart, rank=6),
        Column("Market", 6, lambda order: order.market, rank=5),
        Column("Items", 5, lambda order: str(order.items), right=True, rank=7),
        Column("Total", 18, lambda order: aligned_amount(order.total, order.currency, locale), right=True),
        Column("Due", 14, lambda order: _due(order, locale), right=True, rank=3),
        Column("Placed", 6, lambda order: show_age(order.placed_at, now()), right=True, rank=4),
    )
    out = {"Reason"} if state in {OrderState.PENDING, OrderState.APPROVED} else set()
    if state is not None:
        out.add("State")
    return tuple(column for column in columns if column.title not in out)


def _due(order: OrderSummary, locale: str) -> str:
    """What is due, in the currency of the total, or that it is paid; what is to be paid back has a sign."""
    if order.refund:
        return f"▲ −{aligned_amount(order.refund, order.currency, locale, with_code=False)}"
    return aligned_amount(order.due, order.currency, locale, with_code=False) if order.due else ""
