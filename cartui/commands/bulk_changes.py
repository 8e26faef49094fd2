"""What can be done with many carts at once: those that are selected, else the one at the cursor."""

from cartui.commands.asking import GiveAnswer, LeaveQuestion, OtherAnswer
from cartui.commands.cart_prices import EarlierLines, FurtherLines
from cartui.commands.command import Command, Group
from cartui.rules.permissions import Operation


class ChangeSelected(Command):
    """Choose what to do with the selected carts at once; without a selection, with the one at the cursor."""

    title = "Change the selected carts"
    keys = ("b",)
    footer = "bulk"
    group = Group.SELECT


class ChangeLevels(Command):
    """Give the selected carts another price level, once you have seen what that does to their totals."""

    title = "Change price level"
    keys = ("p",)
    group = Group.SELECT
    operation = Operation.EDIT_CART
    actions = ("set_price_level",)


class AssignSelected(Command):
    """Give the selected carts to an agent, or to nobody."""

    title = "Assign the selected carts"
    group = Group.SELECT
    operation = Operation.EDIT_CART
    actions = ("assign",)


class TagSelected(Command):
    """Put tags on the selected carts, or take some off; their other tags stay."""

    title = "Tag the selected carts"
    group = Group.SELECT
    operation = Operation.EDIT_CART
    actions = ("set_tags",)


class DeleteSelected(Command):
    """Put the selected carts into the trash."""

    title = "Delete the selected carts"
    group = Group.SELECT
    operation = Operation.DELETE_CART


class RestoreSelected(Command):
    """Take the selected carts out of the trash."""

    title = "Restore the selected carts"
    group = Group.SELECT
    operation = Operation.DELETE_CART


class CloneSelected(Command):
    """Start a new cart with the content of each selected one, at today's prices."""

    title = "Clone the selected carts"
    group = Group.SELECT
    operation = Operation.CREATE_CART


class NotifySelected(Command):
    """Queue a message to the customer of each selected cart, in the shop's words; it asks which one."""

    title = "Notify the customers"
    group = Group.SELECT
    operation = Operation.SEND_MESSAGE


class PrintSelected(Command):
    """Print the quotes, or other documents, of the selected carts at once, or write them to one file."""

    title = "Print the selected carts"
    group = Group.SELECT
    leads_out = True


class ExportSelected(Command):
    """Write the selected carts to a file: CSV that a spreadsheet opens, or JSON; none of it is a formula."""

    title = "Export the selected carts"
    keys = ("x",)
    group = Group.SELECT
    leads_out = True


ON_SELECTED: tuple[type[Command], ...] = (
    ChangeLevels,
    AssignSelected,
    TagSelected,
    DeleteSelected,
    RestoreSelected,
    CloneSelected,
    NotifySelected,
    PrintSelected,
    ExportSelected,
)
"""What is done with many carts, in the order of the menu."""

LOOKING_AT_CHANGE: tuple[type[Command], ...] = (
    OtherAnswer,
    GiveAnswer,
    LeaveQuestion,
    FurtherLines,
    EarlierLines,
)
"""What the preview of a change offers."""
