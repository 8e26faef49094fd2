"""What the columns of the plain files are called: the words that mappings translate into.

``docs/imports.md`` explains each of them; a test compares the two.
"""

from enum import StrEnum
from typing import Final


class ImportKind(StrEnum):
    """What a file holds."""

    CATALOG = "catalog"
    CUSTOMERS = "customers"
    CARTS = "carts"


ADDRESS: Final = ("name", "company", "line1", "line2", "city", "region", "postcode", "country", "phone")
"""The parts of an address; carts and customers have them behind a prefix."""

SHIPPING, BILLING, OF_CUSTOMER = "shipping_", "billing_", "address_"

_CATALOG: Final = (
    "product",
    "title",
    "description",
    "option1_name",
    "option1",
    "option2_name",
    "option2",
    "option3_name",
    "option3",
    "sku",
    "barcode",
    "stock",
    "backorder",
    "weight",
    "tax_class",
    "image_url",
    "market",
    "level",
    "min_quantity",
    "price",
)
_CUSTOMERS: Final = (
    "number",
    "name",
    "email",
    "phone",
    "company",
    "price_level",
    "rep",
    "tax_exempt",
    "vat_id",
    "country",
    "blocked",
    "created",
    *(OF_CUSTOMER + part for part in ADDRESS),
)
_CARTS: Final = (
    "reference",
    "date",
    "updated",
    "market",
    "currency",
    "state",
    "cancelled",
    "customer",
    "name",
    "email",
    "phone",
    "channel",
    "price_level",
    "assigned_to",
    "tags",
    "note",
    "coupon",
    "fulfilment",
    "service",
    "payment_method",
    *(SHIPPING + part for part in ADDRESS),
    *(BILLING + part for part in ADDRESS),
    "sku",
    "title",
    "quantity",
    "unit_price",
)

FIELDS: Final = {
    ImportKind.CATALOG: _CATALOG,
    ImportKind.CUSTOMERS: _CUSTOMERS,
    ImportKind.CARTS: _CARTS,
}
"""All fields of each kind of file."""

REQUIRED: Final = {
    ImportKind.CATALOG: ("sku",),
    ImportKind.CUSTOMERS: (),
    ImportKind.CARTS: ("reference", "date", "sku", "quantity"),
}
"""The fields whose column a file must have."""
