"""Every action there is: at least one case of each kind, for tests that try them all.

A kind that is not here fails `tests/rules/test_action_lists.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    HoldPrices,
    MoveLine,
    RemoveCoupon,
    RemoveLine,
    Reprice,
    SetBillingAddress,
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetMarket,
    SetNote,
    SetPaymentMethod,
    SetPriceLevel,
    SetQuantity,
    SetShippingAddress,
    SetTags,
    WaiveBlock,
)
from tests.contract.shop import HAMBURG, NOW, OUTLET


def every_action(lines: Sequence[str], customer: str) -> Mapping[str, tuple[Action, ...]]:
    """Actions of the shop in `tests/contract/shop.py` by their kind, on a cart with these lines.

    The first of a kind changes a cart in Bangladesh that is linked to the customer, with a coupon and on the
    market's defaults, whose first line has a percentage off.
    """
    first = lines[0]
    return {
        "add_line": (
            AddLine(sku="SHIRT-MR"),
            AddLine(sku="MUG-01", quantity=60),
            AddLine(sku="POSTER", quantity=2),
            AddLine(sku="CLOCK"),
        ),
        "add_custom_line": (
            AddCustomLine(title="Wrap", unit_price=500),
            AddCustomLine(title="Engraving", unit_price=0, quantity=3, tax_class=None),
        ),
        "set_quantity": (
            SetQuantity(line=first, quantity=7),
            *(SetQuantity(line=line, quantity=quantity) for line in lines for quantity in (1, 49, 50, 80)),
        ),
        "remove_line": tuple(RemoveLine(line=line) for line in lines),
        "move_line": (
            MoveLine(line=lines[-1], to=0),
            *(MoveLine(line=line, to=to) for line in lines for to in range(len(lines) + 1)),
        ),
        "set_line_discount": (
            SetLineDiscount(line=first, percent="12.5", reason="chipped"),
            *(SetLineDiscount(line=line, amount=700, reason="late") for line in lines),
            *(SetLineDiscount(line=line) for line in lines),
        ),
        "set_line_price": (
            SetLinePrice(line=first, unit_price=99_999),
            *(SetLinePrice(line=line, unit_price=price) for line in lines for price in (0, 100, None)),
        ),
        "apply_coupon": (ApplyCoupon(code="BIG"), ApplyCoupon(code="SAVE10"), ApplyCoupon(code="GONE")),
        "remove_coupon": (RemoveCoupon(),),
        "set_price_level": tuple(SetPriceLevel(level=level) for level in ("vip", "trade", "retail", None)),
        "set_customer": (SetCustomer(customer=None), SetCustomer(customer=customer)),
        "set_contact": (
            SetContact(phone="01811111111"),
            SetContact(name="Karim", email="karim@example.com"),
            SetContact(name=""),
        ),
        "set_shipping_address": (SetShippingAddress(address=OUTLET), SetShippingAddress(address=None)),
        "set_billing_address": (
            SetBillingAddress(address=HAMBURG),
            SetBillingAddress(same_as_shipping=True),
            SetBillingAddress(),
        ),
        "set_fulfilment": tuple(
            SetFulfilment(service=service)
            for service in ("Gulshan Outlet", "Express Delivery", "Parcel", None)
        ),
        "set_payment_method": tuple(
            SetPaymentMethod(method=method) for method in ("bKash", "COD", "Card", None)
        ),
        "set_note": (SetNote(note="call back"), SetNote(note="")),
        "set_tags": (SetTags(tags=("gift", "later")), SetTags(tags=())),
        "set_market": (SetMarket(market="EU"), SetMarket(market="BD")),
        "assign": (Assign(agent="alice"), Assign(agent=None)),
        "hold_prices": (HoldPrices(until=NOW + timedelta(days=9)), HoldPrices(until=None)),
        "reprice": (Reprice(),),
        "waive_block": (WaiveBlock(reason="we know them"), WaiveBlock(reason=None)),
    }
