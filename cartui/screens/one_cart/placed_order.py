"""The order that a cart became, with its number large enough to be read out."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Digits, Static

from cartui.commands.one_cart import LeaveOrder
from cartui.commands.order_list import CopyOrderNumber
from cartui.model.order import Order
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import customer_lines, delivery_line, destination, payment_line
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints


class PlacedOrder(DeskScreen[None]):
    """Enter or escape goes back to the carts, ``y`` copies the number."""

    OFFERS = (LeaveOrder, CopyOrderNumber)
    DEFAULT_CSS = """
    PlacedOrder Vertical { padding: 1 2; }
    PlacedOrder Static { height: auto; }
    PlacedOrder Digits { width: auto; color: $accent; margin: 1 0; }
    PlacedOrder #number { text-style: bold; color: $accent; }
    """

    def __init__(self, order: Order) -> None:
        """Show this order."""
        super().__init__()
        self.order = order

    def compose(self) -> ComposeResult:
        """The number first, then what one says to the caller."""
        yield DeskHeader()
        digits = self.order.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ-").lstrip("0")
        with Vertical():
            yield Static(Content(f"Order placed: {self.order.state}"))
            yield Static(Content(self.order.number), id="number")
            if digits.isdecimal():
                yield Digits(digits)
            yield Static(Content("\n".join(self._facts())))
        yield Hints()

    def _facts(self) -> Iterable[str]:
        """What is read out at the end of the call."""
        cart = self.order.cart
        amounts = Amounts(cart.currency, self.desk.display.locale)
        yield f"TOTAL  {amounts.money(cart.totals.total)}   due {amounts.money(self.order.due)}"
        yield ""
        for line in cart.lines:
            yield f"{line.quantity} × {line.title} {line.options}".rstrip()
        yield ""
        yield from (line.text for line in customer_lines(cart))
        if where := destination(cart, self.desk.shop.market(cart.market)):
            yield where
        yield delivery_line(cart, amounts).text
        yield payment_line(cart).text
        for waived in self.order.waived:
            yield f"▲ {waived}"

    def action_copy_order_number(self) -> None:
        """Copy the number."""
        self.app.copy_to_clipboard(self.order.number)
        self.notify(f"{self.order.number} is copied.")

    def action_leave_order(self) -> None:
        """Back to the carts."""
        self.app.pop_screen()
