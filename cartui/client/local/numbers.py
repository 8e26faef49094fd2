"""Numbers that people read out, as the shop writes them."""

from sqlalchemy import Connection

from cartui.model.shop import Shop
from cartui.store.numbering import next_number


def next_cart_number(connection: Connection, shop: Shop) -> str:
    """The next cart's number (``C-000123``); taken in the transaction at hand."""
    numbering = shop.settings.numbering
    return f"{numbering.cart_prefix}{next_number(connection, 'cart'):0{numbering.cart_digits}d}"


def next_order_number(connection: Connection, shop: Shop) -> str:
    """The next order's number (``ORD-000000311012``)."""
    numbering = shop.settings.numbering
    number = next_number(connection, "order", first=numbering.first_order)
    return f"{numbering.order_prefix}{number:0{numbering.order_digits}d}"


def next_customer_number(connection: Connection, shop: Shop) -> str:
    """The next customer's number (``1042``)."""
    return str(next_number(connection, "customer", first=shop.settings.numbering.first_customer))
