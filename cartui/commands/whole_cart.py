"""What is done with a cart as a whole: on the cart itself, some of it in the list of carts, too."""

from cartui.commands.command import Command, Group
from cartui.rules.permissions import Operation


class RedoCart(Command):
    """Bring back what the latest undo took, unless the cart was changed since."""

    title = "Redo"
    keys = ("ctrl+y",)
    group = Group.CART
    operation = Operation.EDIT_CART


class CancelCart(Command):
    """Take back everything that you did since you opened the cart, after asking; a new cart goes."""

    title = "Cancel all since it was opened"
    keys = ("X",)
    group = Group.CART
    operation = Operation.EDIT_CART


class UndoCart(Command):
    """Undo the latest change of the cart at the cursor."""

    title = "Undo"
    keys = ("u",)
    footer = "undo"
    group = Group.CART
    operation = Operation.EDIT_CART


class DeleteCart(Command):
    """Put the cart at the cursor into the trash, after asking."""

    title = "Delete the cart"
    keys = ("D",)
    footer = "delete"
    group = Group.CART
    operation = Operation.DELETE_CART


class ExportCart(Command):
    """Write the cart to a file: a spreadsheet or JSON, a row for each line or one for the whole cart."""

    title = "Export the cart"
    keys = ("x",)
    group = Group.CART
    leads_out = True


class LockCart(Command):
    """Lock the cart by hand, with a reason: nobody changes it. One that is locked shows its lock instead."""

    title = "Lock the cart, or show its lock"
    keys = ("L",)
    group = Group.LOCK
    operation = Operation.LOCK


class AssignCart(Command):
    """Give the cart to yourself, to another agent, or to nobody."""

    title = "Assign the cart"
    keys = ("@",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("assign",)
