"""Orders as a table for what comes next: a row for each line, with the order that it is of."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Final

from cartui.documents.json_shapes import order_json
from cartui.documents.line_table import LineRow, address_columns, line_amount, of_line, of_order
from cartui.documents.tables import CsvTable, JsonTable, Paragraphs, Table, TableColumn, TableFormat
from cartui.documents.workbook import WorkbookTable
from cartui.model.money import Money
from cartui.model.order import Order


def rows_of(order: Order, table_format: TableFormat) -> Iterator[LineRow]:
    """The rows of an order: one for each line, in JSON one for all."""
    for line in (None,) if table_format is TableFormat.JSON else order.cart.lines or (None,):
        yield LineRow(order.cart, line, order)


def order_table(table_format: TableFormat, *, marked: bool) -> Table[LineRow]:
    """A table of orders; JSON has the shape of ``cartui orders show --json`` for each."""
    match table_format:
        case TableFormat.CSV:
            return CsvTable(COLUMNS, marked=marked)
        case TableFormat.XLSX:
            return WorkbookTable(COLUMNS, "Orders")
        case TableFormat.JSON:
            return JsonTable(_whole_order)


def _whole_order(row: LineRow) -> dict[str, object]:
    """The order of a row that :func:`rows_of` gave."""
    if row.order is None:
        raise ValueError("a row of orders is of an order")
    return order_json(row.order)


def _sum(title: str, read: Callable[[Order], int]) -> TableColumn[LineRow]:
    """A column of amounts of the order."""
    return of_order(title, lambda order: Money(read(order), order.cart.currency))


COLUMNS: Final[tuple[TableColumn[LineRow], ...]] = (
    of_order("order", attrgetter("number")),
    of_order("state", lambda order: order.state.value),
    of_order("placed_at", attrgetter("placed_at")),
    of_order("placed_by", attrgetter("placed_by")),
    of_order("cart", attrgetter("cart.number")),
    of_order("goods_issue", lambda order: None if order.goods_issue is None else order.goods_issue.number),
    of_order("market", attrgetter("cart.market")),
    of_order("channel", attrgetter("cart.channel")),
    of_order(
        "customer_number",
        lambda order: None if order.cart.customer is None else order.cart.customer.number,
    ),
    of_order("name", attrgetter("cart.contact.name")),
    of_order("email", attrgetter("cart.contact.email")),
    of_order("phone", attrgetter("cart.contact.phone")),
    *address_columns("shipping_", attrgetter("shipping_address")),
    *address_columns("billing_", attrgetter("billing_address")),
    of_order(
        "service", lambda order: None if order.cart.fulfilment is None else order.cart.fulfilment.service
    ),
    of_order("payment_method", attrgetter("cart.payment_method")),
    of_order("coupon", lambda order: None if order.cart.coupon is None else order.cart.coupon.code),
    of_order("note", lambda order: Paragraphs(order.cart.note)),
    of_order("currency", attrgetter("cart.currency")),
    _sum("subtotal", attrgetter("totals.subtotal")),
    _sum("coupon_amount", attrgetter("totals.coupon")),
    _sum("shipping", attrgetter("totals.shipping")),
    _sum("tax", attrgetter("totals.tax")),
    _sum("total", attrgetter("totals.total")),
    _sum("paid", attrgetter("paid")),
    _sum("due", attrgetter("due")),
    of_line("sku", attrgetter("sku")),
    of_line("title", attrgetter("title")),
    of_line("options", attrgetter("options")),
    of_line("quantity", attrgetter("quantity")),
    line_amount("unit_price", attrgetter("unit_price")),
    line_amount("line_discount", attrgetter("discount")),
    line_amount("line_coupon", attrgetter("coupon")),
    line_amount("line_tax", attrgetter("tax")),
    line_amount("line_total", attrgetter("total")),
)
"""Amounts in the currency's units, moments in UTC. What is said of the order stands in each of its rows."""
