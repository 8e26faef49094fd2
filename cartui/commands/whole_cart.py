"""What can be done with a cart as a whole, beside what the list of carts has, too."""

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
