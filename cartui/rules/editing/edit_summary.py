"""What was done to a cart in a few words, for its history."""

from collections.abc import Sequence

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    MoveLine,
    RemoveLine,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetMarket,
    SetPaymentMethod,
    SetPriceLevel,
    SetQuantity,
    SetTags,
    WaiveBlock,
)
from cartui.model.record import CartContent

_PLAIN = {
    "remove_coupon": "coupon removed",
    "set_contact": "contact changed",
    "set_shipping_address": "shipping address set",
    "set_billing_address": "billing address set",
    "set_note": "note written",
    "hold_prices": "prices held",
    "reprice": "priced again",
}


def summarise(actions: Sequence[Action], before: CartContent, after: CartContent) -> str:
    """The actions in words, joined by semicolons; no personal data, since the audit keeps this for ever."""
    return "; ".join(_words(action, before, after) for action in actions)


def _words(action: Action, before: CartContent, after: CartContent) -> str:
    """One action in words."""
    match action:
        case AddLine():
            return f"{action.quantity} × {_title_of_sku(action.sku, after)} added"
        case AddCustomLine():
            return f"{action.quantity} × {action.title} added"
        case SetQuantity():
            return f"{_title(action.line, before, after)}: quantity {action.quantity}"
        case RemoveLine():
            return f"{_title(action.line, before, after)} removed"
        case MoveLine():
            return f"{_title(action.line, before, after)} moved{_direction(action.line, before, after)}"
        case SetLineDiscount():
            return f"{_title(action.line, before, after)}: {_discount(action)}"
        case SetLinePrice():
            how = "price from the lists" if action.unit_price is None else "price set by hand"
            return f"{_title(action.line, before, after)}: {how}"
        case ApplyCoupon():
            return f"coupon {action.code}"
        case SetPriceLevel():
            return f"price level {action.level or 'of the customer'}"
        case SetCustomer():
            return "customer linked" if action.customer else "customer taken off"
        case SetFulfilment():
            return f"delivery {action.service or 'none'}"
        case SetPaymentMethod():
            return f"payment {action.method or 'none'}"
        case SetTags():
            return f"tags {', '.join(action.tags) or 'none'}"
        case SetMarket():
            return f"market {action.market}"
        case WaiveBlock():
            return "block waived" if action.reason else "block not waived any more"
        case Assign():
            return f"assigned to {action.agent or 'nobody'}"
        case _:
            return _PLAIN[action.type]


def _discount(action: SetLineDiscount) -> str:
    """A line's discount in words."""
    if action.percent is not None:
        return f"discount {action.percent} %"
    return "discount removed" if action.amount is None else "discount set"


def _direction(line_id: str, before: CartContent, after: CartContent) -> str:
    """Which way a line went, with a space before it; nothing where it is new or stayed."""
    was, now = (
        next((at for at, line in enumerate(content.lines) if line.id == line_id), None)
        for content in (before, after)
    )
    if was is None or now is None or was == now:
        return ""
    return " up" if now < was else " down"


def _title(line_id: str, before: CartContent, after: CartContent) -> str:
    """What the line is called, whether it is still there or not."""
    named = (line.title for content in (after, before) for line in content.lines if line.id == line_id)
    return next(named, "line")


def _title_of_sku(sku: str, after: CartContent) -> str:
    """What the variant is called."""
    return next((line.title for line in after.lines if line.sku == sku), sku)
