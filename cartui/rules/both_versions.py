"""Two versions of a cart side by side: what others saved, and what was asked for without having seen that.

A pure rule. It says field by field what was there before, what others made of it and what was asked for,
and by which actions that can still be had on the cart as it is now.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    HoldPrices,
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
)
from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, CartLine, PriceSource

CONTACT: Final = ("name", "phone", "email")
"""The parts of a contact, in the order in which they are asked for."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What was decided about a line; amounts in minor units of the cart's currency."""

    title: str
    quantity: int
    discount_percent: str | None = None
    discount_amount: int | None = None
    discount_reason: str = ""
    price_set: int | None = None
    """The unit price that was set by hand."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose cart it is, with what comes along with them."""

    customer: str | None
    """The customer's id; ``None``: a guest."""
    name: str = ""
    """Empty where only the id is known."""
    contact: Contact = Contact()
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class SameAsShipping:
    """It is billed to where it is shipped to."""


Value = LineFacts | Person | Address | SameAsShipping | datetime | tuple[str, ...] | str | None
"""What stands in a field; ``None``: nothing, or no such line."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the two versions differ."""

    field: str
    """Its path, as :mod:`cartui.rules.cart_changes` has it; ``+`` and a title for a new line."""
    before: Value
    theirs: Value
    """As it is saved."""
    yours: Value
    """As it would be saved with ``actions``."""
    actions: tuple[Action, ...]
    """What makes it ``yours`` on the cart as it is now; empty where it cannot be had any more."""


def both_versions(before: Cart, theirs: Cart, actions: Sequence[Action]) -> tuple[Difference, ...]:
    """Each field that the actions mean and in which others left something else, in the order of the actions.

    ``before`` is the cart that whoever asked for the actions had seen, ``theirs`` the cart as it is now.
    """
    found: dict[str, Difference] = {}
    for action in actions:
        for difference in _differences(before, theirs, action, found):
            found[difference.field] = difference
    return tuple(each for each in found.values() if each.yours != each.theirs)


def _differences(
    before: Cart, theirs: Cart, action: Action, found: dict[str, Difference]
) -> Iterator[Difference]:
    """What one action means; ``found`` has what the actions before it made of the same lines."""
    match action:
        case SetQuantity() | RemoveLine() | SetLineDiscount() | SetLinePrice():
            yield from _of_line(before, theirs, action.line, action, found)
        case AddLine():
            line = next((line for line in theirs.lines if line.sku == action.sku), None)
            if line is None:
                yours = LineFacts(title=action.sku, quantity=action.quantity)
                yield Difference(f"+{action.sku}", None, None, yours, (action,))
                return
            seen = before.line(line.id)
            wanted = SetQuantity(line=line.id, quantity=(seen.quantity if seen else 0) + action.quantity)
            yield from _of_line(before, theirs, line.id, wanted, found)
        case AddCustomLine():
            yours = LineFacts(action.title, action.quantity, price_set=action.unit_price)
            kept = (action,) if before.currency == theirs.currency else ()
            yield Difference(f"+{action.title}", None, None, yours, kept)
        case SetContact():
            for part in CONTACT:
                if part in action.model_fields_set:
                    yield _of_contact(before, theirs, part, getattr(action, part) or "")
        case Reprice():
            return  # prices are taken anew by whatever it clashes with
        case _:
            yield _of_header(before, theirs, action)


def _of_contact(before: Cart, theirs: Cart, part: str, yours: str) -> Difference:
    """One part of the contact, which can be had by itself."""
    action = SetContact.model_validate({part: yours})
    now, then = getattr(theirs.contact, part), getattr(before.contact, part)
    return Difference(f"contact.{part}", then, now, yours, (action,))


def _of_header(before: Cart, theirs: Cart, action: Action) -> Difference:
    """What an action means that sets one field of the cart."""
    field, attribute = _SETS.get(type(action), (action.type, ""))
    look = _LOOKS.get(field, _nothing)
    now, yours = look(theirs), _asked_for(action, attribute)
    if isinstance(now, Person) and isinstance(yours, Person) and now.customer == yours.customer:
        yours = now  # they are linked already, with all that they brought along
    return Difference(field, look(before), now, yours, (action,))


def _asked_for(action: Action, attribute: str) -> Value:
    """What the field becomes."""
    match action:
        case SetCustomer():
            return Person(action.customer)
        case SetBillingAddress(same_as_shipping=True):
            return SameAsShipping()
        case RemoveCoupon():
            return None
        case _ if attribute:
            value: Value = getattr(action, attribute)
            return value
        case _:
            return action.type.replace("_", " ")


def _coupon(cart: Cart) -> str | None:
    """The code of the coupon."""
    return cart.coupon.code if cart.coupon else None


def _person(cart: Cart) -> Person:
    """Whose cart it is."""
    customer = cart.customer
    return Person(
        customer.id if customer else None,
        customer.name if customer else "",
        cart.contact,
        cart.shipping_address,
    )


def _billing(cart: Cart) -> Value:
    """Who is billed."""
    return SameAsShipping() if cart.billing_same_as_shipping else cart.billing_address


def _nothing(_cart: Cart) -> None:
    """What an action of a kind that is not known here finds in a cart."""


_SETS: Final[dict[type, tuple[str, str]]] = {
    ApplyCoupon: ("coupon_code", "code"),
    RemoveCoupon: ("coupon_code", ""),
    SetPriceLevel: ("price_level_override", "level"),
    SetCustomer: ("customer_id", "customer"),
    SetShippingAddress: ("shipping_address", "address"),
    SetBillingAddress: ("billing_address", "address"),
    SetFulfilment: ("service", "service"),
    SetPaymentMethod: ("payment_method", "method"),
    SetNote: ("note", "note"),
    SetTags: ("tags", "tags"),
    SetMarket: ("market", "market"),
    Assign: ("assigned_to", "agent"),
    HoldPrices: ("prices_held_until", "until"),
}
"""The field that an action sets, and where in the action it says to what."""

_LOOKS: Final[dict[str, Callable[[Cart], Value]]] = {
    "coupon_code": _coupon,
    "price_level_override": lambda cart: cart.price_level_override,
    "customer_id": _person,
    "shipping_address": lambda cart: cart.shipping_address,
    "billing_address": _billing,
    "service": lambda cart: cart.fulfilment.service if cart.fulfilment else None,
    "payment_method": lambda cart: cart.payment_method,
    "note": lambda cart: cart.note,
    "tags": lambda cart: cart.tags,
    "market": lambda cart: cart.market,
    "assigned_to": lambda cart: cart.assigned_to,
    "prices_held_until": lambda cart: cart.prices_held_until,
}
"""What stands in each field of a cart."""


# --- lines ----------------------------------------------------------------------------------------


def _of_line(
    before: Cart, theirs: Cart, line_id: str, action: Action, found: dict[str, Difference]
) -> Iterator[Difference]:
    """What is decided about one line, on top of what the actions before it decided."""
    seen, now = before.line(line_id), theirs.line(line_id)
    line = now or seen
    if line is None:  # it was gone before anybody asked
        return
    field = f"lines.{line_id}"
    earlier = found.get(field)
    start = earlier.yours if earlier else _facts(line)
    if isinstance(action, RemoveLine):
        yield Difference(field, _facts(seen), _facts(now), None, (action,) if now else ())
        return
    if not isinstance(start, LineFacts):  # taken out by an action before, so there is nothing to decide
        return
    yours = _decided(start, action)
    asked = (*(earlier.actions if earlier else ()), action)
    if now is None:
        yours, asked = _put_back(line, yours.quantity)
    if before.currency != theirs.currency and any(map(_has_amount, asked)):
        asked = ()
    yield Difference(field, _facts(seen), _facts(now), yours, asked)


def _decided(facts: LineFacts, action: Action) -> LineFacts:
    """The line with that decided."""
    match action:
        case SetQuantity():
            return replace(facts, quantity=action.quantity)
        case SetLineDiscount():
            reason = action.reason if action.percent or action.amount else ""
            return replace(
                facts,
                discount_percent=action.percent,
                discount_amount=action.amount,
                discount_reason=reason,
            )
        case SetLinePrice():
            return replace(facts, price_set=action.unit_price)
        case _:
            return facts


def _put_back(line: CartLine, quantity: int) -> tuple[LineFacts, tuple[Action, ...]]:
    """A line that others took out, added again: what else was decided about it went with it."""
    if line.sku is not None:
        facts = LineFacts(_title(line), quantity)
        return facts, (AddLine(sku=line.sku, quantity=quantity),)
    facts = LineFacts(_title(line), quantity, price_set=line.unit_price)
    again = AddCustomLine(
        title=line.title, unit_price=line.unit_price, quantity=quantity, tax_class=line.tax_class
    )
    return facts, (again,)


def _facts(line: CartLine | None) -> LineFacts | None:
    """What is decided about a line; ``None``: it is not there."""
    if line is None:
        return None
    return LineFacts(
        title=_title(line),
        quantity=line.quantity,
        discount_percent=line.discount_percent,
        discount_amount=line.discount_amount,
        discount_reason=line.discount_reason,
        price_set=line.unit_price if line.price_source is PriceSource.OVERRIDE else None,
    )


def _title(line: CartLine) -> str:
    """What a line is called, with its options."""
    return f"{line.title} {line.options}".strip()


def _has_amount(action: Action) -> bool:
    """Whether it says an amount, which means nothing in another currency."""
    match action:
        case AddCustomLine() | SetLinePrice():
            return True
        case SetLineDiscount():
            return action.amount is not None
        case _:
            return False
