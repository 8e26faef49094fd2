"""What is done with locked carts: in their queue, and with one of them."""

from cartui.commands.cart_list import CopyNumber
from cartui.commands.command import Command, Group
from cartui.commands.history import OF_A_CART
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh
from cartui.commands.statement_import import ImportStatement
from cartui.rules.permissions import Operation


class LookCloser(Command):
    """Show all that is known of a locked cart: each try to pay it, and what the statements have of it."""

    title = "Look closer"
    keys = ("enter",)
    footer = "look closer"
    group = Group.LOCK


class ConfirmPayment(Command):
    """The customer paid: make the cart the order that was paid for, after asking."""

    title = "Confirm the payment"
    keys = ("C",)
    footer = "confirm"
    group = Group.LOCK
    operation = Operation.LOCK


class UnlockCart(Command):
    """The customer did not pay: let the cart go on as the open one that it was, after asking."""

    title = "Unlock the cart"
    keys = ("U",)
    footer = "unlock"
    group = Group.LOCK
    operation = Operation.LOCK


class DeleteLocked(Command):
    """Put the locked cart into the trash, after asking; undo brings it back locked."""

    title = "Delete the locked cart"
    keys = ("D",)
    footer = "delete"
    group = Group.LOCK
    operation = Operation.LOCK


class UndoResolution(Command):
    """Take back what was done last with a lock here: the cart is locked again, as it was."""

    title = "Undo"
    keys = ("u",)
    footer = "undo"
    group = Group.LOCK
    operation = Operation.LOCK


class OpenLockedCart(Command):
    """Open the cart itself, with its lines, addresses and sums."""

    title = "Open the cart"
    keys = ("o",)
    footer = "open"
    group = Group.LOCK


class MessageCustomer(Command):
    """Write to the customer of the cart resolved last, else of the one at the cursor; or copy that."""

    title = "Message to the customer"
    keys = ("m",)
    footer = "message"
    group = Group.LOCK


class ShowPaymentsWithoutOrder(Command):
    """Show the money that came in and belongs to no order."""

    title = "Payments without an order"
    keys = ("w",)
    group = Group.LOCK


RESOLUTIONS: tuple[type[Command], ...] = (ConfirmPayment, UnlockCart, DeleteLocked)
"""What becomes of a locked cart."""

LOCKED_QUEUE: tuple[type[Command], ...] = (
    LookCloser,
    *RESOLUTIONS,
    MessageCustomer,
    ImportStatement,
    UndoResolution,
    OpenLockedCart,
    ShowPaymentsWithoutOrder,
    CopyNumber,
    *OF_A_CART,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *MOVES,
)
"""Everything that the queue of locked carts offers."""

ONE_LOCK: tuple[type[Command], ...] = (
    *RESOLUTIONS,
    MessageCustomer,
    OpenLockedCart,
    CopyNumber,
    *OF_A_CART,
    *EVERYWHERE,
    Refresh,
    *MOVES,
)
"""Everything that a closer look at one locked cart offers."""
