"""Carts as a table for other programs: what the list shows of them, and their ids."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from cartui.documents.json_shapes import cart_summary_json
from cartui.documents.tables import Cell, CsvTable, JsonTable, Table, TableColumn, TableFormat
from cartui.documents.workbook import WorkbookTable
from cartui.model.cart_summary import CartSummary
from cartui.model.money import Money

DAMAGED: Final = "damaged"
"""Stands as the state of a cart that cannot be read; nothing else is known of it."""


def cart_table(table_format: TableFormat, *, marked: bool) -> Table[CartSummary]:
    """A table of carts in that format; ``marked``: CSV begins with a byte order mark.

    JSON has the shape of ``cartui carts list --json`` for each.
    """
    match table_format:
        case TableFormat.CSV:
            return CsvTable(COLUMNS, marked=marked, careful=_columns_for)
        case TableFormat.XLSX:
            return WorkbookTable(COLUMNS, "Carts")
        case TableFormat.JSON:
            return JsonTable(cart_summary_json)


def _columns_for(carts: Sequence[CartSummary]) -> Sequence[TableColumn[CartSummary]]:
    """The columns by which these are read: a damaged cart has to be asked for at each."""
    return COLUMNS if any(cart.damaged for cart in carts) else _UNDAMAGED


def _known(column: TableColumn[CartSummary]) -> TableColumn[CartSummary]:
    """The column, empty for carts that cannot be read: what a summary says of these is a stand-in."""
    title, read = column

    def read_known(cart: CartSummary) -> Cell:
        return None if cart.damaged else read(cart)

    return title, read_known


_OF_ALL: Final[tuple[TableColumn[CartSummary], ...]] = (
    ("number", attrgetter("number")),
    ("id", attrgetter("id")),
)

_STATE: Final[TableColumn[CartSummary]] = (
    "state",
    lambda cart: DAMAGED if cart.damaged else str(cart.state),
)

_OF_READABLE: Final[tuple[TableColumn[CartSummary], ...]] = (
    ("version", attrgetter("version")),
    ("customer", attrgetter("customer")),
    ("customer_number", attrgetter("customer_number")),
    ("market", attrgetter("market")),
    ("channel", lambda cart: cart.channel or ""),
    ("items", attrgetter("items")),
    ("units", attrgetter("units")),
    ("currency", attrgetter("currency")),
    ("total", lambda cart: Money(cart.total, cart.currency)),
    ("total_minor", attrgetter("total")),
    ("price_level", attrgetter("price_level")),
    ("rep", attrgetter("rep")),
    ("origin", attrgetter("origin")),
    ("assigned_to", lambda cart: cart.assigned_to or ""),
    ("tags", lambda cart: ", ".join(cart.tags)),
    ("products", lambda cart: ", ".join(cart.products)),
    ("card_last4", lambda cart: cart.card_last4 or ""),
    ("created_at", attrgetter("created_at")),
    ("updated_at", attrgetter("updated_at")),
    ("touched_at", attrgetter("touched_at")),
)

_UNDAMAGED: Final[tuple[TableColumn[CartSummary], ...]] = (*_OF_ALL, _STATE, *_OF_READABLE)

COLUMNS: Final[tuple[TableColumn[CartSummary], ...]] = (*_OF_ALL, _STATE, *map(_known, _OF_READABLE))
"""What a list can show of a cart, and its id. The total stands in the currency's units and in minor ones."""
