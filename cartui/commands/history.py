"""A history and comments, wherever there is a cart or an order."""

from cartui.commands.command import Command, Group
from cartui.rules.permissions import Operation


class ShowHistory(Command):
    """Show what happened to the cart: who did what when, from where, what was there before, and comments."""

    title = "History"
    keys = ("H",)
    group = Group.CART


class OrderHistory(Command):
    """Show what happened to the order and to the cart that it was."""

    title = "History"
    keys = ("h",)
    group = Group.ORDER


class WriteComment(Command):
    """Write a comment on the cart's history; leaving it half-written keeps a draft."""

    title = "Comment"
    keys = (";",)
    group = Group.CART
    operation = Operation.COMMENT


OF_A_CART: tuple[type[Command], ...] = (ShowHistory, WriteComment)
"""What one cart and the list of carts offer."""

OF_AN_ORDER: tuple[type[Command], ...] = (OrderHistory, WriteComment)
"""What one order offers; the list of orders has the first."""
