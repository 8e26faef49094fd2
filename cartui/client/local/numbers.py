"""Numbers that people read out, as the shop writes them."""

from sqlalchemy import Connection

from cartui.model.shop import Shop
from cartui.store.numbering import next_number
from cartui.store.shop_config import load_shop

MOST_DIGITS = 18
"""Digits that the number of a cart or an order can have at most."""


def next_cart_number(connection: Connection, shop: Shop) -> str:
    """The next cart's number (``C-000123``); taken in the transaction at hand."""
    numbering = shop.settings.numbering
    return f"{numbering.cart_prefix}{next_number(connection, 'cart'):0{numbering.cart_digits}d}"


def written_cart_number(connection: Connection, ref: str) -> str | None:
    """Bare digits (``123``) as the shop writes the number of a cart; ``None`` for any other ``ref``."""
    if not _is_bare(ref):
        return None
    numbering = load_shop(connection).settings.numbering
    return f"{numbering.cart_prefix}{int(ref):0{numbering.cart_digits}d}"


def written_order_number(connection: Connection, ref: str) -> str | None:
    """Bare digits (``311012``) as the shop writes the number of an order; ``None`` for any other ``ref``."""
    if not _is_bare(ref):
        return None
    numbering = load_shop(connection).settings.numbering
    return f"{numbering.order_prefix}{int(ref):0{numbering.order_digits}d}"


def _is_bare(ref: str) -> bool:
    """Whether it is nothing but the digits of a number."""
    return ref.isascii() and ref.isdigit() and len(ref) <= MOST_DIGITS


def next_order_number(connection: Connection, shop: Shop) -> str:
    """The next order's number (``ORD-000000311012``)."""
    numbering = shop.settings.numbering
    number = next_number(connection, "order", first=numbering.first_order)
    return f"{numbering.order_prefix}{number:0{numbering.order_digits}d}"


def next_goods_issue_number(connection: Connection, shop: Shop) -> str:
    """The next goods issue's number (``GI-000123``)."""
    numbering = shop.settings.numbering
    number = next_number(connection, "goods_issue")
    return f"{numbering.goods_issue_prefix}{number:0{numbering.goods_issue_digits}d}"


def next_customer_number(connection: Connection, shop: Shop) -> str:
    """The next customer's number (``1042``)."""
    return str(next_number(connection, "customer", first=shop.settings.numbering.first_customer))
