"""Tables of people and companies that buy."""

from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow

_HAS_VAT: Final = text("vat_key <> ''")
"""Few customers have a VAT id, and the others need no place in its index."""


class CustomerRow(StoredRow, table=True):
    """A customer; personal values are columns of their own, so that each can be emptied."""

    __tablename__ = "customer"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        UniqueConstraint("number"),
        Index("ix_customer_email_key", "email_key"),
        Index("ix_customer_by_name", "name_key", "pk"),
        Index("ix_customer_by_number", "number_key", "pk"),
        Index("ix_customer_by_created", "created_at", "pk"),
        Index("ix_customer_phone_reversed", "phone_reversed"),
        Index("ix_customer_vat_key", "vat_key", sqlite_where=_HAS_VAT, postgresql_where=_HAS_VAT),
    )

    pk: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    id: str
    number: str
    version: int
    name: str
    name_key: str
    """The name folded for comparing and sorting."""
    email: str
    email_key: str
    """The email folded for comparing."""
    phone: str
    phone_reversed: str
    """Its digits from the last to the first: numbers are compared from their end, where the country's part
    and the trunk zero do not matter."""
    company: str
    price_level: str | None = None
    rep: str
    tax_exempt: bool
    vat_id: str
    blocked: bool
    blocked_reason: str
    country: str | None = None
    created_at: datetime = Field(sa_type=UtcMicros)
    updated_at: datetime = Field(sa_type=UtcMicros)

    # Columns that came later than the others have to have a default, or all rows would be copied to add them.
    number_key: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """The digits of the number as one: what sorting by number goes by."""
    vat_key: str = Field(sa_column_kwargs={"server_default": ""})
    """The VAT id folded for comparing, without its signs."""


class CustomerAddressRow(StoredRow, table=True):
    """An address that can be picked for a cart."""

    __tablename__ = "customer_address"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    customer_pk: int = Field(primary_key=True, foreign_key="customer.pk", ondelete="CASCADE", sa_type=Whole)
    position: int = Field(primary_key=True)
    id: str
    is_default: bool
    address: dict[str, object] = Field(sa_type=Json)
