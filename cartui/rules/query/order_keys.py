"""The keys of the query line over orders."""

from types import MappingProxyType
from typing import Final

from cartui.rules.query.keys import KEYS, Key, KeySet, Kind

_ALL: Final = (
    Key(
        "state",
        "where the order is in its life",
        ("state:pending,held", "-state:cancelled"),
        Kind.CHOICE,
        {
            "pending": "it waits for approval",
            "held": "it is on hold",
            "approved": "it is released for delivery",
            "cancelled": "it was cancelled",
        },
        stored={"held": "on_hold"},
    ),
    Key("number", "number of the order, with or without ORD- and zeros, or its id", ("number:311012",)),
    Key("cart", "number or id of the cart that it was", ("cart:C-000123", "cart:123,124")),
    Key("customer", "number or id of the customer", ("customer:1042",)),
    Key("market", "code of the market", ("market:BD", "market:BD,IN")),
    Key(
        "placed",
        "when it was placed: how long ago, or a day",
        ("placed:today", "placed:<2d", "placed:2026-11-01..2026-11-05"),
        Kind.MOMENT,
    ),
    Key("total", "its total, in its own currency", ("total:>1000", "total:100..199.99"), Kind.AMOUNT),
    Key(
        "is",
        "what is paid of it",
        ("is:due", "is:paid"),
        Kind.CHOICE,
        {
            "paid": "all of it is paid, and it is not cancelled",
            "due": "something is still to be paid",
        },
    ),
    Key("rep", "number of the sales representative", ("rep:14",)),
    Key(
        "origin",
        "how its cart came to be",
        ("origin:storefront",),
        Kind.CHOICE,
        KEYS["origin"].choices,
    ),
    Key("product", "a SKU in it, or words of a title", ("product:MUG-01", 'product:"cotton shirt"')),
)

ORDER_KEYS: Final = KeySet(
    things="orders",
    keys=MappingProxyType({key.name: key for key in _ALL}),
    other_words=MappingProxyType(
        {
            "amount": "total",
            "created": "placed",
            "date": "placed",
            "id": "number",
            "ordered": "placed",
            "price": "total",
            "sku": "product",
            "status": "state",
            "sum": "total",
            "title": "product",
            "value": "total",
        }
    ),
    example="state:pending",
    excluded="-state:cancelled",
    asked_for=frozenset({"rep"}),
)
"""The query line over orders."""
