"""Carts as a table for other programs: what the list shows of them, and their ids."""

from datetime import datetime
from typing import Final

from cartui.documents.json_shapes import cart_summary_json, iso
from cartui.documents.tables import Cell, CsvTable, JsonTable, Table, TableColumn, TableFormat
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
            return CsvTable(COLUMNS, marked=marked)
        case TableFormat.JSON:
            return JsonTable(cart_summary_json)


def _known(column: TableColumn[CartSummary]) -> TableColumn[CartSummary]:
    """The column, empty for carts that cannot be read: what a summary says of these is a stand-in."""
    title, read = column

    def read_known(cart: CartSummary) -> Cell:
        return "" if cart.damaged else read(cart)

    return title, read_known


def _moment(moment: datetime | None) -> str:
    """A moment in UTC; empty for none."""
    return "" if moment is None else iso(moment)


_OF_ALL: Final[tuple[TableColumn[CartSummary], ...]] = (
    ("number", lambda cart: cart.number),
    ("id", lambda cart: cart.id),
    ("state", lambda cart: DAMAGED if cart.damaged else cart.state),
)

_OF_READABLE: Final[tuple[TableColumn[CartSummary], ...]] = (
    ("version", lambda cart: cart.version),
    ("customer", lambda cart: cart.customer),
    ("customer_number", lambda cart: cart.customer_number),
    ("market", lambda cart: cart.market),
    ("channel", lambda cart: cart.channel or ""),
    ("items", lambda cart: cart.items),
    ("units", lambda cart: cart.units),
    ("currency", lambda cart: cart.currency),
    ("total", lambda cart: Money(cart.total, cart.currency).major()),
    ("total_minor", lambda cart: cart.total),
    ("price_level", lambda cart: cart.price_level),
    ("rep", lambda cart: cart.rep),
    ("origin", lambda cart: cart.origin),
    ("assigned_to", lambda cart: cart.assigned_to or ""),
    ("tags", lambda cart: ", ".join(cart.tags)),
    ("products", lambda cart: ", ".join(cart.products)),
    ("card_last4", lambda cart: cart.card_last4 or ""),
    ("created_at", lambda cart: _moment(cart.created_at)),
    ("updated_at", lambda cart: _moment(cart.updated_at)),
    ("touched_at", lambda cart: _moment(cart.touched_at)),
)

COLUMNS: Final[tuple[TableColumn[CartSummary], ...]] = (*_OF_ALL, *map(_known, _OF_READABLE))
"""What a list can show of a cart, and its id. The total stands in the currency's units and in minor ones."""
