"""What can be done with one cart."""

from cartui.commands.cart_lines import AMONG_LINES
from cartui.commands.cart_list import CopyNumber, DeleteCart, UndoCart
from cartui.commands.cart_prices import CART_PRICES
from cartui.commands.command import Command, Group
from cartui.commands.history import OF_A_CART
from cartui.commands.navigation import EVERYWHERE, MOVES, ShowHelp
from cartui.commands.two_at_a_cart import TWO_AT_A_CART
from cartui.commands.whole_cart import CancelCart, RedoCart
from cartui.rules.permissions import Operation


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


class EnterCoupon(Command):
    """Type a coupon code, or choose one of the shop's with what it would do; or take the coupon off."""

    title = "Coupon"
    keys = ("%",)
    footer = "coupon"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("apply_coupon", "remove_coupon")


class ChooseLevel(Command):
    """Give the cart a price level of its own, or the customer's again."""

    title = "Price level"
    keys = ("p",)
    footer = "level"
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("set_price_level",)


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


class Reprice(Command):
    """Take every price from the price lists as they are now."""

    title = "Take today's prices"
    keys = ("R",)
    group = Group.CART
    operation = Operation.EDIT_CART
    actions = ("reprice",)


class ReadAgain(Command):
    """Show the cart as the backend has it now, and try again to save what is waiting."""

    title = "Read again"
    keys = ("ctrl+r",)
    group = Group.CART


ONE_CART: tuple[type[Command], ...] = (
    AddProduct,
    MoreOfLine,
    FewerOfLine,
    RemoveLine,
    ChooseCustomer,
    PlaceOrder,
    ShowHelp,
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
    *TWO_AT_A_CART,
    *OF_A_CART,
    CopyNumber,
    *MOVES,
    *EVERYWHERE,
)
"""Everything that one cart offers, in the order of its footer."""
