"""What can be done in the list of orders, and with one order."""

from cartui.commands.cart_list import Query
from cartui.commands.command import Command, Group
from cartui.commands.documents import OF_AN_ORDER as DOCUMENTS
from cartui.commands.documents import ShowActions
from cartui.commands.history import OF_AN_ORDER, OrderHistory
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh
from cartui.commands.one_cart import CloneCart
from cartui.commands.sharing import WriteToCustomer
from cartui.rules.permissions import Operation


class OpenOrder(Command):
    """Open the order at the cursor."""

    title = "Open the order"
    keys = ("enter",)
    footer = "open"
    group = Group.ORDER


class NextState(Command):
    """From the pending orders to those on hold, approved, cancelled, to all of them, and round again."""

    title = "By state"
    keys = ("s",)
    footer = "by state"
    group = Group.ORDER


class ApproveOrder(Command):
    """Release the order for delivery, after asking: the warehouse gets its goods issue."""

    title = "Approve the order"
    keys = ("A",)
    footer = "approve"
    group = Group.ORDER
    operation = Operation.CHANGE_ORDER


class HoldOrder(Command):
    """Keep the order from being approved unseen, with the reason; on a held one, write another reason."""

    title = "Put the order on hold"
    keys = ("H",)
    footer = "hold"
    group = Group.ORDER
    operation = Operation.CHANGE_ORDER


class CancelOrder(Command):
    """Cancel the order, after asking: what it took is in stock again."""

    title = "Cancel the order"
    keys = ("D",)
    footer = "cancel"
    group = Group.ORDER
    operation = Operation.CHANGE_ORDER


class CopyOrderNumber(Command):
    """Copy the order's number to the clipboard of your own terminal, over SSH too."""

    title = "Copy the number"
    keys = ("y",)
    footer = "copy"
    group = Group.ORDER


class ViewAllOrders(Command):
    """Orders in every state."""

    title = "View: all orders"
    keys = ("1",)
    group = Group.ORDER


class ViewPendingOrders(Command):
    """Orders that wait for approval; the list starts with them."""

    title = "View: orders to approve"
    keys = ("2",)
    group = Group.ORDER


class ViewHeldOrders(Command):
    """Orders on hold, with the reasons."""

    title = "View: orders on hold"
    keys = ("3",)
    group = Group.ORDER


class ViewApprovedOrders(Command):
    """Orders that were approved."""

    title = "View: approved orders"
    keys = ("4",)
    group = Group.ORDER


class ViewCancelledOrders(Command):
    """Orders that were cancelled, with the reasons."""

    title = "View: cancelled orders"
    keys = ("5",)
    group = Group.ORDER


class OpenItsCustomer(Command):
    """Open the customer whose order it is, with their carts, orders and addresses."""

    title = "Open its customer"
    keys = ("c",)
    group = Group.ORDER


ORDER_VIEWS: tuple[type[Command], ...] = (
    ViewAllOrders,
    ViewPendingOrders,
    ViewHeldOrders,
    ViewApprovedOrders,
    ViewCancelledOrders,
)
"""The states that the list can be narrowed to, in the order of their keys."""

DECISIONS: tuple[type[Command], ...] = (ApproveOrder, HoldOrder, CancelOrder)
"""What is decided about an order."""

ORDER_LIST: tuple[type[Command], ...] = (
    OpenOrder,
    *DECISIONS,
    Query,
    NextState,
    CloneCart,
    CopyOrderNumber,
    OrderHistory,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *ORDER_VIEWS,
    *MOVES,
)
"""Everything that the list of orders offers."""

ONE_ORDER: tuple[type[Command], ...] = (
    *DECISIONS,
    ShowActions,
    *DOCUMENTS,
    WriteToCustomer,
    CloneCart,
    OpenItsCustomer,
    CopyOrderNumber,
    *OF_AN_ORDER,
    *EVERYWHERE,
    Refresh,
    *MOVES,
)
"""Everything that one order offers."""
