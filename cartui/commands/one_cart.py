"""What can be done with one cart."""

from cartui.commands.blocklist import BlockVisitor, WaiveBlock
from cartui.commands.cart_lines import (
    AMONG_LINES,
    AddCustomItem,
    AddProduct,
    DiscountLine,
    FewerOfLine,
    MoreOfLine,
    RemoveLine,
    SetPrice,
    TypeQuantity,
)
from cartui.commands.cart_list import CopyNumber
from cartui.commands.cart_prices import CART_PRICES, ChooseLevel, EnterCoupon, Reprice
from cartui.commands.command import Command, Group
from cartui.commands.documents import OF_A_CART as DOCUMENTS
from cartui.commands.documents import ShowActions
from cartui.commands.history import OF_A_CART
from cartui.commands.navigation import EVERYWHERE, MOVES, ShowHelp
from cartui.commands.sharing import ShareCart, WriteToCustomer
from cartui.commands.two_at_a_cart import TWO_AT_A_CART
from cartui.commands.whole_cart import (
    AssignCart,
    CancelCart,
    DeleteCart,
    ExportCart,
    LockCart,
    RedoCart,
    UndoCart,
)
from cartui.rules.permissions import Operation


class ChooseCustomer(Command):
    """Find the customer by name, email or phone and link them, or create a new one."""

    title = "Choose the customer"
    keys = ("c",)
    footer = "customer"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_customer",)


class EditContact(Command):
    """Change how the person of this cart is reached: name, email, phone."""

    title = "Change the contact"
    keys = ("h",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_contact",)


class ShipTo(Command):
    """Set where it goes: a saved address, or a new one with the fields of its country."""

    title = "Shipping address"
    keys = ("s",)
    footer = "ship to"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_shipping_address",)


class BillTo(Command):
    """Set who is billed; `=` makes it the same as shipping."""

    title = "Billing address"
    keys = ("i",)
    footer = "bill to"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_billing_address",)


class ChooseDelivery(Command):
    """Choose shipping, delivery or pickup, and the service with its price."""

    title = "Delivery"
    keys = ("f",)
    footer = "delivery"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_fulfilment",)


class ChoosePayment(Command):
    """Choose how it is paid."""

    title = "Payment method"
    keys = ("$",)
    footer = "payment"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_payment_method",)


class WriteNote(Command):
    """Write the internal note; leaving it half-written keeps a draft."""

    title = "Internal note"
    keys = ("o",)
    footer = "note"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_note",)


class EditTags(Command):
    """Set the tags, separated by commas."""

    title = "Tags"
    keys = ("t",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_tags",)


class PlaceOrder(Command):
    """Show what is missing, or confirm the phone number and place the order."""

    title = "Place the order"
    keys = ("P",)
    footer = "PLACE"
    group = Group.CART
    operation = Operation.PLACE_ORDER


class CloneCart(Command):
    """Open a new cart with the same content, priced anew."""

    title = "Clone the cart"
    keys = ("C",)
    group = Group.CART
    operation = Operation.CREATE_CART


class ReadAgain(Command):
    """Show the cart as the backend has it now, and try again to save what is waiting."""

    title = "Read again"
    keys = ("ctrl+r",)
    group = Group.CART


class SameAsShipping(Command):
    """Bill to where it is shipped to."""

    title = "Same as shipping"
    keys = ("=",)
    footer = "same as shipping"
    group = Group.FORM
    in_palette = False


class PlaceNow(Command):
    """Place the order with the phone number that is shown."""

    title = "Place the order"
    keys = ("enter",)
    footer = "place the order"
    group = Group.FORM
    needed = True
    in_palette = False


class LeaveOrder(Command):
    """Go back to the list of carts."""

    title = "To the carts"
    keys = ("enter", "escape")
    footer = "to the carts"
    group = Group.FORM
    needed = True
    in_palette = False


ONE_CART: tuple[type[Command], ...] = (
    AddProduct,
    MoreOfLine,
    FewerOfLine,
    RemoveLine,
    ChooseCustomer,
    PlaceOrder,
    ShowHelp,
    ShowActions,
    TypeQuantity,
    ShipTo,
    BillTo,
    ChooseDelivery,
    ChoosePayment,
    EnterCoupon,
    ChooseLevel,
    WriteNote,
    DeleteCart,
    UndoCart,
    RedoCart,
    CancelCart,
    CloneCart,
    EditTags,
    EditContact,
    AddCustomItem,
    DiscountLine,
    SetPrice,
    *AMONG_LINES,
    Reprice,
    ReadAgain,
    *CART_PRICES,
    ExportCart,
    *DOCUMENTS,
    AssignCart,
    LockCart,
    ShareCart,
    WriteToCustomer,
    BlockVisitor,
    WaiveBlock,
    *TWO_AT_A_CART,
    *OF_A_CART,
    CopyNumber,
    *MOVES,
    *EVERYWHERE,
)
"""Everything that one cart offers, in the order of its footer."""
