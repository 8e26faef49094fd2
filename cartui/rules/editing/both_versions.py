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
    MoveLine,
    RemoveCoupon,
    RemoveLine,
    Reprice,
    SetBillingAddress,
    SetContact,
    SetCustomer,
    SetLineDiscount,
    SetLinePrice,
    SetQuantity,
)
from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, CartLine, PriceSource
from cartui.rules.editing.action_fields import ACTION_FIELDS, Sets
from cartui.rules.editing.cart_changes import LINE_ORDER

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
class BilledAsShipped:
    """It is billed to where it is shipped to."""


Value = LineFacts | Person | Address | BilledAsShipped | datetime | tuple[str, ...] | str | None
"""What stands in a field; ``None``: nothing, or no such line."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the two versions differ."""

    field: str
    """Its path, as :mod:`cartui.rules.editing.cart_changes` has it; ``+`` and a name for a new line."""
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
            line = _line_of(theirs, action.sku) or _line_of(before, action.sku)
            had = _had(before, line, found)
            if line is None or had is None:
                yield _added(found, action)
            else:
                wanted = SetQuantity(line=line.id, quantity=had + action.quantity)
                yield from _of_line(before, theirs, line.id, wanted, found)
        case AddCustomLine():
            yours = LineFacts(action.title, action.quantity, price_set=action.unit_price)
            kept = (action,) if before.currency == theirs.currency else ()
            yield Difference(_free(f"+ {action.title}", found), None, None, yours, kept)
        case MoveLine():
            yield _of_order(before, theirs, action, found)
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
    sets = ACTION_FIELDS.get(type(action), Sets(action.type))
    look = _LOOKS.get(sets.field, _nothing)
    now, yours = look(theirs), _asked_for(action, sets.attribute)
    if isinstance(now, Person) and isinstance(yours, Person) and now.customer == yours.customer:
        yours = now  # they are linked already, with all that they brought along
    return Difference(sets.field, look(before), now, yours, (action,))


def _asked_for(action: Action, attribute: str) -> Value:
    """What the field becomes."""
    match action:
        case SetCustomer():
            return Person(action.customer)
        case SetBillingAddress(same_as_shipping=True):
            return BilledAsShipped()
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
    return BilledAsShipped() if cart.billing_same_as_shipping else cart.billing_address


def _nothing(_cart: Cart) -> None:
    """What an action of a kind that is not known here finds in a cart."""


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
    "block_waived": lambda cart: cart.block_waived or None,
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
        now = _line_of(theirs, line.sku)
        yours, asked = _put_back(line, now, yours.quantity)
    if before.currency != theirs.currency and any(map(_has_amount, asked)):
        asked = ()
    yield Difference(field, _facts(seen), _facts(now), yours, asked)


def _added(found: dict[str, Difference], action: AddLine) -> Difference:
    """A variant that is in neither cart; what is asked for of it several times comes to one line."""
    field = f"+{action.sku}"
    earlier = found[field].yours if field in found else None
    quantity = action.quantity + (earlier.quantity if isinstance(earlier, LineFacts) else 0)
    again = AddLine(sku=action.sku, quantity=quantity)
    return Difference(field, None, None, LineFacts(action.sku, quantity), (again,))


def _free(field: str, found: dict[str, Difference]) -> str:
    """The name of a field that is not taken: there may be several custom items of one title."""
    while field in found:
        field = f"+{field}"
    return field


def _had(before: Cart, line: CartLine | None, found: dict[str, Difference]) -> int | None:
    """How many of a line there were when more was asked for; ``None``: it was taken out just before."""
    if line is None:
        return None
    earlier, seen = found.get(f"lines.{line.id}"), before.line(line.id)
    if earlier is None:
        return seen.quantity if seen else 0
    return earlier.yours.quantity if isinstance(earlier.yours, LineFacts) else None


def _line_of(cart: Cart, sku: str | None) -> CartLine | None:
    """The first line of a variant."""
    return next((line for line in cart.lines if sku is not None and line.sku == sku), None)


def _of_order(before: Cart, theirs: Cart, action: MoveLine, found: dict[str, Difference]) -> Difference:
    """The order of the lines by their titles, on top of what was moved before; who is gone stays gone."""
    earlier = found.get(LINE_ORDER)
    asked = earlier.actions if earlier else ()
    if theirs.line(action.line) is not None:
        last = len(theirs.lines) - 1
        asked = (*asked, MoveLine(line=action.line, to=min(action.to, last)))
    yours = list(theirs.lines)
    for move in asked:
        if isinstance(move, MoveLine):
            line = next(line for line in yours if line.id == move.line)
            yours.remove(line)
            yours.insert(move.to, line)
    was, now, wanted = (tuple(map(_title, lines)) for lines in (before.lines, theirs.lines, yours))
    return Difference(LINE_ORDER, was, now, wanted, asked)


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


def _put_back(line: CartLine, again: CartLine | None, quantity: int) -> tuple[LineFacts, tuple[Action, ...]]:
    """A line that others took out, added again: what else was decided about it went with it.

    ``again`` is a line in which they added the same variant again: that one has it.
    """
    facts = _facts(again)
    if again is not None and facts is not None:
        return replace(facts, quantity=quantity), (SetQuantity(line=again.id, quantity=quantity),)
    if line.sku is not None:
        return LineFacts(_title(line), quantity), (AddLine(sku=line.sku, quantity=quantity),)
    facts = LineFacts(_title(line), quantity, price_set=line.unit_price)
    custom = AddCustomLine(
        title=line.title, unit_price=line.unit_price, quantity=quantity, tax_class=line.tax_class
    )
    return facts, (custom,)


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
