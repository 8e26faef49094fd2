"""Tables of orders and of what they used up."""

from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow

_IS_DUE: Final = text("paid < total AND state <> 'cancelled'")
_IS_PAID: Final = text("paid >= total AND state <> 'cancelled'")


class OrderRow(StoredRow, table=True):
    """What a cart became. That ``cart_pk`` is unique is what keeps a cart from being ordered twice."""

    __tablename__ = "orders"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        UniqueConstraint("number"),
        UniqueConstraint("cart_pk"),
        Index("ix_orders_placed_at", "placed_at", "pk"),
        Index("ix_orders_state_placed_at", "state", "placed_at", "pk"),
        Index("ix_orders_due", "placed_at", "pk", sqlite_where=_IS_DUE, postgresql_where=_IS_DUE),
        Index("ix_orders_paid", "placed_at", "pk", sqlite_where=_IS_PAID, postgresql_where=_IS_PAID),
        Index("ix_orders_total", "currency", "total", "pk"),
    )

    pk: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    id: str
    number: str
    version: int
    cart_pk: int = Field(foreign_key="cart.pk", sa_type=Whole)
    state: str
    placed_at: datetime = Field(sa_type=UtcMicros)
    placed_by: str
    total: int = Field(sa_type=BigInteger)
    paid: int = Field(sa_type=BigInteger)
    currency: str
    hold_reason: str
    cancel_reason: str
    took_stock: bool
    """Whether placing it took units out of stock, which cancelling then puts back; an import took none."""
    waived: list[str] = Field(sa_type=Json)


class GoodsIssueRow(StoredRow, table=True):
    """What is to be picked of an approved order; ``order_pk`` is its key, so nothing is picked twice."""

    __tablename__ = "goods_issue"
    __table_args__: ClassVar[Any] = (UniqueConstraint("number"),)

    order_pk: int = Field(primary_key=True, foreign_key="orders.pk", ondelete="CASCADE", sa_type=Whole)
    number: str
    issued_at: datetime = Field(sa_type=UtcMicros)
    issued_by: str


class CouponUseRow(StoredRow, table=True):
    """A coupon that an order used up."""

    __tablename__ = "coupon_use"
    __table_args__: ClassVar[Any] = (
        Index("ix_coupon_use_coupon_customer_id", "coupon", "customer_id"),
        {"sqlite_with_rowid": False},
    )

    order_pk: int = Field(primary_key=True, foreign_key="orders.pk", ondelete="CASCADE", sa_type=Whole)
    coupon: str = Field(primary_key=True)
    customer_id: str | None = None
