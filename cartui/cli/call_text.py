"""The call list as text for people."""

from collections.abc import Sequence

from cartui.cli.amounts import Amounts
from cartui.cli.cart_text import Show
from cartui.cli.output import table
from cartui.model.recovery import Call, CartToCall
from cartui.rules.calls import OUTCOMES
from cartui.rules.phones import show_phone


def call_table(carts: Sequence[CartToCall], show: Show) -> str:
    """Whom to call about which carts; where there is no number, their email."""
    rows = [
        (
            cart.number,
            cart.name or "guest",
            show_phone(cart.phone) or cart.email,
            str(cart.items),
            Amounts(cart.currency)(cart.total),
            show(cart.touched_at or cart.updated_at),
            str(cart.calls),
            _last(cart.last_call, show),
        )
        for cart in carts
    ]
    headings = ("Number", "Customer", "Phone", "Items", "Total", "Untouched since", "Calls", "Last call")
    return table(headings, rows, right=("Items", "Total", "Calls"))


def _last(call: Call | None, show: Show) -> str:
    """When the last call was, and what came of it."""
    return "" if call is None else f"{show(call.at)} {OUTCOMES[call.outcome]}"
