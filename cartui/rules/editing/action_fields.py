"""Which fields of a cart an action sets: conflict repair and the two versions side by side go by this table.

Actions on lines and on the parts of the contact are not in it, since which fields they mean depends on what
they say; :func:`cartui.rules.editing.rebase.touched` knows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cartui.model.actions import (
    Action,
    ApplyCoupon,
    Assign,
    HoldPrices,
    RemoveCoupon,
    SetBillingAddress,
    SetCustomer,
    SetFulfilment,
    SetMarket,
    SetNote,
    SetPaymentMethod,
    SetPriceLevel,
    SetShippingAddress,
    SetTags,
    WaiveBlock,
)

EVERYTHING: Final = "*"
"""Touched by an action after which nothing is as it was, such as another market."""


@dataclass(frozen=True, slots=True)
class Sets:
    """What an action decides of a cart, by paths as :mod:`cartui.rules.editing.cart_changes` has them."""

    field: str
    """The field that it sets."""
    attribute: str = ""
    """Where in the action it says to what; empty: it empties the field."""
    also: tuple[str, ...] = ()
    """Further fields that it decides with that one."""

    @property
    def fields(self) -> tuple[str, ...]:
        """All that it decides."""
        return (self.field, *self.also)


ACTION_FIELDS: Final[Mapping[type[Action], Sets]] = {
    ApplyCoupon: Sets("coupon_code", "code"),
    RemoveCoupon: Sets("coupon_code"),
    SetPriceLevel: Sets("price_level_override", "level"),
    SetCustomer: Sets(
        "customer_id", "customer", ("contact.name", "contact.email", "contact.phone", "shipping_address")
    ),
    SetShippingAddress: Sets("shipping_address", "address"),
    SetBillingAddress: Sets("billing_address", "address", ("billing_same_as_shipping",)),
    SetFulfilment: Sets("service", "service"),
    SetPaymentMethod: Sets("payment_method", "method"),
    SetNote: Sets("note", "note"),
    SetTags: Sets("tags", "tags"),
    SetMarket: Sets("market", "market", (EVERYTHING,)),
    Assign: Sets("assigned_to", "agent"),
    HoldPrices: Sets("prices_held_until", "until"),
    WaiveBlock: Sets("block_waived", "reason"),
}
