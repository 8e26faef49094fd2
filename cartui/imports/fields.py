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
    COUPONS = "coupons"
    TAX = "tax"
    STATEMENT = "statement"


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
    "track_stock",
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
    "touched",
    "held_until",
    "market",
    "currency",
    "state",
    "cancelled",
    "placed_by",
    "paid",
    "hold_reason",
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
    "discount_percent",
    "discount_amount",
    "discount_reason",
    "tax_class",
)

_COUPONS: Final = (
    "code",
    "kind",
    "percent",
    "amount",
    "currency",
    "market",
    "skus",
    "min_subtotal",
    "starts",
    "ends",
    "price_levels",
    "max_uses",
    "max_uses_per_customer",
    "description",
)
_TAX: Final = ("country", "region", "postcode", "class", "name", "rate", "valid_from", "valid_to")
_STATEMENT: Final = (
    "transaction",
    "payment",
    "date",
    "time",
    "time_zone",
    "kind",
    "status",
    "captured",
    "amount",
    "direction",
    "currency",
    "settled",
    "references",
    "merchant_reference",
    "payer_email",
    "card_last4",
    "about",
    "about_type",
    "refunded",
    "refunded_date",
    "disputed",
    "disputed_date",
    "dispute_status",
    "payout",
)

FIELDS: Final = {
    ImportKind.CATALOG: _CATALOG,
    ImportKind.CUSTOMERS: _CUSTOMERS,
    ImportKind.CARTS: _CARTS,
    ImportKind.COUPONS: _COUPONS,
    ImportKind.TAX: _TAX,
    ImportKind.STATEMENT: _STATEMENT,
}
"""All fields of each kind of file."""

FOR_READERS: Final = frozenset({"options", "line_total", "cart_total", "order"})
"""Columns that an export of carts has for whoever reads it; an import passes over them without a word."""

REQUIRED: Final = {
    ImportKind.CATALOG: ("sku",),
    ImportKind.CUSTOMERS: (),
    ImportKind.CARTS: ("reference", "date", "sku", "quantity"),
    ImportKind.COUPONS: ("code", "kind"),
    ImportKind.TAX: ("country", "rate"),
    ImportKind.STATEMENT: ("transaction", "date", "amount", "currency"),
}
"""The fields whose column a file must have."""
