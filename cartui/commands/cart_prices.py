"""What is done about the prices of one cart, and whose it is."""

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


class AssignCart(Command):
    """Give the cart to yourself, to another agent, or to nobody."""

    title = "Assign the cart"
    keys = ("@",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("assign",)


class ExplainFigures(Command):
    """Show each figure of the cart with the rule and the rate it came from."""

    title = "Explain the figures"
    keys = ("E",)
    group = Group.CART


CART_PRICES: tuple[type[Command], ...] = (ChangeMarket, HoldPricesUntil, ExplainFigures, AssignCart)
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
