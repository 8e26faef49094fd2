"""One order: what was ordered, by whom, to where, and what is due."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.one_cart import CloneCart
from cartui.commands.order_list import ONE_ORDER, OpenItsCustomer
from cartui.formatting.ages import show_time
from cartui.formatting.amounts import MINUS, show_amount
from cartui.formatting.cells import fit
from cartui.formatting.people import GUEST
from cartui.formatting.states import state_word
from cartui.model.address import Address
from cartui.model.cart import CartLine
from cartui.model.changes import DOCUMENT, Change
from cartui.model.history import HistoryEntry
from cartui.model.market import FulfilmentCategory
from cartui.model.order import Order, OrderState
from cartui.rules.addresses import format_address
from cartui.rules.phones import show_phone
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.part import Part
from cartui.screens.dialogs.dialog import Told
from cartui.screens.orders.order_again import order_again
from cartui.screens.orders.order_changes import decided_by, order_entries, what_changed
from cartui.screens.orders.order_decisions import (
    APPROVE,
    CANCEL,
    HOLD,
    NO_REASON,
    Move,
    summary_of,
    why_not_move,
)
from cartui.screens.orders.order_documents import OrderDocuments
from cartui.screens.orders.order_question import OrderQuestion
from cartui.widgets.cart_facts import destination
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.scrolled import Scrolled

WIDEST = 100
"""Cells beyond which lines of an order are not drawn out any further."""


DUE = "due"
TO_PAY_BACK = "to be paid back ▲"


class OneOrder(DeskScreen[None]):
    """The screen of one order."""

    OFFERS = ONE_ORDER
    AUTO_FOCUS = "Scrolled"
    DEFAULT_CSS = """
    OneOrder Scrolled { height: 1fr; margin-top: 1; padding: 0 1; scrollbar-size-vertical: 1; }
    OneOrder #order { height: auto; }
    """

    def __init__(self, order: Order, known_at: datetime | None = None) -> None:
        """Show this order; ``known_at``: as it was known then (UTC), else it was read just now."""
        super().__init__()
        self.known_at = known_at
        self.order = order
        """As the backend last gave it."""
        self._parts = (OrderDocuments(self),)
        self._entries: tuple[HistoryEntry, ...] = ()

    @property
    def parts(self) -> "Sequence[Part[OneOrder]]":
        """What leaves the shop about it."""
        return self._parts

    def compose(self) -> ComposeResult:
        """Everything in one column that scrolls."""
        yield DeskHeader()
        with Scrolled():
            yield Static(Content(""), id="order")
        yield Told(id="trouble")
        yield Hints()

    def on_mount(self) -> None:
        """Write it, and find out what happened to it so far."""
        self._draw()
        self.read(self._read_entries(), group="entries")

    def on_resize(self) -> None:
        """Write it for the new width."""
        self._draw()

    def _draw(self) -> None:
        """Write the order into the room there is."""
        width = min(WIDEST, self.size.width - 4)
        self.query_one("#order", Static).update(Content("\n").join(self._lines(width)))

    def _lines(self, width: int) -> Iterator[Content]:
        """All lines, from the number down to the note."""
        order, cart = self.order, self.order.cart
        zone, now = self.desk.display.timezone, self.desk.now()
        placed = show_time(order.placed_at, zone, now)
        yield Content.assemble((f"{order.number}  {state_word(order.state)}", "bold $accent"), *self._owed())
        yield Content.styled(
            f"from cart {cart.number} · {cart.market} · placed {placed} by {order.placed_by}", "dim"
        )
        yield from self._decision()
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
        if self._entries:
            yield Content("")
        for entry in self._entries:
            when = fit(show_time(entry.at, zone, now), 18)
            yield Content.styled(f"{when}{entry.agent or '—'}: {entry.summary}", "dim")

    def _owed(self) -> Iterator[tuple[str, str]]:
        """What is owed, in the first line: the sums may be out of sight."""
        order = self.order
        if order.refund:
            yield f"  {self._money(order.refund)} {TO_PAY_BACK}", self._tone(TO_PAY_BACK)
        elif order.due:
            yield f"  {self._money(order.due)} due", self._tone(DUE)
        elif order.paid:
            yield "  paid", ""

    def _decision(self) -> Iterator[Content]:
        """What was decided about it, and why."""
        order, issue = self.order, self.order.goods_issue
        zone, now = self.desk.display.timezone, self.desk.now()
        if issue is not None:
            issued = show_time(issue.issued_at, zone, now)
            yield Content(f"goods issue {issue.number} · {issued} by {issue.issued_by}")
        if order.invoice:
            taken = f" · taken back by {order.credit_note}" if order.credit_note else ""
            yield Content(f"invoice {order.invoice}{taken}")
        if order.state is OrderState.CANCELLED:
            yield Content(f"cancelled: {order.cancel_reason or NO_REASON}")
        elif order.state is OrderState.ON_HOLD:
            yield Content.styled(f"on hold: {order.hold_reason or NO_REASON}", "bold $text-warning")
        elif order.hold_reason:
            yield Content.styled(f"was on hold: {order.hold_reason}", "dim")

    def _people(self, width: int) -> Iterator[Content]:
        """Customer, contact and addresses."""
        cart = self.order.cart
        who = cart.customer
        name = who.name if who else cart.contact.name
        yield _fact(
            "customer", " · ".join(filter(None, (f"#{who.number}" if who else "", name or GUEST))), width
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
        totals, coupon = self.order.totals, self.order.cart.coupon
        rows = [("Subtotal", self._amount(totals.subtotal))]
        if totals.coupon:
            rows.append((f"Coupon {coupon.code if coupon else ''}", MINUS + self._amount(totals.coupon)))
        rows.append(("Delivery", self._amount(totals.shipping)))
        rows += [("Tax, included" if totals.tax_included else "Tax", self._amount(totals.tax))]
        rows.append((f"TOTAL {self.order.cart.currency}", self._amount(totals.total)))
        rows.append(("paid", self._amount(self.order.paid)))
        rows.append((DUE, self._amount(self.order.due)))
        if self.order.refund:
            rows.append((TO_PAY_BACK, self._amount(self.order.refund)))
        for label, amount in rows:
            text = f"{fit(label, width - 20, 'right')}{fit(amount, 20, 'right')}"
            yield Content.styled(text, self._tone(label))

    def _tone(self, label: str) -> str:
        """How a figure is drawn: what is still to be paid for goods on their way is to be seen."""
        order = self.order
        if label == TO_PAY_BACK or (label == DUE and order.due and order.state is OrderState.APPROVED):
            return "bold $text-warning"
        return "bold" if label.startswith("TOTAL") or (label == DUE and order.due) else ""

    def _money(self, minor: int) -> str:
        """An amount of the order with its currency."""
        return show_amount(minor, self.order.cart.currency, self.desk.display.locale)

    def _amount(self, minor: int) -> str:
        """An amount of the order's currency, without its code."""
        return show_amount(minor, self.order.cart.currency, self.desk.display.locale, with_code=False)

    # --- what happens meanwhile --------------------------------------------------------------------

    def when_changed(self, changes: Sequence[Change]) -> None:
        """Somebody decided about it, here or elsewhere: show it as it is now."""
        order = self.order
        mine = [change for change in changes if change.id == order.id]
        if any(change.kind == DOCUMENT or change.version > order.version for change in mine):
            self.when_missed()

    def when_missed(self) -> None:
        """Show it as it is now, whatever happened."""
        self.read(self._read_again(), group="order", quietly=True)

    def action_refresh(self) -> None:
        """Read it again, and try again what waits for the backend."""
        self.desk.reach.try_now()
        self.read(self._read_again(), group="order")

    def show_error(self, error: ClientError) -> None:
        """Say it in the lines above the keys, where a long sentence is whole."""
        if not self.query(Told):
            super().show_error(error)
            return
        self.query_one(Told).say(error.message, wrong=True)

    def show_reason(self, reason: str) -> None:
        """Say it in the same place, since a notice would lie over the order's number and state."""
        self.query_one(Told).say(reason, wrong=True)

    async def _read_again(self) -> None:
        """Read the order, and say what others did to it."""
        before = self.order
        now = await self.desk.client.orders.get(before.id)
        self.known_at = None
        self.refresh_header()
        if now.version < self.order.version or now == self.order:
            return
        said = what_changed(summary_of(self.order), summary_of(now), self._money)
        self._show(now)
        if said:
            who = await decided_by(self.desk.client.history, now)
            self.show_reason(f"{now.number}: {said}, by {who}")

    async def _read_entries(self) -> None:
        """Read what happened to it; where that fails, the order itself is still worth showing."""
        try:
            self._entries = await order_entries(self.desk.client.history, self.order)
        except ClientError:
            return
        self._draw()

    def _show(self, order: Order) -> None:
        """Show the order as it is now."""
        self.order = order
        self.desk.seen[order.id] = order.version
        self.query_one(Told).say("")
        self._draw()
        self.refresh_hints()
        self.read(self._read_entries(), group="entries")

    # --- what can be done --------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """An order that has come too far changes no more; a guest is no customer."""
        if command is OpenItsCustomer and self.order.cart.customer is None:
            return "It is the order of a guest, who is no customer"
        return super().why_not(command) or why_not_move(command, summary_of(self.order))

    def footer_word(self, command: CommandClass) -> str:
        """What was cancelled can be ordered again; what it has come too far for is not offered."""
        if command is CloneCart:
            return "order again" if self.order.state is OrderState.CANCELLED else ""
        gone = why_not_move(command, summary_of(self.order)) is not None
        return "" if gone else super().footer_word(command)

    async def do(self, command: CommandClass) -> None:
        """Do it; what was said of the command before is over."""
        self.query_one(Told).say("")
        await super().do(command)

    def action_clone_cart(self) -> None:
        """Open a new cart with the same content."""
        hold = self.desk_app.type_ahead.hold()
        self.write(order_again(self, self.order.cart, hold), hold=hold)

    def action_approve_order(self) -> None:
        """Ask about approving it."""
        self._ask_about(APPROVE)

    def action_hold_order(self) -> None:
        """Ask why it is to be held."""
        self._ask_about(HOLD)

    def action_cancel_order(self) -> None:
        """Ask about cancelling it."""
        self._ask_about(CANCEL)

    def _ask_about(self, move: Move) -> None:
        """Ask, and show what came of it."""
        self.app.push_screen(OrderQuestion(summary_of(self.order), move), self._moved)

    def _moved(self, order: Order | None) -> None:
        """Show what came of it."""
        if order is not None:
            self._show(order)
            self.desk_app.count_waiting()

    def action_copy_order_number(self) -> None:
        """Copy the order's number."""
        self.app.copy_to_clipboard(self.order.number)
        self.notify(f"{self.order.number} is copied")

    def action_open_its_customer(self) -> None:
        """Open the customer whose order it is."""
        if (who := self.order.cart.customer) is not None:
            self.read(self._open_customer(who.id), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open_customer(self, ref: str) -> None:
        """Show the customer; where the backend is away, as they were known last."""
        from cartui.screens.customers.one_customer import OneCustomer

        self.app.push_screen(OneCustomer(*await self.or_last_known(self.desk.client.customers.get(ref))))

    def action_order_history(self) -> None:
        """Show what happened to it and to the cart that it was."""
        from cartui.screens.history.cart_history import CartHistory, OfCart

        self.app.push_screen(CartHistory(OfCart.of(self.order.cart)))

    def action_write_comment(self) -> None:
        """Write a comment on it."""
        from cartui.screens.history.comment_editor import write_comment

        write_comment(self, self.order.cart.id, self.order.cart.number)

    def action_go_back(self) -> None:
        """Back to the list."""
        self.app.pop_screen()


def _fact(label: str, value: str, width: int) -> Content:
    """A fact in one line."""
    return Content.assemble((fit(label, 10), "dim"), fit(value, width - 10))


def _address(address: Address | None) -> str:
    """An address in one line, as its country writes it."""
    return "—" if address is None else ", ".join(format_address(address))
