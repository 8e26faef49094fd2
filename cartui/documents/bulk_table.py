"""What became of each cart of a bulk change, as a table for other programs."""

from collections.abc import Callable
from typing import Final

from cartui.documents.tables import Cell, CsvTable, Table, TableColumn
from cartui.model.bulk import BulkItem
from cartui.model.money import Money


def item_table(*, marked: bool) -> Table[BulkItem]:
    """The items of a job as CSV; ``marked``: it begins with a byte order mark."""
    return CsvTable(COLUMNS, marked=marked)


def _amount(minor: Callable[[BulkItem], int], *, major: bool) -> Callable[[BulkItem], Cell]:
    """An amount of an item in its currency's units or in minor ones; empty where it has none."""

    def read(item: BulkItem) -> Cell:
        if not item.currency:
            return ""
        return Money(minor(item), item.currency).major() if major else minor(item)

    return read


def _before(item: BulkItem) -> int:
    """The total before, in minor units."""
    return item.before


def _after(item: BulkItem) -> int:
    """The total after, in minor units."""
    return item.after


COLUMNS: Final[tuple[TableColumn[BulkItem], ...]] = (
    ("number", lambda item: item.number),
    ("id", lambda item: item.id),
    ("kind", lambda item: item.kind.value),
    ("state", lambda item: item.state.value),
    ("reason", lambda item: item.reason),
    ("currency", lambda item: item.currency),
    ("before", _amount(_before, major=True)),
    ("before_minor", _amount(_before, major=False)),
    ("after", _amount(_after, major=True)),
    ("after_minor", _amount(_after, major=False)),
    ("made", lambda item: item.made),
)
"""Amounts stand in the currency's units and in minor ones."""
