"""What can be done in the list of carts."""

from cartui.commands.bulk_changes import ON_SELECTED, ChangeSelected
from cartui.commands.command import Command, Group
from cartui.commands.history import OF_A_CART
from cartui.commands.list_shape import ChooseColumns, JumpToNumber, SortList
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh, ShowHelp
from cartui.commands.whole_cart import DeleteCart, LockCart, RedoCart, UndoCart
from cartui.rules.permissions import Operation


class OpenCart(Command):
    """Open the cart at the cursor."""

    title = "Open the cart"
    keys = ("enter",)
    footer = "open"
    group = Group.LIST


class NewCart(Command):
    """Start a cart: choose its market (the usual one is chosen already), then find the customer."""

    title = "New cart"
    keys = ("n",)
    footer = "new"
    group = Group.LIST
    operation = Operation.CREATE_CART


class Query(Command):
    """Narrow the list by words and terms such as total:>1000, which tab offers; it follows as you type."""

    title = "Query"
    keys = ("/",)
    footer = "query"
    group = Group.LIST


class TogglePreview(Command):
    """Show the cart at the cursor beside the list, or hide it."""

    title = "Preview"
    keys = ("v",)
    footer = "preview"
    group = Group.LIST


class CopyNumber(Command):
    """Copy the numbers of the selected carts, else of the one at the cursor, to your own clipboard."""

    title = "Copy the number"
    keys = ("y",)
    footer = "copy"
    group = Group.CART


class SelectCart(Command):
    """Select the cart at the cursor, or take it out of the selection again, and step down."""

    title = "Select"
    keys = ("space",)
    footer = "select"
    group = Group.SELECT


class ExtendSelection(Command):
    """Select all carts from where the range began up to the cursor; pressed first, a range begins here."""

    title = "Select up to here"
    keys = ("V",)
    group = Group.SELECT


class ExtendDown(Command):
    """Go down one row and select on the way."""

    title = "Select downwards"
    keys = ("shift+down",)
    group = Group.SELECT
    in_palette = False


class ExtendUp(Command):
    """Go up one row and select on the way."""

    title = "Select upwards"
    keys = ("shift+up",)
    group = Group.SELECT
    in_palette = False


class SelectAll(Command):
    """Select all carts that match the query, also those that are not in sight; `space` takes one out."""

    title = "Select all that match"
    keys = ("*",)
    footer = "all"
    group = Group.SELECT


class InvertSelection(Command):
    """Select exactly those of the listed carts that are not selected now."""

    title = "Invert the selection"
    keys = ("I",)
    group = Group.SELECT


class ViewAll(Command):
    """Every open and locked cart."""

    title = "View: all"
    keys = ("1",)
    group = Group.LIST


class ViewLocked(Command):
    """Carts that wait for a payment's outcome."""

    title = "View: locked"
    keys = ("2",)
    group = Group.LIST


class ViewMine(Command):
    """Carts that are assigned to you."""

    title = "View: mine"
    keys = ("3",)
    group = Group.LIST


class ViewHighValue(Command):
    """Carts above their market's threshold that were changed yesterday."""

    title = "View: high-value yesterday"
    keys = ("4",)
    group = Group.LIST


class ViewUntouched(Command):
    """Carts that their customer has not looked at for more than a day."""

    title = "View: untouched for a day"
    keys = ("5",)
    group = Group.LIST


class ViewOlder(Command):
    """Carts that nobody has changed for more than 30 days."""

    title = "View: older than 30 days"
    keys = ("6",)
    group = Group.LIST


class ViewEmpty(Command):
    """Carts without a single line."""

    title = "View: empty"
    keys = ("7",)
    group = Group.LIST


class ViewGuests(Command):
    """Carts without a customer."""

    title = "View: guests"
    keys = ("8",)
    group = Group.LIST


class ViewTrash(Command):
    """Deleted carts, as long as the trash keeps them; undo takes one out."""

    title = "View: trash"
    keys = ("9",)
    group = Group.LIST


class KeepView(Command):
    """Keep query, sort and columns as a view of your own with a name and a key; or rename or remove one."""

    title = "Keep as a view"
    keys = ("w",)
    group = Group.LIST


class RemoveView(Command):
    """Remove this view of your own, after asking; no cart is changed."""

    title = "Remove the view"
    keys = ("ctrl+r",)
    footer = "remove"
    group = Group.FORM
    in_palette = False


VIEWS: tuple[type[Command], ...] = (
    ViewAll,
    ViewLocked,
    ViewMine,
    ViewHighValue,
    ViewUntouched,
    ViewOlder,
    ViewEmpty,
    ViewGuests,
    ViewTrash,
)
"""The built-in views, in the order of their keys."""

RANGES: tuple[type[Command], ...] = (ExtendSelection, ExtendDown, ExtendUp)
"""Selecting carts from one row to another."""

CART_LIST: tuple[type[Command], ...] = (
    OpenCart,
    NewCart,
    Query,
    SelectCart,
    SelectAll,
    ChangeSelected,
    TogglePreview,
    SortList,
    ShowHelp,
    CopyNumber,
    UndoCart,
    RedoCart,
    DeleteCart,
    LockCart,
    *OF_A_CART,
    *(command for command in EVERYWHERE if command is not ShowHelp),
    QuitHome,
    Refresh,
    ChooseColumns,
    JumpToNumber,
    KeepView,
    *VIEWS,
    *RANGES,
    InvertSelection,
    *ON_SELECTED,
    *MOVES,
)
"""Everything that the list of carts offers."""
