"""Documents at the desk: looking at one, what is done with it, issuing invoices, and the menu of a cart."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import MOVES
from cartui.rules.permissions import Operation


class ShowActions(Command):
    """Show all that can be done with it as a whole, with the key of each, and why something cannot be."""

    title = "All actions"
    keys = (".",)
    footer = "actions"
    group = Group.CART
    in_palette = False


class ShowDocuments(Command):
    """Show its documents as they leave the shop: a cart's quote, or what there is of an order."""

    title = "Documents"
    keys = ("d",)
    group = Group.CART


class IssueGoods(Command):
    """Show the delivery note of the cart's order; what was not ordered and approved goes there first."""

    title = "Goods issue"
    group = Group.CART


class InvoiceCart(Command):
    """Issue the invoice of the cart's order; what was not ordered and approved goes there first."""

    title = "Create the invoice"
    group = Group.CART


class CreateInvoice(Command):
    """Issue the invoice of the approved order, after asking; where it is there already, show it."""

    title = "Create the invoice"
    keys = ("I",)
    footer = "invoice"
    group = Group.ORDER
    operation = Operation.ISSUE_INVOICE


class CreditInvoice(Command):
    """Take the order's invoice back with a credit note, which cancels the order; it asks for the reason."""

    title = "Credit the invoice"
    keys = ("N",)
    group = Group.ORDER
    operation = Operation.CREDIT_INVOICE


class PrintDocument(Command):
    """Print the document: as a PDF, or as text for a plain printer. It asks on which of the printers."""

    title = "Print the document"
    keys = ("p",)
    footer = "print"
    group = Group.FORM
    leads_out = True
    in_palette = False


class SaveDocument(Command):
    """Save the document to a new file, as PDF or text by how its name ends."""

    title = "Save the document"
    keys = ("s",)
    footer = "save"
    group = Group.FORM
    leads_out = True
    in_palette = False


class CopyDocument(Command):
    """Copy the document as text to the clipboard of your own terminal, over SSH too."""

    title = "Copy the document"
    keys = ("y",)
    footer = "copy"
    group = Group.FORM
    in_palette = False


class OtherWidth(Command):
    """Show the document as wide as a page, or as narrow as a receipt printer; printed text is the same."""

    title = "Page or receipt"
    keys = ("w",)
    footer = "page or receipt"
    group = Group.FORM
    in_palette = False


class LeaveDocument(Command):
    """Go back from the document."""

    title = "Back"
    keys = ("escape", "q")
    footer = "back"
    group = Group.FORM
    needed = True
    in_palette = False


ONE_DOCUMENT: tuple[type[Command], ...] = (
    PrintDocument,
    SaveDocument,
    CopyDocument,
    OtherWidth,
    LeaveDocument,
    *MOVES,
)
"""Everything that a document in front offers."""

OF_AN_ORDER: tuple[type[Command], ...] = (ShowDocuments, CreateInvoice, CreditInvoice)
"""What one order has for documents."""

OF_A_CART: tuple[type[Command], ...] = (ShowDocuments, IssueGoods, InvoiceCart)
"""What one cart has for documents."""
