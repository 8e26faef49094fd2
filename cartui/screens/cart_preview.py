"""What the preview beside the list says of a cart."""

from rich.cells import cell_len
from textual.content import Content

from cartui.formatting.amounts import MINUS, show_amount
from cartui.formatting.cells import fit
from cartui.model.cart import Cart, CartLine
from cartui.rules.phones import show_phone
from cartui.screens.cart_columns import GUEST

MOST_LINES = 12
"""Lines of a cart that the preview lists."""


def preview_of(cart: Cart, locale: str, width: int) -> Content:
    """Who, what and how much, in a few lines of so many cells."""

    def figure(label: str, minor: int, sign: str = "") -> str:
        amount = sign + show_amount(minor, cart.currency, locale, with_code=False)
        return f"{fit(label, width - cell_len(amount) - 1)} {amount}"

    who = cart.customer
    name = who.name if who else cart.contact.name
    phone = cart.contact.phone or (who.phone if who else "")
    totals = cart.totals
    lines = [
        Content.styled(" · ".join(filter(None, (name or GUEST, show_phone(phone)))), "bold"),
        Content.styled(
            f"{cart.state} · {cart.origin} · level {cart.price_level} · v{cart.version}", "$text-muted"
        ),
        Content(""),
        *(Content(figure(_title(line), line.value)) for line in cart.lines[:MOST_LINES]),
    ]
    if len(cart.lines) > MOST_LINES:
        lines.append(Content.styled(f"… and {len(cart.lines) - MOST_LINES} more", "$text-muted"))
    if not cart.lines:
        lines.append(Content.styled("no lines yet", "$text-muted"))
    lines += [
        Content(""),
        Content(figure("subtotal", totals.subtotal)),
        *([Content(figure("coupon", totals.coupon, MINUS))] if totals.coupon else []),
        *([Content(figure(cart.fulfilment.service, totals.shipping))] if cart.fulfilment else []),
        Content(figure("tax, included" if totals.tax_included else "tax", totals.tax)),
        Content.styled(figure(f"total {cart.currency}", totals.total), "bold"),
    ]
    if cart.missing:
        lines += [
            Content(""),
            *(Content.styled(f"▲ {problem.message}", "$text-warning") for problem in cart.missing),
        ]
    if cart.note:
        lines += [Content(""), Content(cart.note)]
    return Content("\n").join(lines)


def _title(line: CartLine) -> str:
    """What one line is."""
    return f"{line.quantity} × {line.title} {line.options}".rstrip()
