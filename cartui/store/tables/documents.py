"""Tables of what leaves the shop: issued documents, links to quotes, orders handed on."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class IssuedDocumentRow(StoredRow, table=True):
    """An invoice or a credit note; rows are never changed and never removed.

    ``place`` counts within kind, market and year without a gap. An order has one of each kind.
    """

    __tablename__ = "issued_document"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("number"),
        UniqueConstraint("kind", "market", "year", "place"),
        UniqueConstraint("order_number", "kind"),
        Index("ix_issued_document_market", "market", "year", "pk"),
        {"sqlite_autoincrement": True},
    )

    pk: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    number: str
    kind: str
    market: str
    year: int
    place: int
    order_number: str
    cart_number: str
    currency: str
    total: int = Field(sa_type=BigInteger)
    issued_at: datetime = Field(sa_type=UtcMicros)
    issued_by: str
    credits: str
    """Number of the invoice that it takes back; empty for an invoice."""
    content: dict[str, Any] = Field(sa_type=Json)
    """The whole document as it was issued."""


class SharedPageRow(StoredRow, table=True):
    """A link to a quote, by the digest of what is secret in it; it goes with the cart."""

    __tablename__ = "shared_page"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("token_hash"),
        Index("ix_shared_page_cart_pk", "cart_pk", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    token_hash: str
    cart_pk: int = Field(foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    agent: str
    created_at: datetime = Field(sa_type=UtcMicros)
    expires_at: datetime = Field(sa_type=UtcMicros)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    views: int
    last_viewed_at: datetime | None = Field(default=None, sa_type=UtcMicros)


class HandedOrderRow(StoredRow, table=True):
    """An order that was taken for what comes next, each once for every consumer; ``at`` is when."""

    __tablename__ = "handed_order"
    __table_args__: ClassVar[Any] = (
        Index("ix_handed_order_order_pk", "order_pk"),
        Index("ix_handed_order_claim", "claim"),
        {"sqlite_with_rowid": False},
    )

    consumer: str = Field(primary_key=True)
    order_pk: int = Field(primary_key=True, foreign_key="orders.pk", ondelete="CASCADE", sa_type=Whole)
    at: datetime = Field(sa_type=UtcMicros)
    agent: str
    claim: str
    """Of which taking it is part."""
    confirmed: bool
    """Whether it has arrived; until then it may be given back."""
