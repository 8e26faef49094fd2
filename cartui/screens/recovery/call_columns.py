"""The columns of the call list."""

from collections.abc import Callable
from datetime import datetime

from cartui.formatting.ages import show_age
from cartui.formatting.amounts import aligned_amount
from cartui.formatting.people import GUEST
from cartui.model.recovery import CartToCall
from cartui.rules.calls import OUTCOMES
from cartui.rules.phones import show_phone
from cartui.widgets.columns import Column


def call_columns(now: Callable[[], datetime], locale: str) -> tuple[Column[CartToCall], ...]:
    """Whom to call about how much, since when it was left, and the last call; ages count from ``now``."""
    return (
        Column("Number", 9, lambda row: row.number, rank=3),
        Column("Customer", 12, lambda row: row.name or GUEST, grows=1),
        Column("Phone", 17, phone_of),
        Column("Total", 16, lambda row: aligned_amount(row.total, row.currency, locale), right=True),
        Column("Left", 5, lambda row: show_age(row.touched_at or row.updated_at, now()), right=True),
        Column("Last call", 15, lambda row: last_call_of(row, now()), rank=1),
        Column("Calls", 5, lambda row: str(row.calls or ""), right=True, rank=4),
        Column("Products", 16, lambda row: ", ".join(row.products), rank=2, grows=2),
    )


def phone_of(row: CartToCall) -> str:
    """The number as it is dialled; where there is none, the email."""
    return show_phone(row.phone) or row.email


def last_call_of(row: CartToCall, now: datetime) -> str:
    """What came of the last call, and how long ago that was; empty where nobody has called."""
    call = row.last_call
    return "" if call is None else f"{OUTCOMES[call.outcome]} {show_age(call.at, now)}"
