"""What can be done in the list of payments without an order, and with one of them."""

from cartui.commands.command import Command, Group
from cartui.commands.history_list import OpenItsCart
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh
from cartui.rules.permissions import Operation


class OpenPayment(Command):
    """Show all that is known of the payment at the cursor: who told of it, its rows, and what went back."""

    title = "Open the payment"
    keys = ("enter",)
    footer = "all about it"
    group = Group.ORDER


class SettlePayment(Command):
    """Say what became of the money: refunded by hand, another shop's, booked on an order. It is kept."""

    title = "Settle the payment"
    keys = ("S",)
    footer = "settle"
    group = Group.ORDER
    operation = Operation.SETTLE_PAYMENT


class ReopenPayment(Command):
    """Take back that the payment is settled; in the list of open ones, that you settled the last one."""

    title = "Reopen the payment"
    keys = ("u",)
    footer = "undo"
    group = Group.ORDER
    operation = Operation.SETTLE_PAYMENT


class CopyPayment(Command):
    """Copy the provider's id of the payment to the clipboard of your own terminal, over SSH too."""

    title = "Copy the provider's id"
    keys = ("y",)
    footer = "copy"
    group = Group.ORDER


class ViewOpenPayments(Command):
    """Payments that nobody has settled; the list starts with them."""

    title = "View: payments without an order"
    keys = ("1",)
    group = Group.ORDER


class ViewSettledPayments(Command):
    """Payments that somebody has settled, the last one first."""

    title = "View: settled payments"
    keys = ("2",)
    group = Group.ORDER


PAYMENT_LIST: tuple[type[Command], ...] = (
    OpenPayment,
    SettlePayment,
    ReopenPayment,
    CopyPayment,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    ViewOpenPayments,
    ViewSettledPayments,
    *MOVES,
)
"""Everything that the list of payments without an order offers."""

ONE_PAYMENT: tuple[type[Command], ...] = (
    OpenItsCart,
    SettlePayment,
    ReopenPayment,
    CopyPayment,
    *EVERYWHERE,
)
"""Everything that one payment offers."""
