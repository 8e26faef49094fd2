"""One order: what was ordered, by whom, to where, and what is due."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cartui.commands.order_list import ONE_ORDER
from cartui.formatting.ages import show_time
from cartui.formatting.amounts import MINUS, show_amount
from cartui.formatting.cells import fit
from cartui.model.address import Address
from cartui.model.cart import CartLine
from cartui.model.market import FulfilmentCategory
from cartui.model.order import Order
from cartui.rules.addresses import format_address
from cartui.rules.phones import show_phone
from cartui.screens.cart_columns import GUEST
from cartui.screens.desk_screen import DeskScreen
from cartui.widgets.cart_facts import destination
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints

WIDEST = 100
"""Cells beyond which lines of an order are not drawn out any further."""


def state_word(state: str) -> str:
    """A state as a word; what needs somebody is in capitals."""
    return {"pending": "PENDING", "on_hold": "ON HOLD"}.get(state, state)


class OneOrder(DeskScreen[None]):
    """The screen of one order."""

    OFFERS = ONE_ORDER
    AUTO_FOCUS = "VerticalScroll"
    DEFAULT_CSS = """
    OneOrder VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    OneOrder Static { height: auto; }
    """

    def __init__(self, order: Order) -> None:
        """Show this order."""
        super().__init__()
        self._order = order

    def compose(self) -> ComposeResult:
        """Everything in one column that scrolls."""
        yield DeskHeader()
        with VerticalScroll():
            yield Static(Content(""))
        yield Hints()

    def on_mount(self) -> None:
        """Write it."""
        self._draw()

    def on_resize(self) -> None:
        """Write it for the new width."""
        self._draw()

    def _draw(self) -> None:
        """Write the order into the room there is."""
        width = min(WIDEST, self.size.width - 4)
        self.query_one(Static).update(Content("\n").join(self._lines(width)))

    def _lines(self, width: int) -> Iterator[Content]:
        """All lines, from the number down to the note."""
        order, cart = self._order, self._order.cart
        zone, now = self.desk.display.timezone, self.desk.now()
        placed = show_time(order.placed_at, zone, now)
        yield Content.styled(f"{order.number}  {state_word(order.state)}", "bold $accent")
        yield Content.styled(
            f"from cart {cart.number} · {cart.market} · placed {placed} by {order.placed_by}", "dim"
        )
        if order.hold_reason:
            yield Content(f"on hold: {order.hold_reason}")
        yield Content("")
        yield from self._people(width)
        yield Content("")
        for line in cart.lines:
            yield from self._line(line, width)
        yield Content.styled("─" * width, "dim")
        yield from self._sums(width)
        for sentence in order.waived:
            yield Content(f"▲ set aside: {sentence}")
        if cart.note:
            yield Content("")
            yield Content(f"note: {cart.note}")

    def _people(self, width: int) -> Iterator[Content]:
        """Customer, contact and addresses."""
        cart = self._order.cart
        who = cart.customer
        name = who.name if who else cart.contact.name
        yield _fact(
            "customer", " · ".join(filter(None, (name or GUEST, f"#{who.number}" if who else ""))), width
        )
        yield _fact(
            "contact",
            " · ".join(filter(None, (show_phone(cart.contact.phone), cart.contact.email))) or "—",
            width,
        )
        if cart.fulfilment is not None and cart.fulfilment.category is FulfilmentCategory.PICKUP:
            where = destination(cart, self.desk.shop.market(cart.market))
            yield _fact("pickup", where.removeprefix("Pick up at "), width)
        else:
            yield _fact("ship to", _address(cart.shipping_address), width)
        billing = "same as shipping" if cart.billing_same_as_shipping else _address(cart.billing_address)
        yield _fact("bill to", billing, width)
        yield _fact("delivery", cart.fulfilment.service if cart.fulfilment else "—", width)
        yield _fact("payment", cart.payment_method or "—", width)

    def _line(self, line: CartLine, width: int) -> Iterator[Content]:
        """One line of it."""
        amount = self._amount(line.value)
        title = f"{line.quantity:>4} × {line.title} {line.options}".rstrip()
        yield Content(f"{fit(title, width - 20)}{fit(amount, 20, 'right')}")
        facts = " · ".join(filter(None, (line.sku or "custom item", f"{self._amount(line.unit_price)} each")))
        yield Content.styled(fit(f"       {facts}", width), "dim")

    def _sums(self, width: int) -> Iterator[Content]:
        """The figures, right under the lines."""
        totals, coupon = self._order.totals, self._order.cart.coupon
        rows = [("Subtotal", self._amount(totals.subtotal))]
        if totals.coupon:
            rows.append((f"Coupon {coupon.code if coupon else ''}", MINUS + self._amount(totals.coupon)))
        rows.append(("Delivery", self._amount(totals.shipping)))
        rows += [("Tax, included" if totals.tax_included else "Tax", self._amount(totals.tax))]
        rows.append((f"TOTAL {self._order.cart.currency}", self._amount(totals.total)))
        rows.append(("paid", self._amount(self._order.paid)))
        rows.append(("due", self._amount(self._order.due)))
        for label, amount in rows:
            text = f"{fit(label, width - 20, 'right')}{fit(amount, 20, 'right')}"
            yield Content.styled(text, "bold" if label.startswith("TOTAL") else "")

    def _amount(self, minor: int) -> str:
        """An amount of the order's currency, without its code."""
        return show_amount(minor, self._order.cart.currency, self.desk.display.locale, with_code=False)

    # --- what can be done --------------------------------------------------------------------------

    def action_copy_order_number(self) -> None:
        """Copy the order's number."""
        self.app.copy_to_clipboard(self._order.number)
        self.notify(f"{self._order.number} is copied")

    def action_go_back(self) -> None:
        """Back to the list."""
        self.app.pop_screen()

    def action_move_down(self) -> None:
        """Scroll down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_move_up(self) -> None:
        """Scroll up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll down by a page."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll up by a page."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    def action_move_first(self) -> None:
        """Scroll to the top."""
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_move_last(self) -> None:
        """Scroll to the end."""
        self.query_one(VerticalScroll).scroll_end(animate=False)


def _fact(label: str, value: str, width: int) -> Content:
    """A fact in one line."""
    return Content.assemble((fit(label, 10), "dim"), fit(value, width - 10))


def _address(address: Address | None) -> str:
    """An address in one line, as its country writes it."""
    return "—" if address is None else ", ".join(format_address(address))
