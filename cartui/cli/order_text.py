"""Orders as text for people."""

from cartui.cli.amounts import Amounts
from cartui.cli.cart_text import Show, cart_text
from cartui.cli.output import clean, pairs
from cartui.model.order import Order, OrderState


def order_text(order: Order, show: Show) -> str:
    """One order: what became of it, what is owed, and the cart it came from."""
    amount = Amounts(order.cart.currency)
    held = "on hold" if order.state is OrderState.ON_HOLD else "was on hold"
    issue = order.goods_issue
    facts = [
        ("order", f"{order.number}  {order.state.value}"),
        ("placed", f"{show(order.placed_at)} by {order.placed_by}"),
        ("paid", amount(order.paid)),
        ("due", amount(order.due)),
        ("to pay back", amount(order.refund) if order.refund else ""),
        (held, order.hold_reason),
        ("cancelled", order.cancel_reason),
        ("goods issue", f"{issue.number}  {show(issue.issued_at)} by {issue.issued_by}" if issue else ""),
        ("invoice", order.invoice),
        ("credit note", order.credit_note),
        ("waived", "; ".join(order.waived)),
    ]
    return f"{pairs(facts)}\n\n{cart_text(order.cart, show)}"


def moved_text(order: Order) -> str:
    """In one line what an order is now, and what has to be done about it."""
    back = f"{Amounts(order.cart.currency)(order.refund)} to pay back" if order.refund else ""
    parts = (order.number, order.state.value, _remark(order), back)
    return clean("  ".join(part for part in parts if part))


def _remark(order: Order) -> str:
    """What goes with the state that an order is in."""
    match order.state:
        case OrderState.APPROVED if order.goods_issue:
            return f"to be picked as {order.goods_issue.number}"
        case OrderState.ON_HOLD:
            return order.hold_reason
        case OrderState.CANCELLED:
            return order.cancel_reason
        case _:
            return ""
