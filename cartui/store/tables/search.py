"""What is searched, as one folded text for each cart, customer and variant.

On SQLite a full-text index of trigrams lies over each of these tables and follows it by triggers, so whatever
writes or purges a row here has dealt with it too.
"""

from sqlmodel import Field

from cartui.store.column_types import Whole
from cartui.store.tables.base import StoredRow


class CartSearchRow(StoredRow, table=True):
    """What a cart is found by."""

    __tablename__ = "cart_search"

    pk: int = Field(primary_key=True, foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    text: str


class CustomerSearchRow(StoredRow, table=True):
    """What a customer is found by."""

    __tablename__ = "customer_search"

    pk: int = Field(primary_key=True, foreign_key="customer.pk", ondelete="CASCADE", sa_type=Whole)
    text: str


class VariantSearchRow(StoredRow, table=True):
    """What a variant is found by."""

    __tablename__ = "variant_search"

    pk: int = Field(primary_key=True, foreign_key="variant.pk", ondelete="CASCADE", sa_type=Whole)
    text: str
