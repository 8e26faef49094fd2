"""What the fields of a cart are called wherever a change of one is said: in history, clashes, refusals."""

from collections.abc import Iterable, Mapping
from typing import Final

from cartui.model.text import clean_line

NAMES: Final[Mapping[str, str]] = {
    "assigned_to": "assigned to",
    "billing_same_as_shipping": "billing address",
    "block_waived": "block waived because",
    "contact.email": "contact's email",
    "contact.name": "contact's name",
    "contact.phone": "contact's phone",
    "coupon_code": "coupon",
    "customer_id": "customer",
    "discount_amount": "discount",
    "discount_percent": "discount",
    "discount_reason": "reason for the discount",
    "image_url": "picture",
    "line_order": "order of the lines",
    "price_level_override": "price level",
    "price_set": "price by hand",
    "price_source": "price from",
    "prices_held_until": "prices held until",
    "service": "delivery",
    "sku": "SKU",
    "wholesale_from": "wholesale from",
}
"""By path, of a line's field by what follows the line; the others are called as their path is."""

NOTHING: Final[Mapping[str, str]] = {
    "assigned_to": "nobody",
    "billing_address": "no address",
    "block_waived": "not waived",
    "coupon_code": "no coupon",
    "customer_id": "a guest",
    "discount_amount": "no discount",
    "discount_percent": "no discount",
    "payment_method": "none chosen",
    "price_level_override": "no level of its own",
    "price_set": "not set",
    "prices_held_until": "not held",
    "service": "none chosen",
    "shipping_address": "no address",
}
"""What is said where there is nothing in a field; ``none`` elsewhere."""

_IN_SENTENCES: Final[Mapping[str, str]] = {
    "assigned_to": "whose it is",
    "block_waived": "whether a block is waived",
    "prices_held_until": "until when prices are held",
}
"""What is said in a sentence of fields whose names are none of a thing."""


def field_name(path: str) -> str:
    """What the field is called where its value follows: ``coupon``, ``assigned to``."""
    return NAMES.get(path) or clean_line(path.replace(".", " ").replace("_", " "))


def fields_in_words(paths: Iterable[str]) -> str:
    """The fields as a sentence names them, each once, a line only as one of the lines."""
    heads = (path.split(".")[0] for path in paths)
    names = dict.fromkeys(_IN_SENTENCES.get(head) or f"the {field_name(head)}" for head in heads)
    return ", ".join(names) or "the cart"
