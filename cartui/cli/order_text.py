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
        ("waived", "; ".join(order.waived)),
    ]
    return f"{pairs(facts)}\n\n{cart_text(order.cart, show)}"


def moved_text(order: Order) -> str:
    """In one line what an order is now, and what has to be done about it."""
    match order.state:
        case OrderState.APPROVED:
            remark = f"to be picked as {order.goods_issue.number}" if order.goods_issue else ""
        case OrderState.ON_HOLD:
            remark = order.hold_reason
        case OrderState.CANCELLED:
            remark = order.cancel_reason
        case OrderState.PENDING:
            remark = ""
    back = f"{Amounts(order.cart.currency)(order.refund)} to pay back" if order.refund else ""
    return clean("  ".join(part for part in (order.number, order.state.value, remark, back) if part))
