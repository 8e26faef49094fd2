"""The typed actions by which a cart is changed, and nothing else changes one.

A list of actions is applied to a named version, all or nothing. On the wire each is an object whose
``type`` is the action's name in snake case.
"""

from typing import Annotated, Literal, Self, get_args

from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from cartui.model.address import Address
from cartui.model.catalog import Amount, Quantity
from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.market import FulfilmentCategory
from cartui.model.percent import Share
from cartui.model.text import Block, Code, Line, Name


class AddLine(Frozen):
    """Put a variant into the cart; more of one that is already there joins its line."""

    type: Literal["add_line"] = "add_line"
    sku: Code
    quantity: Quantity = 1


class AddCustomLine(Frozen):
    """Put something into the cart that the catalogue does not have."""

    type: Literal["add_custom_line"] = "add_custom_line"
    title: Name
    unit_price: Amount
    quantity: Quantity = 1
    tax_class: Line | None = "standard"


class SetQuantity(Frozen):
    """Change how many units a line has; prices it again."""

    type: Literal["set_quantity"] = "set_quantity"
    line: Code
    quantity: Quantity


class RemoveLine(Frozen):
    """Take a line out."""

    type: Literal["remove_line"] = "remove_line"
    line: Code


class MoveLine(Frozen):
    """Put a line at another place among the lines; those between the two places move up or down by one."""

    type: Literal["move_line"] = "move_line"
    line: Code
    to: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    """The place, counted from 0; ``Invalid`` where the cart has no such line."""


class SetLineDiscount(Frozen):
    """Give a line a discount of its own, by percent or amount (minor units); with neither, take it away."""

    type: Literal["set_line_discount"] = "set_line_discount"
    line: Code
    percent: Share | None = None
    amount: Amount | None = None
    reason: Line = ""

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        """Refuse a discount that is said twice."""
        if self.percent is not None and self.amount is not None:
            raise ValueError("give a percent or an amount, not both")
        return self


class SetLinePrice(Frozen):
    """Set a line's unit price by hand (leads only); ``None`` gives it back to the price lists."""

    type: Literal["set_line_price"] = "set_line_price"
    line: Code
    unit_price: Amount | None


class ApplyCoupon(Frozen):
    """Put a coupon on the cart in place of the one that is there."""

    type: Literal["apply_coupon"] = "apply_coupon"
    code: Code


class RemoveCoupon(Frozen):
    """Take the coupon off."""

    type: Literal["remove_coupon"] = "remove_coupon"


class SetPriceLevel(Frozen):
    """Give the cart a price level of its own; ``None``: the customer's, else the market's base."""

    type: Literal["set_price_level"] = "set_price_level"
    level: Line | None


class SetCustomer(Frozen):
    """Link a customer by id (decision 2); ``None`` makes it a guest's cart again."""

    type: Literal["set_customer"] = "set_customer"
    customer: Line | None


class SetContact(Frozen):
    """Change how the person of this cart is reached; fields not given stay."""

    type: Literal["set_contact"] = "set_contact"
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class SetShippingAddress(Frozen):
    """Set where it goes; ``None`` clears it."""

    type: Literal["set_shipping_address"] = "set_shipping_address"
    address: Address | None


class SetBillingAddress(Frozen):
    """Set who is billed: an address, or the same as shipping."""

    type: Literal["set_billing_address"] = "set_billing_address"
    address: Address | None = None
    same_as_shipping: bool = False

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        """Refuse an address beside "the same"."""
        if self.same_as_shipping and self.address is not None:
            raise ValueError("give an address or same_as_shipping, not both")
        return self


class SetFulfilment(Frozen):
    """Choose the service of the market by which it goes; ``service`` of ``None`` clears it."""

    type: Literal["set_fulfilment"] = "set_fulfilment"
    category: FulfilmentCategory | None = None
    """Checked against the service's own; may be left out."""
    service: Line | None


class SetPaymentMethod(Frozen):
    """Choose a payment method of the market; ``None`` clears it."""

    type: Literal["set_payment_method"] = "set_payment_method"
    method: Line | None


class SetNote(Frozen):
    """Write the internal note. Card numbers in it are masked before they are stored."""

    type: Literal["set_note"] = "set_note"
    note: Block


class SetTags(Frozen):
    """Replace the tags."""

    type: Literal["set_tags"] = "set_tags"
    tags: Annotated[tuple[Name, ...], Field(max_length=100)]


class SetMarket(Frozen):
    """Move the cart to another market: every price is taken anew, delivery and payment go to its defaults."""

    type: Literal["set_market"] = "set_market"
    market: Code


class Assign(Frozen):
    """Give the cart to an agent by name; ``None``: to nobody."""

    type: Literal["assign"] = "assign"
    agent: Line | None


class HoldPrices(Frozen):
    """Keep today's prices until then, for a quote; ``None`` ends it."""

    type: Literal["hold_prices"] = "hold_prices"
    until: GivenMoment | None


class Reprice(Frozen):
    """Take every price from the price lists as they are now; what was set by hand stays."""

    type: Literal["reprice"] = "reprice"


class WaiveBlock(Frozen):
    """Let this one cart be ordered although somebody of it is blocked (leads only); ``None`` ends that."""

    type: Literal["waive_block"] = "waive_block"
    reason: Name | None


Action = Annotated[
    AddLine
    | AddCustomLine
    | SetQuantity
    | RemoveLine
    | MoveLine
    | SetLineDiscount
    | SetLinePrice
    | ApplyCoupon
    | RemoveCoupon
    | SetPriceLevel
    | SetCustomer
    | SetContact
    | SetShippingAddress
    | SetBillingAddress
    | SetFulfilment
    | SetPaymentMethod
    | SetNote
    | SetTags
    | SetMarket
    | Assign
    | HoldPrices
    | Reprice
    | WaiveBlock,
    Field(discriminator="type"),
]
"""Everything that can be done to a cart."""

ACTIONS: TypeAdapter[tuple[Action, ...]] = TypeAdapter(
    tuple[Action, ...], config=ConfigDict(defer_build=True)
)
"""Reads and writes a list of actions as JSON."""


def action_kinds() -> dict[str, type[Action]]:
    """Every action by the name that it has on the wire."""
    return {kind.model_fields["type"].default: kind for kind in get_args(get_args(Action)[0])}
