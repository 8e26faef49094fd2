"""What every dialog can do: searches, pickers, forms, questions."""

from cartui.commands.command import Command, Group


class Choose(Command):
    """Take the row at the cursor."""

    title = "Take it"
    keys = ("enter",)
    footer = "take"
    group = Group.FORM
    needed = True
    in_palette = False


class NextChoice(Command):
    """Go to the next row while the words stay where they are."""

    title = "Next row"
    keys = ("down",)
    group = Group.FORM
    in_palette = False


class ChoiceBefore(Command):
    """Go to the row before."""

    title = "Row before"
    keys = ("up",)
    group = Group.FORM
    in_palette = False


class NextPage(Command):
    """Go down by what is in sight."""

    title = "Page down"
    keys = ("pagedown",)
    group = Group.FORM
    in_palette = False


class PageBefore(Command):
    """Go up by what is in sight."""

    title = "Page up"
    keys = ("pageup",)
    group = Group.FORM
    in_palette = False


class LeaveDialog(Command):
    """Leave the dialog; what was half typed is kept as a draft."""

    title = "Back"
    keys = ("escape",)
    footer = "back"
    group = Group.FORM
    needed = True
    in_palette = False


class SaveForm(Command):
    """Save what is in the form, from any of its fields."""

    title = "Save"
    keys = ("ctrl+s",)
    footer = "save"
    group = Group.FORM
    in_palette = False


class Onward(Command):
    """Go on to the next field, and save from the last one."""

    title = "On to the next field"
    keys = ("enter",)
    footer = "next, last saves"
    group = Group.FORM
    in_palette = False


class NextField(Command):
    """Go to the next field."""

    title = "Next field"
    keys = ("tab", "down")
    group = Group.FORM
    in_palette = False


class FieldBefore(Command):
    """Go to the field before."""

    title = "Field before"
    keys = ("shift+tab", "up")
    group = Group.FORM
    in_palette = False


class MoreFields(Command):
    """Show the fields that are seldom needed, too."""

    title = "More fields"
    keys = ("ctrl+g",)
    footer = "more fields"
    group = Group.FORM
    in_palette = False


CHOOSING: tuple[type[Command], ...] = (Choose, NextChoice, ChoiceBefore, NextPage, PageBefore, LeaveDialog)
"""What every picker offers."""

FILLING: tuple[type[Command], ...] = (Onward, SaveForm, NextField, FieldBefore, LeaveDialog)
"""What every form offers."""
