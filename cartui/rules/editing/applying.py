"""Applying actions to the content of a cart: all of them or none.

Order of things: each action changes what it means; an action on level, customer or market (or
``Reprice``) settles the effective level; then the lines whose price input changed are priced anew.
Totals come after that (:mod:`cartui.rules.pricing.cart_pricing`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

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
from cartui.model.catalog import SoldVariant
from cartui.model.coupon import fold_code
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.quick_value import replaced
from cartui.model.record import CartContent
from cartui.model.shop import Shop
from cartui.rules.card_numbers import mask_card_numbers
from cartui.rules.customer_linking import link_customer, unlink_customer
from cartui.rules.editing import line_editing as lines
from cartui.rules.editing.market_change import change_market
from cartui.rules.markets import market_of
from cartui.rules.phones import normalise_phone
from cartui.rules.pricing.unit_price_refresh import effective_level, price_lines, quantities, skus_to_price
from cartui.rules.pricing.unit_prices import ListedPrices


@dataclass(frozen=True, slots=True)
class EditContext:
    """What the actions need to know, looked up beforehand so that the rules stay pure."""

    shop: Shop
    variants: Mapping[str, SoldVariant]
    """By SKU: those of the cart and those that the actions name."""
    customers: Mapping[str, Customer]
    """By id: the cart's and those that the actions name."""
    new_ids: Iterator[str]
    """Ids for new lines."""
    prices: ListedPrices = field(default_factory=ListedPrices, compare=False)
    """What was looked up for other carts of this very shop and these variants; who edits many hands it on."""


def apply_actions(content: CartContent, actions: Sequence[Action], context: EditContext) -> CartContent:
    """The content after all the actions, with unit prices taken anew where their input changed.

    Raises ``Invalid`` with the path of what is wrong (``actions.1.sku``); then nothing is applied.
    """
    edited = content
    for position, action in enumerate(actions):
        try:
            edited = _apply(edited, action, context)
        except Invalid as error:
            problems = [
                Problem(field=f"actions.{position}.{p.field}", message=p.message) for p in error.problems
            ]
            raise Invalid(error.message, problems) from error
    if any(isinstance(action, SetPriceLevel | SetCustomer | SetMarket | Reprice) for action in actions):
        edited = at_effective_level(edited, context)
    skus = skus_to_price(content, edited) | _given_back(edited, actions)
    return price_lines(edited, skus, context.shop, context.variants, context.prices)


def at_effective_level(content: CartContent, context: EditContext) -> CartContent:
    """The content at the level that override, customer and market give it now; lines are not priced yet."""
    market = market_of(context.shop, content.market)
    customer = context.customers.get(content.customer_id or "")
    level = effective_level(context.shop, market, customer, content.price_level_override)
    return content if level == content.price_level else replaced(content, price_level=level)


def priced_anew(content: CartContent, context: EditContext) -> CartContent:
    """The content at today's level and prices; what was set by hand stays. Raises ``Invalid``."""
    leveled = at_effective_level(content, context)
    return price_lines(leveled, quantities(leveled), context.shop, context.variants, context.prices)


def _given_back(content: CartContent, actions: Sequence[Action]) -> frozenset[str]:
    """SKUs to price although no quantity changed: a price given back to the lists, or all by ``Reprice``."""
    if any(isinstance(action, Reprice) for action in actions):
        return frozenset(quantities(content))
    freed = {a.line for a in actions if isinstance(a, SetLinePrice) and a.unit_price is None}
    return frozenset(line.sku for line in content.lines if line.id in freed and line.sku is not None)


def _apply(content: CartContent, action: Action, context: EditContext) -> CartContent:
    """The content after one action."""
    match action:
        case AddLine():
            return lines.add_line(content, action, context.variants, context.new_ids)
        case AddCustomLine():
            return lines.add_custom_line(content, action, context.new_ids)
        case SetQuantity():
            return lines.set_quantity(content, action)
        case RemoveLine():
            return lines.remove_line(content, action)
        case MoveLine():
            return lines.move_line(content, action)
        case SetLineDiscount():
            return lines.set_line_discount(content, action)
        case SetLinePrice():
            return lines.set_line_price(content, action)
        case ApplyCoupon():
            return replaced(content, coupon_code=fold_code(action.code))
        case RemoveCoupon():
            return replaced(content, coupon_code=None)
        case SetPriceLevel():
            return _set_price_level(content, action, context.shop)
        case SetCustomer():
            return _set_customer(content, action, context)
        case SetContact():
            return _set_contact(content, action, context.shop)
        case SetShippingAddress():
            return replaced(content, shipping_address=action.address)
        case SetBillingAddress():
            return replaced(
                content,
                billing_address=action.address,
                billing_same_as_shipping=action.same_as_shipping,
            )
        case SetFulfilment():
            return _set_fulfilment(content, action, context.shop)
        case SetPaymentMethod():
            return _set_payment_method(content, action, context.shop)
        case SetNote():
            return replaced(content, note=mask_card_numbers(action.note))
        case SetTags():
            return replaced(content, tags=tuple(dict.fromkeys(action.tags)))
        case SetMarket():
            return change_market(content, market_of(context.shop, action.market))
        case Assign():
            return replaced(content, assigned_to=action.agent or None)
        case HoldPrices():
            return replaced(content, prices_held_until=action.until)
        case Reprice():
            return content
        case WaiveBlock():
            return replaced(content, block_waived=mask_card_numbers(action.reason or ""))
        case _:
            assert_never(action)


def _set_price_level(content: CartContent, action: SetPriceLevel, shop: Shop) -> CartContent:
    """Give the cart a level of its own, or none."""
    level = action.level or None
    if level is not None and shop.price_level(level) is None:
        known = ", ".join(known.code for known in shop.price_levels)
        raise lines.invalid("level", f"there is no price level {level}; the shop has {known}")
    return replaced(content, price_level_override=level)


def _set_customer(content: CartContent, action: SetCustomer, context: EditContext) -> CartContent:
    """Link a customer with all that follows (decision 2), or none."""
    if not action.customer:
        return unlink_customer(content)
    customer = context.customers.get(action.customer)
    if customer is None:
        raise lines.invalid("customer", f"there is no customer {action.customer}")
    previous = context.customers.get(content.customer_id or "")
    return link_customer(content, customer, market_of(context.shop, content.market), previous)


def _set_contact(content: CartContent, action: SetContact, shop: Shop) -> CartContent:
    """Change the parts of the contact that are given; a phone is read as one of the market's home country."""
    contact = content.contact
    phone = contact.phone
    if action.phone is not None:
        phone, _ = normalise_phone(action.phone, market_of(shop, content.market).countries[0])
    changed = contact.model_copy(
        update={
            "name": contact.name if action.name is None else action.name,
            "email": contact.email if action.email is None else action.email,
            "phone": phone,
        }
    )
    return replaced(content, contact=changed)


def _set_fulfilment(content: CartContent, action: SetFulfilment, shop: Shop) -> CartContent:
    """Choose a service of the market, or none."""
    if not action.service:
        return replaced(content, service=None)
    market = market_of(shop, content.market)
    service = market.service(action.service)
    if service is None:
        known = ", ".join(known.name for known in market.services)
        raise lines.invalid("service", f"{market.name} has no service {action.service}; it has {known}")
    if action.category is not None and action.category is not service.category:
        raise lines.invalid("category", f"{service.name} is {service.category}, not {action.category}")
    return replaced(content, service=service.name)


def _set_payment_method(content: CartContent, action: SetPaymentMethod, shop: Shop) -> CartContent:
    """Choose a payment method of the market, or none."""
    if not action.method:
        return replaced(content, payment_method=None)
    market = market_of(shop, content.market)
    if action.method not in market.payment_methods:
        known = ", ".join(market.payment_methods)
        raise lines.invalid("method", f"{market.name} does not take {action.method}; it takes {known}")
    return replaced(content, payment_method=action.method)
