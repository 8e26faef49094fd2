"""What is said when a wholesale break begins or ends."""

from cartui.model.cart import Cart
from cartui.rules.pricing.price_breaks import BreakChange, break_changes
from cartui.widgets.amounts import Amounts


def break_news(before: Cart, after: Cart, amounts: Amounts) -> str:
    """What became of the wholesale breaks from one cart to the next, in sentences; empty: nothing."""
    return " ".join(_sentence(change, amounts) for change in break_changes(before, after))


def _sentence(change: BreakChange, amounts: Amounts) -> str:
    """One of them."""
    each = f"{amounts.number(change.unit_price)} each"
    if change.now_from is None:
        return f"{change.title}: no wholesale price below {change.was_from:,}, {each} again."
    if change.was_from is not None and change.was_from > change.now_from:
        return f"{change.title}: wholesale from {change.now_from:,} only, {each} below {change.was_from:,}."
    saves = f", saves {amounts.number(change.saved)}" if change.saved else ""
    return f"{change.title}: wholesale from {change.now_from:,}, {each}{saves}."
