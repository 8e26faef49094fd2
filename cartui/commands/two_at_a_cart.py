"""What can be done where somebody else decided about the same part of a cart."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import MoveDown, MoveUp, PageDown, PageUp
from cartui.commands.picking import LeaveDialog
from cartui.rules.permissions import Operation


class ShowBoth(Command):
    """Show what somebody else saved beside what you asked for, field by field, and choose."""

    title = "Show both versions"
    keys = ("B",)
    group = Group.CART
    operation = Operation.EDIT_CART


class TakeTheirs(Command):
    """Leave this field as it is saved."""

    title = "As it is saved"
    keys = ("left",)
    footer = "as saved"
    group = Group.FORM
    needed = True
    in_palette = False


class TakeYours(Command):
    """Save in this field what you asked for."""

    title = "As you asked"
    keys = ("right",)
    footer = "yours"
    group = Group.FORM
    needed = True
    in_palette = False


class TakeTheOther(Command):
    """Choose the other one in this field."""

    title = "The other one"
    keys = ("space",)
    group = Group.FORM
    in_palette = False


class SaveChosen(Command):
    """Save what was chosen, once something is chosen in each field."""

    title = "Save what is chosen"
    keys = ("enter",)
    footer = "save"
    group = Group.FORM
    needed = True
    in_palette = False


TWO_AT_A_CART: tuple[type[Command], ...] = (ShowBoth,)
"""What one cart offers."""

CHOOSING_FROM_BOTH: tuple[type[Command], ...] = (
    TakeTheirs,
    TakeYours,
    SaveChosen,
    LeaveDialog,
    TakeTheOther,
    MoveDown,
    MoveUp,
    PageDown,
    PageUp,
)
"""What is offered where both versions are shown."""
