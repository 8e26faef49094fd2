"""What is done with the lines of one cart."""

from cartui.commands.command import Command, Group
from cartui.rules.permissions import Operation


class MoveLineUp(Command):
    """Move the line at the cursor up by one place."""

    title = "Move the line up"
    keys = ("K", "shift+up")
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("move_line",)
    in_palette = False


class MoveLineDown(Command):
    """Move the line at the cursor down by one place."""

    title = "Move the line down"
    keys = ("J", "shift+down")
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("move_line",)
    in_palette = False


class ShowLine(Command):
    """Show all that is known of the line at the cursor: price and breaks, discount, tax, stock, picture."""

    title = "Show the line"
    keys = ("enter",)
    group = Group.LINES


class CopyPictureAddress(Command):
    """Copy the address of the line's picture to the clipboard of your own terminal, over SSH too."""

    title = "Copy the picture's address"
    keys = ("y",)
    footer = "copy picture"
    group = Group.LINES


class AddProduct(Command):
    """Search the products down to the variant and add them; `x3` at the end of the words is the quantity."""

    title = "Add a product"
    keys = ("a", "insert")
    footer = "add"
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("add_line",)


class MoreOfLine(Command):
    """One more of the line at the cursor."""

    title = "One more"
    keys = ("+", "=")
    footer = "more"
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("set_quantity",)
    in_palette = False


class FewerOfLine(Command):
    """One fewer of the line at the cursor; the last one is taken out with `del`."""

    title = "One fewer"
    keys = ("-",)
    footer = "fewer"
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("set_quantity",)
    in_palette = False


class TypeQuantity(Command):
    """Type the quantity of the line at the cursor."""

    title = "Type a quantity"
    keys = ("#",)
    footer = "qty"
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("set_quantity",)


class RemoveLine(Command):
    """Take the line at the cursor out of the cart; `u` brings it back."""

    title = "Remove the line"
    keys = ("delete", "backspace")
    footer = "remove"
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("remove_line",)


class AddCustomItem(Command):
    """Add something that the catalogue does not have, with its own title and price."""

    title = "Add a custom item"
    keys = ("A",)
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("add_custom_line",)


class DiscountLine(Command):
    """Give the line at the cursor a discount by percent or amount, with a reason."""

    title = "Discount the line"
    keys = ("m",)
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("set_line_discount",)


class SetPrice(Command):
    """Set the unit price of the line at the cursor by hand (leads); an empty price gives it back."""

    title = "Set the line's price"
    keys = ("M",)
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("set_line_price",)


AMONG_LINES: tuple[type[Command], ...] = (ShowLine, MoveLineUp, MoveLineDown)
"""What one cart offers."""
