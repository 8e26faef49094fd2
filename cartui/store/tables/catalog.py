"""Tables of what is sold."""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from cartui.store.column_types import Json, Whole
from cartui.store.tables.base import StoredRow


class ProductRow(StoredRow, table=True):
    """What customers look for."""

    __tablename__ = "product"

    id: str = Field(primary_key=True)
    title: str
    description: str
    option_names: list[str] = Field(sa_type=Json)
    tax_class: str | None = None
    image_url: str | None = None


class VariantRow(StoredRow, table=True):
    """One thing that can be put into a cart."""

    __tablename__ = "variant"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("sku"),
        Index("ix_variant_product_id", "product_id", "position"),
        Index("ix_variant_barcode", "barcode"),
    )

    pk: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    sku: str
    product_id: str = Field(foreign_key="product.id", ondelete="CASCADE")
    position: int
    options: list[str] = Field(sa_type=Json)
    barcode: str
    stock: int | None = Field(default=None, sa_type=BigInteger)
    backorder: bool
    weight: int = Field(sa_type=Whole)


class PriceRecord(StoredRow, table=True):
    """What one unit costs in a market at a level, from a quantity on."""

    __tablename__ = "price"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    sku: str = Field(primary_key=True, foreign_key="variant.sku", ondelete="CASCADE")
    market: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    min_quantity: int = Field(primary_key=True)
    amount: int = Field(sa_type=BigInteger)
