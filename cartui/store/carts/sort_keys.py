"""What a list of carts can be sorted by, as columns of whatever stands for the table."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, type_coerce
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from cartui.model.query import SortKey
from cartui.store.core_tables import cart

Columns = ReadOnlyColumnCollection[str, Any]
"""The columns of carts, or of a part of them that was chosen."""

_SORTED_BY: Final[Mapping[SortKey, tuple[str, ...]]] = {
    SortKey.NUMBER: ("number_key",),
    SortKey.CUSTOMER: ("customer_key",),
    SortKey.CUSTOMER_NUMBER: ("customer_number_key", "updated_at"),
    SortKey.MARKET: ("market_key", "updated_at"),
    SortKey.CHANNEL: ("channel_key", "updated_at"),
    SortKey.STATE: ("state", "updated_at"),
    SortKey.LEVEL: ("level_key", "updated_at"),
    SortKey.REP: ("rep_key", "updated_at"),
    SortKey.ORIGIN: ("origin", "updated_at"),
    SortKey.ASSIGNED: ("assigned_key", "updated_at"),
    SortKey.ITEMS: ("items", "updated_at"),
    SortKey.UNITS: ("units",),
    # Amounts of two currencies cannot be compared, so these come first (decision 7).
    SortKey.TOTAL: ("currency", "total"),
    SortKey.CREATED: ("created_at",),
    SortKey.UPDATED: ("updated_at",),
    SortKey.TOUCHED: ("touched_key",),
}
"""The columns of each sort, for which there is an index behind ``active``; ``pk`` makes the order total."""

_MOMENTS: Final = frozenset({"created_at", "updated_at"})


def sort_names(key: SortKey) -> tuple[str, ...]:
    """The columns that rows are sorted by, the row's own key last."""
    return (*_SORTED_BY[key], "pk")


def sort_keys(c: Columns, key: SortKey) -> tuple[ColumnElement[Any], ...]:
    """What rows are sorted by, moments in microseconds, the row's own key last."""
    return tuple(_plain(c, name) for name in sort_names(key))


def _plain(c: Columns, name: str) -> ColumnElement[Any]:
    """A column as the driver gives it."""
    return type_coerce(c[name], BigInteger) if name in _MOMENTS else c[name]


KINDS: Final[Mapping[SortKey, tuple[type[int | str], ...]]] = {
    key: tuple(column.type.python_type for column in sort_keys(cart.c, key)) for key in SortKey
}
"""The types of what rows are sorted by."""
