"""Tables of what shops tell, and of who may not buy."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from cartui.store.column_types import UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class StorefrontCartRow(StoredRow, table=True):
    """What a shop calls a cart, and how far its words have been taken in. It goes with the cart."""

    __tablename__ = "storefront_cart"
    __table_args__: ClassVar[Any] = (
        Index("ix_storefront_cart_cart_pk", "cart_pk"),
        {"sqlite_with_rowid": False},
    )

    shop: str = Field(primary_key=True)
    """The name of the shop's account."""
    name: str = Field(primary_key=True)
    """Its own name of the cart."""
    cart_pk: int = Field(foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    revision: int = Field(sa_type=Whole)
    """The last of the shop's states that was taken in."""
    merged_into: str | None = None
    """The number of the cart that its lines went into."""


class BlockRow(StoredRow, table=True):
    """One entry of the blocklist; rows are ended, and never removed."""

    __tablename__ = "block"
    __table_args__: ClassVar[Any] = (
        Index(
            "ix_block_key",
            "key",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_block_value", "value_key", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    kind: str
    value: str
    value_key: str
    """The value folded, to look for by its beginning."""
    key: str
    """What it is found by: the same for everybody that it catches, or one of a few (``rules.blocklist``)."""
    reason: str
    agent: str
    at: datetime = Field(sa_type=UtcMicros)
    expires_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    removed_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    removed_by: str | None = None
