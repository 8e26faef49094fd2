"""Tables of figures over carts. Nothing in them is personal: they stay when carts are purged."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from cartui.store.column_types import UtcMicros, Whole
from cartui.store.tables.base import StoredRow

_IS_ACTIVE = text("state IN ('open', 'locked')")
_IS_RECOVERED = text("recovered")
_IS_RECOVERED_IN_SQLITE = text("recovered = 1")


class CountedCartRow(StoredRow, table=True):
    """One cart as it is counted; fields as in :class:`~cartui.model.cart_story.CountedCart`.

    The indexes hold all that a report adds up, so that none reads the rows themselves.
    """

    __tablename__ = "counted_cart"
    __table_args__: ClassVar[Any] = (
        Index(
            "ix_counted_cart_day", "day", "market", "currency", "level", "origin", "state", "units", "value"
        ),
        Index(
            "ix_counted_cart_active",
            "changed_at",
            "day",
            "market",
            "currency",
            "units",
            "value",
            sqlite_where=_IS_ACTIVE,
            postgresql_where=_IS_ACTIVE,
        ),
        Index(
            "ix_counted_cart_recovered",
            "day",
            "order_day",
            sqlite_where=_IS_RECOVERED_IN_SQLITE,
            postgresql_where=_IS_RECOVERED,
        ),
    )

    entry: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    day: int
    market: str
    currency: str
    level: str
    origin: str
    state: str
    units: int = Field(sa_type=BigInteger)
    value: int = Field(sa_type=BigInteger)
    changed_at: datetime = Field(sa_type=UtcMicros)
    order_day: int | None = None
    recovered: bool
    called: bool


class CountedProductRow(StoredRow, table=True):
    """What was added and ordered of one product, in carts of one market that began on one day."""

    __tablename__ = "counted_product"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    day: int = Field(primary_key=True)
    market: str = Field(primary_key=True)
    sku: str = Field(primary_key=True)
    added_carts: int = Field(sa_type=BigInteger)
    added_units: int = Field(sa_type=BigInteger)
    ordered_carts: int = Field(sa_type=BigInteger)
    ordered_units: int = Field(sa_type=BigInteger)


class CountedLockRow(StoredRow, table=True):
    """One lock; fields as in :class:`~cartui.model.cart_story.CountedLock`."""

    __tablename__ = "counted_lock"
    __table_args__: ClassVar[Any] = (Index("ix_counted_lock_day", "day"), {"sqlite_with_rowid": False})

    entry: int = Field(primary_key=True, sa_type=Whole)
    place: int = Field(primary_key=True)
    market: str
    day: int
    reason: str
    since: datetime = Field(sa_type=UtcMicros)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    end: str
