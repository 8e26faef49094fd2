"""Orders as a table for what comes next: a row for each line, with the order that it is of."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Final, NamedTuple

from cartui.documents.json_shapes import order_json
from cartui.documents.line_table import ADDRESS
from cartui.documents.tables import Cell, CsvTable, JsonTable, Paragraphs, Table, TableColumn, TableFormat
from cartui.documents.workbook import WorkbookTable
from cartui.model.address import Address
from cartui.model.cart import CartLine
from cartui.model.money import Money
from cartui.model.order import Order


class OrderRow(NamedTuple):
    """One row: an order with one of its lines."""

    order: Order
    line: CartLine | None = None
    """``None``: the order as a whole."""


def rows_of(order: Order, table_format: TableFormat) -> Iterator[OrderRow]:
    """The rows of an order: one for each line, in JSON one for all."""
    for line in (None,) if table_format is TableFormat.JSON else order.cart.lines or (None,):
        yield OrderRow(order, line)


def order_table(table_format: TableFormat, *, marked: bool) -> Table[OrderRow]:
    """A table of orders; JSON has the shape of ``cartui orders show --json`` for each."""
    match table_format:
        case TableFormat.CSV:
            return CsvTable(COLUMNS, marked=marked)
        case TableFormat.XLSX:
            return WorkbookTable(COLUMNS, "Orders")
        case TableFormat.JSON:
            return JsonTable(lambda row: order_json(row.order))


def _of_order(title: str, read: Callable[[Order], Cell]) -> TableColumn[OrderRow]:
    """A column about the order."""
    return title, lambda row: read(row.order)


def _of_line(title: str, read: Callable[[CartLine], Cell]) -> TableColumn[OrderRow]:
    """A column about the line."""
    return title, lambda row: None if row.line is None else read(row.line)


def _sum(title: str, read: Callable[[Order], int]) -> TableColumn[OrderRow]:
    """A column of amounts of the order."""
    return title, lambda row: Money(read(row.order), row.order.cart.currency)


def _amount(title: str, read: Callable[[CartLine], int | None]) -> TableColumn[OrderRow]:
    """A column of amounts of the line."""

    def amount(row: OrderRow) -> Cell:
        minor = None if row.line is None else read(row.line)
        return None if minor is None else Money(minor, row.order.cart.currency)

    return title, amount


def _address(prefix: str, read: Callable[[Order], Address | None]) -> Iterator[TableColumn[OrderRow]]:
    """The columns of an address."""

    def column(part: str) -> TableColumn[OrderRow]:
        def cell(order: Order) -> Cell:
            address = read(order)
            return None if address is None else str(getattr(address, part))

        return _of_order(f"{prefix}{part}", cell)

    return map(column, ADDRESS)


COLUMNS: Final[tuple[TableColumn[OrderRow], ...]] = (
    _of_order("order", attrgetter("number")),
    _of_order("state", lambda order: order.state.value),
    _of_order("placed_at", attrgetter("placed_at")),
    _of_order("placed_by", attrgetter("placed_by")),
    _of_order("cart", attrgetter("cart.number")),
    _of_order("goods_issue", lambda order: None if order.goods_issue is None else order.goods_issue.number),
    _of_order("market", attrgetter("cart.market")),
    _of_order("channel", attrgetter("cart.channel")),
    _of_order(
        "customer_number",
        lambda order: None if order.cart.customer is None else order.cart.customer.number,
    ),
    _of_order("name", attrgetter("cart.contact.name")),
    _of_order("email", attrgetter("cart.contact.email")),
    _of_order("phone", attrgetter("cart.contact.phone")),
    *_address("shipping_", attrgetter("cart.shipping_address")),
    *_address("billing_", attrgetter("cart.billing_address")),
    _of_order(
        "service", lambda order: None if order.cart.fulfilment is None else order.cart.fulfilment.service
    ),
    _of_order("payment_method", attrgetter("cart.payment_method")),
    _of_order("coupon", lambda order: None if order.cart.coupon is None else order.cart.coupon.code),
    _of_order("note", lambda order: Paragraphs(order.cart.note)),
    _of_order("currency", attrgetter("cart.currency")),
    _sum("subtotal", attrgetter("totals.subtotal")),
    _sum("coupon_amount", attrgetter("totals.coupon")),
    _sum("shipping", attrgetter("totals.shipping")),
    _sum("tax", attrgetter("totals.tax")),
    _sum("total", attrgetter("totals.total")),
    _sum("paid", attrgetter("paid")),
    _sum("due", attrgetter("due")),
    _of_line("sku", attrgetter("sku")),
    _of_line("title", attrgetter("title")),
    _of_line("options", attrgetter("options")),
    _of_line("quantity", attrgetter("quantity")),
    _amount("unit_price", attrgetter("unit_price")),
    _amount("line_discount", attrgetter("discount")),
    _amount("line_coupon", attrgetter("coupon")),
    _amount("line_tax", attrgetter("tax")),
    _amount("line_total", attrgetter("total")),
)
"""Amounts in the currency's units, moments in UTC. What is said of the order stands in each of its rows."""
