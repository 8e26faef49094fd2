"""What an address does to the tax of a cart, in words."""

from collections.abc import Callable

from cartui.model.cart import Cart


def tax_change(before: Cart, after: Cart, show: Callable[[int], str]) -> str:
    """The tax before and after, and the total where it follows; ``show`` writes minor units."""
    old, new = _taxes(before, show), _taxes(after, show)
    if (old, before.totals.total) == (new, after.totals.total):
        return f"Tax: {new}, as it is"
    tax = f"Tax: {old} → {new}" if old != new else f"Tax: {new}"
    if before.totals.total == after.totals.total:
        return tax
    return f"{tax}; total {show(before.totals.total)} → {show(after.totals.total)}"


def _taxes(cart: Cart, show: Callable[[int], str]) -> str:
    """Each tax with its rate and amount."""
    if cart.tax_exempt:
        return "none (exempt)"
    included = "included " if cart.totals.tax_included else ""
    taxes = ", ".join(f"{tax.name} {tax.rate} % {show(tax.amount)}" for tax in cart.totals.tax_lines)
    return f"{included}{taxes}" if taxes else "none"
