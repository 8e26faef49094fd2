"""What is done about the prices of one cart."""

from cartui.commands.command import Command, Group
from cartui.commands.picking import ChoiceBefore, Choose, LeaveDialog, NextChoice
from cartui.rules.permissions import Operation


class ChangeMarket(Command):
    """Move the cart to another market; what happens to its prices, lines and delivery is shown first."""

    title = "Change the market"
    keys = ("w",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_market",)


class HoldPricesUntil(Command):
    """Hold the prices for a quote until a date, or for so long; an empty one ends it."""

    title = "Hold the prices"
    keys = ("Q",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("hold_prices",)


class ExplainFigures(Command):
    """Show each figure of the cart with the rule and the rate it came from."""

    title = "Explain the figures"
    keys = ("E",)
    group = Group.CART


class EnterCoupon(Command):
    """Type a coupon code, or choose one of the shop's with what it would do; or take the coupon off."""

    title = "Coupon"
    keys = ("%",)
    footer = "coupon"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("apply_coupon", "remove_coupon")


class ChooseLevel(Command):
    """Give the cart a price level of its own, or the customer's again."""

    title = "Price level"
    keys = ("p",)
    footer = "level"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_price_level",)


class Reprice(Command):
    """Take every price from the price lists as they are now."""

    title = "Take today's prices"
    keys = ("R",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("reprice",)


CART_PRICES: tuple[type[Command], ...] = (ChangeMarket, HoldPricesUntil, ExplainFigures)
"""What one cart offers."""


class KeepForCustomer(Command):
    """Keep the address for the customer as well when it is saved, or do not."""

    title = "Keep it for the customer"
    keys = ("ctrl+t",)
    footer = "keep for customer"
    group = Group.FORM
    operation = Operation.EDIT_CUSTOMER
    in_palette = False


class FurtherLines(Command):
    """Go down in what would change, while the choice stays where it is."""

    title = "Further lines of the preview"
    keys = ("pagedown",)
    footer = "further lines"
    group = Group.FORM
    in_palette = False


class EarlierLines(Command):
    """Go up in what would change, while the choice stays where it is."""

    title = "Earlier lines of the preview"
    keys = ("pageup",)
    group = Group.FORM
    in_palette = False


PREVIEWING: tuple[type[Command], ...] = (
    Choose,
    LeaveDialog,
    NextChoice,
    ChoiceBefore,
    FurtherLines,
    EarlierLines,
)
"""What is offered where a choice shows what it would do."""
