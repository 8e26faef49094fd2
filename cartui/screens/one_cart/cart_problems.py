"""What a cart misses, sorted to the fields that it is about and the commands that mend it."""

from collections.abc import Mapping, Sequence
from typing import Final

from cartui.commands.blocklist import WaiveBlock
from cartui.commands.cart_lines import AddProduct, TypeQuantity
from cartui.commands.command import CommandClass
from cartui.commands.one_cart import ChooseCustomer, ChooseDelivery, ChoosePayment, EditContact, ShipTo
from cartui.model.cart import Cart
from cartui.model.problem import Problem
from cartui.screens.desk.cart_edits import Area

_AREAS: Final[Mapping[str, Area]] = {
    "lines": Area.LINES,
    "customer": Area.CUSTOMER,
    "contact": Area.CUSTOMER,
    "visitor": Area.CUSTOMER,
    "shipping_address": Area.SHIPPING,
    "billing_address": Area.BILLING,
    "fulfilment": Area.DELIVERY,
    "payment_method": Area.PAYMENT,
    "coupon": Area.COUPON,
    "price_level": Area.LEVEL,
    "note": Area.NOTE,
    "tags": Area.TAGS,
}

_REMEDIES: Final[Mapping[str, CommandClass]] = {
    "lines": AddProduct,
    "customer": ChooseCustomer,
    "contact": EditContact,
    "visitor": WaiveBlock,
    "shipping_address": ShipTo,
    "fulfilment": ChooseDelivery,
    "payment_method": ChoosePayment,
}

PHONE: Final = "contact.phone"
"""What the confirmation asks for anyway."""


def area_of(problem: Problem) -> Area:
    """The part of the cart that the problem is about."""
    return _AREAS.get(problem.field.split(".")[0], Area.CART)


def remedy_of(problem: Problem) -> CommandClass | None:
    """The command that leads to the field; ``None``: nothing at the desk mends it."""
    first, *rest = problem.field.split(".")
    if first == "lines" and rest:
        return TypeQuantity
    return _REMEDIES.get(first)


def by_area(problems: Sequence[Problem]) -> dict[Area, list[str]]:
    """The sentences of each part, without those about one line."""
    sorted_out: dict[Area, list[str]] = {}
    for problem in problems:
        if _line_index(problem) is None:
            sorted_out.setdefault(area_of(problem), []).append(problem.message)
    return sorted_out


def by_line(cart: Cart) -> dict[str, str]:
    """What is missing of single lines, by the line's id."""
    lines = ((line_of(cart, problem), problem.message) for problem in cart.missing)
    return {line: message for line, message in lines if line is not None}


def line_of(cart: Cart, problem: Problem) -> str | None:
    """Id of the line that a problem of this cart is about; ``None``: it is about no single line."""
    index = _line_index(problem)
    return cart.lines[index].id if index is not None and index < len(cart.lines) else None


def _line_index(problem: Problem) -> int | None:
    """The number of the line that a problem is about."""
    parts = problem.field.split(".")
    return int(parts[1]) if parts[0] == "lines" and len(parts) > 1 and parts[1].isdecimal() else None
