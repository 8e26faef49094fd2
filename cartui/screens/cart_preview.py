"""What the preview beside the list says of a cart."""

from textual.content import Content

from cartui.formatting.amounts import show_amount
from cartui.model.cart import Cart, CartLine
from cartui.screens.cart_columns import GUEST

MOST_LINES = 12
"""Lines of a cart that the preview lists."""


def preview_of(cart: Cart, locale: str) -> Content:
    """Who, what and how much, in a few lines."""

    def amount(minor: int) -> str:
        return show_amount(minor, cart.currency, locale)

    who = cart.customer
    name = who.name if who else cart.contact.name
    phone = cart.contact.phone or (who.phone if who else "")
    totals = cart.totals
    lines = [
        Content.styled(" · ".join(filter(None, (name or GUEST, phone))), "bold"),
        Content.styled(
            f"{cart.state} · {cart.origin} · level {cart.price_level} · v{cart.version}", "$text-muted"
        ),
        Content(""),
        *(Content(_line(line, amount(line.total))) for line in cart.lines[:MOST_LINES]),
    ]
    if len(cart.lines) > MOST_LINES:
        lines.append(Content.styled(f"… and {len(cart.lines) - MOST_LINES} more", "$text-muted"))
    if not cart.lines:
        lines.append(Content.styled("no lines yet", "$text-muted"))
    lines += [
        Content(""),
        Content(f"subtotal {amount(totals.subtotal)}"),
        *([Content(f"coupon −{amount(totals.coupon)}")] if totals.coupon else []),
        *([Content(f"{cart.fulfilment.service} {amount(totals.shipping)}")] if cart.fulfilment else []),
        Content(f"tax {amount(totals.tax)}{' included' if totals.tax_included else ''}"),
        Content.styled(f"total {amount(totals.total)}", "bold"),
    ]
    if cart.missing:
        lines += [
            Content(""),
            *(Content.styled(f"▲ {problem.message}", "$text-warning") for problem in cart.missing),
        ]
    if cart.note:
        lines += [Content(""), Content(cart.note)]
    return Content("\n").join(lines)


def _line(line: CartLine, total: str) -> str:
    """One line of the cart."""
    title = f"{line.title} {line.options}".strip()
    return f"{line.quantity} × {title}  {total}"
