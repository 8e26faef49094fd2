"""What is decided about an order: approve it, hold it, cancel it. Words and conditions of each."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cartui.client.protocol import Orders, Refused
from cartui.commands.command import CommandClass
from cartui.commands.order_list import ApproveOrder, CancelOrder, HoldOrder
from cartui.formatting.states import state_word
from cartui.model.order import Order, OrderState, OrderSummary
from cartui.rules.order_life import ensure_approvable, ensure_cancellable, ensure_holdable

NO_REASON: Final = "no reason was given"
"""Stands for the reason of an order that came without one, as imported ones do."""


class Reason(Enum):
    """Whether a reason goes with a move."""

    NONE = "none"
    OPTIONAL = "optional"
    NEEDED = "needed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one press of the button asks for."""

    ref: str
    version: int
    """The order's, as it was shown."""
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that is decided about an order, in words."""

    command: CommandClass
    verb: str
    """Begins the question: ``Approve``."""
    yes: str
    no: str
    doing: str
    """While it is on its way."""
    consequence: str
    """What comes of it, in a sentence or two."""
    reason: Reason
    leads_to: OrderState
    is_usual: bool
    """Whether the question stands on its button (decision 25)."""
    ensure: Callable[[str, OrderState], None]
    """Raises ``Refused`` for an order, by number, in a state that it is not for."""
    send: Callable[[Orders, Asked], Coroutine[None, None, Order]]


async def _approve(orders: Orders, asked: Asked) -> Order:
    """Ask the backend to approve it."""
    return await orders.approve(asked.ref, version=asked.version, key=asked.key)


async def _hold(orders: Orders, asked: Asked) -> Order:
    """Ask the backend to hold it."""
    return await orders.hold(asked.ref, asked.reason, version=asked.version, key=asked.key)


async def _cancel(orders: Orders, asked: Asked) -> Order:
    """Ask the backend to cancel it."""
    return await orders.cancel(asked.ref, asked.reason, version=asked.version, key=asked.key)


APPROVE: Final = Move(
    command=ApproveOrder,
    verb="Approve",
    yes="Approve",
    no="Back",
    doing="approving …",
    consequence="The warehouse gets the goods issue. After that it cannot be held or cancelled here.",
    reason=Reason.NONE,
    leads_to=OrderState.APPROVED,
    is_usual=True,
    ensure=ensure_approvable,
    send=_approve,
)

HOLD: Final = Move(
    command=HoldOrder,
    verb="Hold",
    yes="Hold",
    no="Back",
    doing="putting on hold …",
    consequence="Whoever approves it later sees the reason.",
    reason=Reason.NEEDED,
    leads_to=OrderState.ON_HOLD,
    is_usual=True,
    ensure=ensure_holdable,
    send=_hold,
)

CANCEL: Final = Move(
    command=CancelOrder,
    verb="Cancel",
    yes="Cancel the order",
    no="Keep it",
    doing="cancelling …",
    consequence="What it took goes back into stock. This is for good.",
    reason=Reason.OPTIONAL,
    leads_to=OrderState.CANCELLED,
    is_usual=False,
    ensure=ensure_cancellable,
    send=_cancel,
)

_MOVES: Final = {move.command: move for move in (APPROVE, HOLD, CANCEL)}


def why_not_move(command: CommandClass, order: OrderSummary) -> str | None:
    """Why this cannot be decided about that order, in words; ``None``: it can, or it is no decision."""
    move = _MOVES.get(command)
    if move is None:
        return None
    if order.state not in set(OrderState):
        return f"{order.number} is {order.state}, which this version of cartui does not know"
    if order.state == move.leads_to and move.reason is not Reason.NEEDED:
        return f"{order.number} is {order.state} already"
    try:
        move.ensure(order.number, OrderState(order.state))
    except Refused as error:
        return error.message
    return None


def moved_notice(order: Order, actor: str) -> str:
    """What is said after ``actor`` decided about it, also where somebody else had done so just before."""
    issue = order.goods_issue
    if order.state is OrderState.APPROVED and issue is not None:
        before = "" if issue.issued_by == actor else f", by {issue.issued_by}"
        return f"{order.number} is approved{before}: {issue.number}"
    return f"{order.number} is {state_word(order.state)}"


def summary_of(order: Order) -> OrderSummary:
    """An order as the list shows it."""
    who = order.cart.customer
    return OrderSummary(
        id=order.id,
        number=order.number,
        version=order.version,
        state=order.state.value,
        cart=order.cart.number,
        market=order.cart.market,
        currency=order.cart.currency,
        customer=who.name if who else order.cart.contact.name,
        items=len(order.cart.lines),
        total=order.totals.total,
        paid=order.paid,
        due=order.due,
        placed_at=order.placed_at,
        placed_by=order.placed_by,
        hold_reason=order.hold_reason,
        cancel_reason=order.cancel_reason,
        refund=order.refund,
    )
