"""What happened to an order, in words: what others decided meanwhile, and its way so far."""

from collections.abc import Callable
from typing import Final

from cartui.client.protocol import ClientError, History
from cartui.formatting.states import state_word
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.order import Order, OrderState, OrderSummary

LATEST: Final = 20
"""Entries of the history that are looked through for what happened to the order."""

ITS_OWN: Final = frozenset(
    {
        EntryKind.PLACED,
        EntryKind.IMPORTED,
        EntryKind.APPROVED,
        EntryKind.HELD,
        EntryKind.CANCELLED,
        EntryKind.INVOICED,
        EntryKind.CREDITED,
    }
)
"""Entries about the order and not about what the cart was before."""


def reason_of(order: OrderSummary) -> str:
    """Why it is on hold or cancelled; empty for the others."""
    reasons = {OrderState.ON_HOLD: order.hold_reason, OrderState.CANCELLED: order.cancel_reason}
    return reasons.get(OrderState(order.state), "") if order.state in set(OrderState) else ""


def what_changed(before: OrderSummary, now: OrderSummary, money: Callable[[int], str]) -> str:
    """What differs for people, in words; empty where nothing does. ``money`` writes amounts."""
    parts = []
    if before.state != now.state:
        why = f" ({reason_of(now)})" if reason_of(now) else ""
        parts.append(f"it was {state_word(before.state)} and is {state_word(now.state)} now{why}")
    elif reason_of(before) != reason_of(now):
        parts.append(f"the reason is now {reason_of(now) or 'gone'}")
    if before.state == now.state and before.paid != now.paid:
        parts.append(f"{money(now.paid)} is paid now, it was {money(before.paid)}")
    return ", ".join(parts)


async def order_entries(history: History, order: Order) -> tuple[HistoryEntry, ...]:
    """What happened to the order since it was placed, the latest first. Raises as the client does."""
    entries = await history.of_cart(order.cart.id, limit=LATEST)
    return tuple(entry for entry in entries if entry.kind in ITS_OWN)


async def decided_by(history: History, order: Order) -> str:
    """Who decided last about the order; ``Somebody`` where that cannot be found out now."""
    try:
        entries = await order_entries(history, order)
    except ClientError:
        return "Somebody"  # who it was is worth a word, but no second error
    return next((entry.agent for entry in entries if entry.agent), "Somebody")
