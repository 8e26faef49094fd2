"""Carts as a table with a row for each line, which `cartui import carts` reads back without loss.

Its columns are those of the plain file of carts (``docs/imports.md``), and a few for people which an import
passes over.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Final, NamedTuple

from cartui.documents.json_shapes import cart_json
from cartui.documents.tables import Cell, CsvTable, JsonTable, Paragraphs, Table, TableColumn, TableFormat
from cartui.documents.workbook import WorkbookTable
from cartui.model.address import Address
from cartui.model.cart import Cart, CartLine
from cartui.model.money import Money
from cartui.model.order import Order
from cartui.model.tag_list import tags_text

_ADDRESS: Final = ("name", "company", "line1", "line2", "city", "region", "postcode", "country", "phone")
"""The parts of an address, as its columns are called behind ``shipping_`` and ``billing_``."""


class LineRow(NamedTuple):
    """One row: a line with the cart that it is of, and the order that this became."""

    cart: Cart
    line: CartLine | None
    """``None``: the cart has none, and this row alone speaks of it."""
    order: Order | None = None


def rows_of(cart: Cart, order: Order | None = None) -> Iterator[LineRow]:
    """The rows of a cart: one for each line, and one without for a cart that has none."""
    for line in cart.lines or (None,):
        yield LineRow(cart, line, order)


def line_table(table_format: TableFormat, *, marked: bool) -> Table[LineRow]:
    """A table of lines as CSV or as a workbook; ``marked``: CSV begins with a byte order mark.

    JSON has the whole cart for each row, in the shape of ``cartui carts show --json``: give it one of each.
    """
    match table_format:
        case TableFormat.CSV:
            return CsvTable(COLUMNS, marked=marked)
        case TableFormat.XLSX:
            return WorkbookTable(COLUMNS, "Lines")
        case TableFormat.JSON:
            return JsonTable(lambda row: cart_json(row.cart))


def of_cart(title: str, read: Callable[[Cart], Cell]) -> TableColumn[LineRow]:
    """A column about the cart."""
    return title, lambda row: read(row.cart)


def of_line(title: str, read: Callable[[CartLine], Cell]) -> TableColumn[LineRow]:
    """A column about the line."""
    return title, lambda row: None if row.line is None else read(row.line)


def of_order(title: str, read: Callable[[Order], Cell]) -> TableColumn[LineRow]:
    """A column about the order that the cart became."""
    return title, lambda row: None if row.order is None else read(row.order)


def line_amount(title: str, read: Callable[[CartLine], int | None]) -> TableColumn[LineRow]:
    """A column of amounts of the line."""

    def amount(row: LineRow) -> Cell:
        minor = None if row.line is None else read(row.line)
        return None if minor is None else Money(minor, row.cart.currency)

    return title, amount


def _state(row: LineRow) -> Cell:
    """The state of the order, else of the cart."""
    return row.cart.state.value if row.order is None else row.order.state.value


def _tax_class(line: CartLine) -> Cell:
    """The tax class of what no product says it of."""
    if line.sku is not None or line.tax_class == "standard":
        return None
    return line.tax_class or "none"


def _billing(cart: Cart) -> Address | None:
    """Who is billed, where that is another address."""
    return None if cart.billing_same_as_shipping else cart.billing_address


def address_columns(prefix: str, read: Callable[[Cart], Address | None]) -> Iterator[TableColumn[LineRow]]:
    """The columns of an address."""

    def column(part: str) -> TableColumn[LineRow]:
        def cell(cart: Cart) -> Cell:
            address = read(cart)
            return None if address is None else str(getattr(address, part))

        return of_cart(f"{prefix}{part}", cell)

    return map(column, _ADDRESS)


COLUMNS: Final[tuple[TableColumn[LineRow], ...]] = (
    of_cart("reference", attrgetter("number")),
    of_cart("date", attrgetter("created_at")),
    of_cart("updated", attrgetter("updated_at")),
    of_cart("touched", attrgetter("touched_at")),
    of_cart("held_until", attrgetter("prices_held_until")),
    of_cart("market", attrgetter("market")),
    of_cart("currency", attrgetter("currency")),
    ("state", _state),
    of_order("placed_by", attrgetter("placed_by")),
    of_order("paid", lambda order: Money(order.paid, order.cart.currency)),
    of_order("hold_reason", attrgetter("hold_reason")),
    of_cart("customer", lambda cart: None if cart.customer is None else cart.customer.number),
    of_cart("name", attrgetter("contact.name")),
    of_cart("email", attrgetter("contact.email")),
    of_cart("phone", attrgetter("contact.phone")),
    of_cart("channel", attrgetter("channel")),
    of_cart("price_level", attrgetter("price_level_override")),
    of_cart("assigned_to", attrgetter("assigned_to")),
    of_cart("tags", lambda cart: tags_text(cart.tags)),
    of_cart("note", lambda cart: Paragraphs(cart.note)),
    of_cart("coupon", lambda cart: None if cart.coupon is None else cart.coupon.code),
    of_cart("fulfilment", lambda cart: None if cart.fulfilment is None else cart.fulfilment.category.value),
    of_cart("service", lambda cart: None if cart.fulfilment is None else cart.fulfilment.service),
    of_cart("payment_method", attrgetter("payment_method")),
    *address_columns("shipping_", attrgetter("shipping_address")),
    *address_columns("billing_", _billing),
    of_line("sku", attrgetter("sku")),
    of_line("title", attrgetter("title")),
    of_line("options", attrgetter("options")),
    of_line("quantity", attrgetter("quantity")),
    line_amount("unit_price", attrgetter("unit_price")),
    of_line("discount_percent", attrgetter("discount_percent")),
    line_amount("discount_amount", attrgetter("discount_amount")),
    of_line("discount_reason", attrgetter("discount_reason")),
    of_line("tax_class", _tax_class),
    line_amount("line_total", attrgetter("total")),
    of_cart("cart_total", lambda cart: Money(cart.totals.total, cart.currency)),
    of_cart("order", attrgetter("order")),
)
"""Amounts in the currency's units, moments in UTC."""
