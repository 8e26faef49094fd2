"""Tables of what providers say of payments, and of money that belongs to no order."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class StatementRowRow(StoredRow, table=True):
    """A row of a provider's statement, once, in however many files it stood."""

    __tablename__ = "statement_row"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("provider", "transaction_id"),
        Index("ix_statement_row_at", "at"),
        Index("ix_statement_row_about", "about"),
        Index(
            "ix_statement_row_payer",
            "at",
            sqlite_where=text("payer_email <> ''"),
            postgresql_where=text("payer_email <> ''"),
        ),
        Index(
            "ix_statement_row_paid",
            "at",
            "pk",
            sqlite_where=text("kind = 'payment' AND status = 'completed'"),
            postgresql_where=text("kind = 'payment' AND status = 'completed'"),
        ),
    )

    pk: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    provider: str
    transaction_id: str
    kind: str
    status: str
    at: datetime = Field(sa_type=UtcMicros)
    amount: int = Field(sa_type=BigInteger)
    currency: str
    other_names: list[str] = Field(sa_type=Json)
    """What else the provider calls the payment."""
    merchant_reference: str
    payer_email: str
    card_last4: str
    about: str


class StatementNameRow(StoredRow, table=True):
    """What a row of a statement can be called, to find it by: its transaction and all references, folded."""

    __tablename__ = "statement_name"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    row_pk: int = Field(primary_key=True, foreign_key="statement_row.pk", ondelete="CASCADE", sa_type=Whole)


class StatementCoverageRow(StoredRow, table=True):
    """A time of which the statements of a provider have everything; those that touch are one."""

    __tablename__ = "statement_coverage"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    provider: str = Field(primary_key=True)
    since: datetime = Field(primary_key=True, sa_type=UtcMicros)
    until: datetime = Field(sa_type=UtcMicros)


class UsedTransactionRow(StoredRow, table=True):
    """A transaction that paid a cart's order: its key is what keeps it from paying a second one."""

    __tablename__ = "used_transaction"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    provider: str = Field(primary_key=True)
    """In lower case."""
    transaction_id: str = Field(primary_key=True)
    cart_number: str
    at: datetime = Field(sa_type=UtcMicros)


class PaymentWithoutOrderRow(StoredRow, table=True):
    """Money that came in and belongs to no order. It outlives its cart, and so it has no customer's data."""

    __tablename__ = "payment_without_order"
    __table_args__: ClassVar[Any] = (
        Index("ix_payment_without_order_at", "at", "id"),
        Index("ix_payment_without_order_reference", "reference"),
        Index("ix_payment_without_order_merchant_reference", "merchant_reference"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    cart_number: str
    provider: str
    reference: str
    merchant_reference: str
    amount: int = Field(sa_type=BigInteger)
    currency: str
    card_last4: str | None = None
    at: datetime = Field(sa_type=UtcMicros)
    why: str


class PaymentSettlementRow(StoredRow, table=True):
    """That a person settled a payment without an order, or took that back: what was said last holds."""

    __tablename__ = "payment_settlement"
    __table_args__: ClassVar[Any] = (
        Index("ix_payment_settlement_payment", "payment", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    payment: str
    """Its id in the list: of what was reported, or provider and transaction."""
    settled: bool
    reason: str
    agent: str
    at: datetime = Field(sa_type=UtcMicros)
