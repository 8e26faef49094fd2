"""What can be done in the list of customers, and with one customer."""

from cartui.commands.cart_list import Query, TogglePreview
from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh
from cartui.rules.permissions import Operation


class OpenCustomer(Command):
    """Open the customer at the cursor: facts, addresses, carts and orders."""

    title = "Open the customer"
    keys = ("enter",)
    footer = "open"
    group = Group.CUSTOMER


class OpenRow(Command):
    """Open what is at the cursor: change an address, go to a cart or an order, or list more of them."""

    title = "Open the row"
    keys = ("enter",)
    footer = "open"
    group = Group.CUSTOMER


class CartForCustomer(Command):
    """Start a cart for the customer: choose its market, then find what they want."""

    title = "New cart for the customer"
    keys = ("n",)
    footer = "new cart"
    group = Group.CUSTOMER
    operation = Operation.CREATE_CART


class EditCustomer(Command):
    """Change name, phone, email, company, price level, rep, VAT id, exemption and country."""

    title = "Edit the customer"
    keys = ("e",)
    footer = "edit"
    group = Group.CUSTOMER
    operation = Operation.EDIT_CUSTOMER


class AddCustomer(Command):
    """Create a customer; who is probably the same is shown first."""

    title = "New customer"
    keys = ("N",)
    footer = "new customer"
    group = Group.CUSTOMER
    operation = Operation.EDIT_CUSTOMER


class BlockCustomer(Command):
    """Block the customer, with the reason, or let them order again: no order of a blocked one is placed."""

    title = "Block or unblock"
    keys = ("B",)
    footer = "block"
    group = Group.CUSTOMER
    operation = Operation.EDIT_CUSTOMER


class AddAddress(Command):
    """Add an address that can be picked for the customer's carts."""

    title = "Add an address"
    keys = ("a",)
    footer = "add address"
    group = Group.CUSTOMER
    operation = Operation.EDIT_CUSTOMER


class DefaultAddress(Command):
    """Make the address at the cursor the one that new carts are sent to."""

    title = "Make it the default"
    keys = ("d",)
    footer = "default"
    group = Group.CUSTOMER
    operation = Operation.EDIT_CUSTOMER


class RemoveAddress(Command):
    """Remove the address at the cursor, after asking; carts and orders that have it keep it."""

    title = "Remove the address"
    keys = ("delete",)
    footer = "remove"
    group = Group.CUSTOMER
    operation = Operation.EDIT_CUSTOMER


class SortCustomers(Command):
    """List by name, by number, or the newest first, one after the other."""

    title = "Sort"
    keys = ("s",)
    footer = "sort"
    group = Group.CUSTOMER


class CopyCustomerNumber(Command):
    """Copy the customer's number to the clipboard of your own terminal, over SSH too."""

    title = "Copy the number"
    keys = ("y",)
    group = Group.CUSTOMER


class SelectCustomer(Command):
    """Select the customer at the cursor, or take them out of the selection again, and step down."""

    title = "Select"
    keys = ("space",)
    footer = "select"
    group = Group.SELECT


class ChangeCustomerLevels(Command):
    """Give the selected customers a price level, else the one at the cursor; you see first what it does."""

    title = "Change price level"
    keys = ("p",)
    footer = "level"
    group = Group.SELECT
    operation = Operation.EDIT_CUSTOMER


class CreateCustomer(Command):
    """Create a new customer from what was typed."""

    title = "Create a customer"
    operation = Operation.EDIT_CUSTOMER
    keys = ("ctrl+n",)
    footer = "new customer"
    group = Group.FORM
    in_palette = False


CUSTOMER_LIST: tuple[type[Command], ...] = (
    OpenCustomer,
    CartForCustomer,
    Query,
    EditCustomer,
    AddCustomer,
    SelectCustomer,
    ChangeCustomerLevels,
    SortCustomers,
    TogglePreview,
    CopyCustomerNumber,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *MOVES,
)
"""Everything that the list of customers offers."""

OF_AN_ADDRESS: tuple[type[Command], ...] = (DefaultAddress, RemoveAddress)
"""What is done to the address at the cursor."""

ONE_CUSTOMER: tuple[type[Command], ...] = (
    OpenRow,
    CartForCustomer,
    EditCustomer,
    AddAddress,
    *OF_AN_ADDRESS,
    BlockCustomer,
    CopyCustomerNumber,
    *EVERYWHERE,
    Refresh,
    *MOVES,
)
"""Everything that one customer offers."""
