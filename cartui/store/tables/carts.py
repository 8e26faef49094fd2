"""Tables of carts, their lines, tags and payment attempts."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class CartRow(StoredRow, table=True):
    """A cart: what was decided, the figures, and what the list shows of lines and customer, kept beside it.

    ``active`` (open or locked) leads the indexes of all sorts, since that is what the list shows by itself.
    """

    __tablename__ = "cart"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        UniqueConstraint("number"),
        UniqueConstraint("source", "reference"),
        Index("ix_cart_by_updated", "active", "updated_at", "pk"),
        Index("ix_cart_by_created", "active", "created_at", "pk"),
        Index("ix_cart_by_number", "active", "number_key", "pk"),
        Index("ix_cart_by_customer", "active", "customer_key", "pk"),
        Index("ix_cart_by_customer_number", "active", "customer_number_key", "updated_at", "pk"),
        Index("ix_cart_by_market", "active", "market_key", "updated_at", "pk"),
        Index("ix_cart_by_channel", "active", "channel_key", "updated_at", "pk"),
        Index("ix_cart_by_state", "active", "state", "updated_at", "pk"),
        Index("ix_cart_by_level", "active", "level_key", "updated_at", "pk"),
        Index("ix_cart_by_rep", "active", "rep_key", "updated_at", "pk"),
        Index("ix_cart_by_origin", "active", "origin", "updated_at", "pk"),
        Index("ix_cart_by_assigned", "active", "assigned_key", "updated_at", "pk"),
        Index("ix_cart_by_touched", "active", "touched_key", "pk"),
        Index("ix_cart_by_items", "active", "items", "updated_at", "pk"),
        Index("ix_cart_by_units", "active", "units", "pk"),
        Index("ix_cart_by_total", "active", "currency", "total", "pk"),
        Index("ix_cart_customer_updated", "customer_id", "active", "updated_at", "pk"),
        Index("ix_cart_visitor_session", "visitor_session"),
        # Few carts are locked or wait for a payment: indexes of these alone cost the others nothing.
        Index(
            "ix_cart_lock_since",
            "lock_since",
            "pk",
            sqlite_where=text("lock_since IS NOT NULL"),
            postgresql_where=text("lock_since IS NOT NULL"),
        ),
        Index(
            "ix_cart_paying_since",
            "paying_since",
            "pk",
            sqlite_where=text("paying_since IS NOT NULL"),
            postgresql_where=text("paying_since IS NOT NULL"),
        ),
        # So are carts of a known address, and those whose customer was called.
        Index(
            "ix_cart_by_visitor_address",
            "visitor_address_key",
            "pk",
            sqlite_where=text("visitor_address_key <> ''"),
            postgresql_where=text("visitor_address_key <> ''"),
        ),
        Index(
            "ix_cart_by_visitor_country",
            "active",
            "visitor_country",
            "updated_at",
            "pk",
            sqlite_where=text("visitor_country <> ''"),
            postgresql_where=text("visitor_country <> ''"),
        ),
        Index(
            "ix_cart_by_called",
            "active",
            "called_at",
            "pk",
            sqlite_where=text("called_at IS NOT NULL"),
            postgresql_where=text("called_at IS NOT NULL"),
        ),
    )

    pk: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    id: str
    number: str
    number_key: int = Field(sa_type=BigInteger)
    """The digits of the number as one: what sorting by number goes by."""
    version: int
    state: str
    active: bool
    """Whether it is open or locked."""
    origin: str
    source: str | None = None
    """The kind of file it was imported from."""
    reference: str | None = None
    """What that file called it."""

    market: str
    currency: str
    channel: str | None = None
    price_level: str
    price_level_override: str | None = None
    customer_id: str | None = Field(default=None, foreign_key="customer.id")
    contact_name: str
    contact_email: str
    contact_phone: str
    rep: str
    tags: list[str] = Field(sa_type=Json)
    assigned_to: str | None = None
    shipping_address: dict[str, object] | None = Field(default=None, sa_type=Json)
    billing_address: dict[str, object] | None = Field(default=None, sa_type=Json)
    billing_same_as_shipping: bool
    service: str | None = None
    payment_method: str | None = None
    note: str
    coupon_code: str | None = None
    prices_held_until: datetime | None = Field(default=None, sa_type=UtcMicros)

    subtotal: int = Field(sa_type=BigInteger)
    discounts: int = Field(sa_type=BigInteger)
    coupon_amount: int = Field(sa_type=BigInteger)
    shipping: int = Field(sa_type=BigInteger)
    tax: int = Field(sa_type=BigInteger)
    tax_lines: list[dict[str, object]] = Field(sa_type=Json)
    tax_included: bool
    tax_estimated: bool
    tax_exempt: bool
    total: int = Field(sa_type=BigInteger)
    coupon_state: dict[str, object] | None = Field(default=None, sa_type=Json)
    """Whether the coupon applies, and why not."""

    customer_name: str
    """Of the customer, else of the contact."""
    customer_key: str
    """The name folded for sorting."""
    customer_number: str
    items: int
    units: int = Field(sa_type=BigInteger)
    products: list[str] = Field(sa_type=Json)
    """The first titles."""
    card_last4: str | None = None

    lock_reason: str | None = None
    lock_since: datetime | None = Field(default=None, sa_type=UtcMicros)
    lock_note: str
    visitor_session: str | None = None
    visitor: dict[str, object] | None = Field(default=None, sa_type=Json)

    created_at: datetime = Field(sa_type=UtcMicros)
    created_by: str
    updated_at: datetime = Field(sa_type=UtcMicros)
    touched_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcMicros)

    # What it is sorted and asked by: folded, and never NULL. Columns that came later than the others have to
    # have a default, or all rows would be copied to add them.
    market_key: str = Field(sa_column_kwargs={"server_default": ""})
    channel_key: str = Field(sa_column_kwargs={"server_default": ""})
    level_key: str = Field(sa_column_kwargs={"server_default": ""})
    rep_key: str = Field(sa_column_kwargs={"server_default": ""})
    assigned_key: str = Field(sa_column_kwargs={"server_default": ""})
    customer_number_key: str = Field(sa_column_kwargs={"server_default": ""})
    touched_key: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """When the customer last looked at it; where nobody did, when it was last changed."""
    paying_since: datetime | None = Field(default=None, sa_type=UtcMicros)
    """Of an open cart: since when a customer who went to pay has not come back. After a while that locks it,
    which every reader sees by this alone."""
    visitor_address_key: str = Field(sa_column_kwargs={"server_default": ""})
    """The visitor's address so that those of a network lie side by side (``model.network_address``)."""
    visitor_country: str = Field(sa_column_kwargs={"server_default": ""})
    block_waived: str = Field(sa_column_kwargs={"server_default": ""})
    """Why a lead lets this cart be ordered in spite of the blocklist; empty: nobody does."""
    call_outcome: str = Field(sa_column_kwargs={"server_default": ""})
    """What came of the last call to its customer."""
    called_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    """When that was."""


class CartLineRow(StoredRow, table=True):
    """A line with its figures. The lines of one cart lie side by side, since the key orders the table.

    They have no other index: there are many of them, and carts are found by what their search text holds.
    """

    __tablename__ = "cart_line"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    cart_pk: int = Field(primary_key=True, foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    id: str = Field(primary_key=True)
    position: int
    sku: str | None = None
    title: str
    options: str
    image_url: str | None = None
    tax_class: str | None = None
    weight: int = Field(sa_type=Whole)
    quantity: int
    unit_price: int = Field(sa_type=BigInteger)
    price_source: str
    wholesale_from: int | None = None
    discount_percent: str | None = None
    discount_amount: int | None = Field(default=None, sa_type=BigInteger)
    discount_reason: str
    gross: int | None = Field(default=None, sa_type=BigInteger)
    """``None``, with the figures after it: not priced yet."""
    discount: int | None = Field(default=None, sa_type=BigInteger)
    coupon: int | None = Field(default=None, sa_type=BigInteger)
    tax: int | None = Field(default=None, sa_type=BigInteger)
    total: int | None = Field(default=None, sa_type=BigInteger)


class CartTagRow(StoredRow, table=True):
    """A tag of a cart once more, to find carts by it."""

    __tablename__ = "cart_tag"
    __table_args__: ClassVar[Any] = (Index("ix_cart_tag_cart_pk", "cart_pk"), {"sqlite_with_rowid": False})

    tag_key: str = Field(primary_key=True)
    """The tag, folded."""
    cart_pk: int = Field(primary_key=True, foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)


class PaymentAttemptRow(StoredRow, table=True):
    """One try to pay; of the card only the last four digits."""

    __tablename__ = "payment_attempt"
    __table_args__: ClassVar[Any] = (
        Index("ix_payment_attempt_reference", "reference"),
        Index("ix_payment_attempt_merchant_reference", "merchant_reference"),
        Index(
            "ix_payment_attempt_payer",
            "started_at",
            sqlite_where=text("payer_email IS NOT NULL"),
            postgresql_where=text("payer_email IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    cart_pk: int = Field(primary_key=True, foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    position: int = Field(primary_key=True)
    provider: str
    reference: str
    merchant_reference: str
    payer_email: str | None = None
    amount: int = Field(sa_type=BigInteger)
    currency: str
    card_last4: str | None = None
    status: str
    started_at: datetime = Field(sa_type=UtcMicros)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    cart_version: int | None = None


class FailedPlacingRow(StoredRow, table=True):
    """The last try to place an open cart, which was refused; it goes when the cart is placed or deleted."""

    __tablename__ = "failed_placing"
    __table_args__: ClassVar[Any] = (
        Index("ix_failed_placing_at", "at", "cart_pk"),
        {"sqlite_with_rowid": False},
    )

    cart_pk: int = Field(primary_key=True, foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    at: datetime = Field(sa_type=UtcMicros)
    agent: str
    reason: str
    why: list[str] = Field(sa_type=Json)
    """In words for people, which may be personal: they go with the cart when it is purged."""
    phone: str
    """As it was confirmed with the caller; the cart itself was left as it was."""
    cart_version: int
    tries: int
    """How often it was tried as it is, by the same agent and with the same outcome."""
