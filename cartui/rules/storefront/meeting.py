"""A shopper's whole cart meets the cart as it is by now: who wins each field.

A shop tells whole states, so that what it says counts for every field that it can say. Only what agents
changed since the version that the shopper saw is theirs, variant by variant and field by field. The table of
docs/storefront.md says the same in words.
"""

from collections.abc import Iterator
from typing import Final

from cartui.model.actions import (
    Action,
    ApplyCoupon,
    RemoveCoupon,
    SetBillingAddress,
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetMarket,
    SetPaymentMethod,
    SetShippingAddress,
)
from cartui.model.address import Address
from cartui.model.record import CartContent
from cartui.model.storefront import ShopCart
from cartui.rules.editing.applying import EditContext
from cartui.rules.storefront.agents_changes import AgentsChanges
from cartui.rules.storefront.taken_word import AGENTS_STAYS, Named, TakenWord

_CONTACT: Final = ("name", "email", "phone")

_PATHS: Final = {"coupon": "coupon_code"}
"""Fields that a cart has under another name than a shop's word."""


def meet(
    content: CartContent,
    said: ShopCart,
    customer: str | None,
    theirs: AgentsChanges,
    context: EditContext,
) -> TakenWord:
    """The cart with that content after what a shop says of it.

    ``customer`` is the id of who signed in; empty: nobody any more; ``None``: nothing is said of it.
    ``theirs`` is what agents changed since the version that the shopper saw.
    """
    word = TakenWord(content, context)
    word.take("market", SetMarket(market=said.market), keep="market" in theirs.fields)
    _take_customer(word, customer, theirs)
    for field, action in _choices(said):
        word.take(field, action, keep=_PATHS.get(field, field) in theirs.fields)
    if said.billing_address is not None:
        billed = {"billing_address", "billing_same_as_shipping"} & theirs.fields
        word.take("billing_address", _billing(said.billing_address, word.content), keep=bool(billed))
    word.take_all([*_lines(word, said, theirs)])
    return word


def _take_customer(word: TakenWord, customer: str | None, theirs: AgentsChanges) -> None:
    """Link who signed in, without losing how an agent was told to reach them."""
    before = word.content
    if customer is None or (customer or None) == before.customer_id:
        return
    if not word.take("customer", SetCustomer(customer=customer or None), keep="customer_id" in theirs.fields):
        return
    for part in _CONTACT:
        if f"contact.{part}" in theirs.fields:
            word.take(f"contact.{part}", SetContact.model_validate({part: getattr(before.contact, part)}))
    if "shipping_address" in theirs.fields:
        word.take("shipping_address", SetShippingAddress(address=before.shipping_address))


def _choices(said: ShopCart) -> Iterator[Named]:
    """What the shop says of the cart's own fields; what it says nothing of is left out."""
    for part in _CONTACT:
        value = getattr(said.contact, part)
        if value:
            yield f"contact.{part}", SetContact.model_validate({part: value})
    if said.shipping_address is not None:
        yield "shipping_address", SetShippingAddress(address=_or_none(said.shipping_address))
    if said.service is not None:
        yield "service", SetFulfilment(service=said.service or None)
    if said.payment_method is not None:
        yield "payment_method", SetPaymentMethod(method=said.payment_method or None)
    if said.coupon is not None:
        yield "coupon", ApplyCoupon(code=said.coupon) if said.coupon else RemoveCoupon()


def _billing(address: Address, content: CartContent) -> Action:
    """Who is billed: whoever gives the address of delivery, or none at all, means the same."""
    if address.is_empty or address == content.shipping_address:
        return SetBillingAddress(same_as_shipping=True)
    return SetBillingAddress(address=address)


def _or_none(address: Address) -> Address | None:
    """The address, if anything of it is filled in."""
    return None if address.is_empty else address


def _lines(word: TakenWord, said: ShopCart, theirs: AgentsChanges) -> Iterator[Named]:
    """The actions by which the cart has of each variant what the shop says, where that is not the agents'.

    Items that the catalogue does not have are nobody's but the agents'.
    """
    wanted: dict[str, int] = {}
    fields: dict[str, str] = {}
    for position, line in enumerate(said.lines):
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
        fields.setdefault(line.sku, f"lines.{position}.quantity")
    held: dict[str, int] = {}
    for line_held in word.content.lines:
        if line_held.sku is not None:
            held[line_held.sku] = held.get(line_held.sku, 0) + line_held.quantity
    for sku in {**held, **wanted}:
        units = wanted.get(sku, 0)
        if units == held.get(sku, 0) or (not units and sku in theirs.lines):
            continue
        if sku in theirs.quantities:
            word.leave_out(fields[sku], AGENTS_STAYS)
            continue
        yield from word.wants(sku, units, fields.get(sku, "lines"))
