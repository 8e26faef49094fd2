"""Tables of what the business decides."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from cartui.store.column_types import Json
from cartui.store.tables.base import StoredRow


class ShopSettingsRow(StoredRow, table=True):
    """The shop's policies: the one row, whose ``id`` is 1."""

    __tablename__ = "shop_settings"

    id: int = Field(default=1, primary_key=True)
    definition: dict[str, object] = Field(sa_type=Json)


class MarketRow(StoredRow, table=True):
    """A market."""

    __tablename__ = "market"

    code: str = Field(primary_key=True)
    position: int
    definition: dict[str, object] = Field(sa_type=Json)


class PriceLevelRow(StoredRow, table=True):
    """A named price list."""

    __tablename__ = "price_level"

    code: str = Field(primary_key=True)
    position: int
    name: str
    percent_off: str | None = None


class TaxRateRow(StoredRow, table=True):
    """One row of tax."""

    __tablename__ = "tax_rate"
    __table_args__: ClassVar[Any] = (Index("ix_tax_rate_country", "country"),)

    position: int = Field(primary_key=True)
    country: str
    region: str | None = None
    postcode: str | None = None
    tax_class: str
    name: str
    rate: str
    valid_from: date | None = None
    valid_to: date | None = None


class CouponRow(StoredRow, table=True):
    """A coupon."""

    __tablename__ = "coupon"

    code: str = Field(primary_key=True)
    position: int
    definition: dict[str, object] = Field(sa_type=Json)
