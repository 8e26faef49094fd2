"""What can be done about how a list is shown: its order, its columns, and where one stands in it."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import MOVES
from cartui.commands.picking import Choose, LeaveDialog


class SortList(Command):
    """Choose what the list is sorted by; the same again turns it round. A click on a title does it, too."""

    title = "Sort"
    keys = ("s",)
    footer = "sort"
    group = Group.LIST


class ChooseColumns(Command):
    """Choose which columns the list has, in which order and how wide."""

    title = "Columns"
    keys = ("c",)
    group = Group.LIST


class JumpToNumber(Command):
    """Go to a cart of the list by its number, however far it is."""

    title = "Go to a number"
    keys = ("#",)
    group = Group.LIST


class ShowColumn(Command):
    """Show the column at the cursor, or hide it."""

    title = "Show or hide the column"
    keys = ("space",)
    footer = "show, hide"
    group = Group.FORM
    in_palette = False


class ColumnLeft(Command):
    """Move the column at the cursor one place up: in the list, to the left."""

    title = "Column to the left"
    keys = ("K", "shift+up")
    footer = "up"
    group = Group.FORM
    in_palette = False


class ColumnRight(Command):
    """Move the column at the cursor one place down: in the list, to the right."""

    title = "Column to the right"
    keys = ("J", "shift+down")
    footer = "down"
    group = Group.FORM
    in_palette = False


class WiderColumn(Command):
    """Make the column at the cursor wider."""

    title = "Wider column"
    keys = ("+", "=")
    footer = "wider"
    group = Group.FORM
    in_palette = False


class NarrowerColumn(Command):
    """Make the column at the cursor narrower."""

    title = "Narrower column"
    keys = ("-",)
    footer = "narrower"
    group = Group.FORM
    in_palette = False


class UsualColumns(Command):
    """Show the usual columns in their usual order and width."""

    title = "The usual columns"
    keys = ("0",)
    footer = "usual"
    group = Group.FORM
    in_palette = False


SHAPING: tuple[type[Command], ...] = (SortList, ChooseColumns, JumpToNumber)
"""What the list of carts offers of it."""

CHOOSING_COLUMNS: tuple[type[Command], ...] = (
    Choose,
    ShowColumn,
    ColumnLeft,
    ColumnRight,
    WiderColumn,
    NarrowerColumn,
    UsualColumns,
    LeaveDialog,
    *MOVES,
)
"""What the choice of columns offers."""
