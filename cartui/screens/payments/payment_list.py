"""The payments without an order: money that a person has to settle."""

from textual.app import ComposeResult
from textual.content import Content

from cartui.commands.command import CommandClass
from cartui.commands.payments import (
    PAYMENT_LIST,
    CopyPayment,
    OpenPayment,
    ReopenPayment,
    SettlePayment,
    ViewOpenPayments,
    ViewSettledPayments,
)
from cartui.formatting.amounts import show_amount
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.query import Page
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.payments.one_payment import OnePayment
from cartui.screens.payments.payment_columns import payment_columns
from cartui.screens.payments.settling import SettleQuestion, reopen
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

AT_THE_CURSOR: frozenset[CommandClass] = frozenset({OpenPayment, SettlePayment, CopyPayment})
"""Commands that need a payment at the cursor."""


class PaymentList(ListScreen[PaymentWithoutOrder]):
    """Those that nobody has settled, the latest first; or the settled ones."""

    OFFERS = PAYMENT_LIST
    DEFAULT_CSS = """
    PaymentList VirtualTable {
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    PaymentList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self) -> None:
        """Begin with what is to be settled."""
        super().__init__()
        self._settled = False
        self._last: list[str] = []
        """What was settled here, the last one last: what undo takes back."""
        self._said = ""

    def compose(self) -> ComposeResult:
        """The list; nothing is searched for in it."""
        yield DeskHeader()
        yield QueryLine("")
        yield VirtualTable(self._columns(), key=lambda payment: payment.id, forwards_only=True)
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_view()

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed here
        """There is nothing to search for."""
        return True

    async def ask(self, reading: Reading) -> Page[PaymentWithoutOrder]:
        """One page, from the latest on."""
        return await self.desk.client.payments.without_order(
            settled=self._settled, limit=reading.limit, after=reading.after
        )

    def count(self) -> None:
        """Say what was done last; the rows are not counted, since that would take reading all of them."""
        self.line.show_matches(self._said)

    # --- what is listed -------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[PaymentWithoutOrder], ...]:
        """What there is to see of them."""
        return payment_columns(self.desk.now, self.desk.display.locale, settled=self._settled)

    def _show_view(self) -> None:
        """Name above the list which they are, and below it the key of the others."""
        table = self.table
        table.columns = self._columns()
        table.title = "payments without an order" + (" · settled" if self._settled else "")
        table.empty = (
            "No payment is settled" if self._settled else "All money that came in belongs to an order"
        )
        other, name = (ViewOpenPayments, "open") if self._settled else (ViewSettledPayments, "settled")
        key = self.keymap.shown(other)
        table.border_subtitle = Content(f"{key} {name}" if key else "")

    def _view(self, *, settled: bool) -> None:
        """List the settled ones, or the others."""
        self._settled, self._said = settled, ""
        self._show_view()
        self.line.show_matches("")
        self.refresh_hints()
        if self.desk.is_open:
            self.table.start()

    def action_view_open_payments(self) -> None:
        """List what is to be settled."""
        self._view(settled=False)

    def action_view_settled_payments(self) -> None:
        """List what is settled."""
        self._view(settled=True)

    # --- the payment at the cursor --------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Most need a payment at the cursor, and one that is not settled, or is."""
        if self.is_mounted and command in AT_THE_CURSOR and self._is_empty:
            return "There is no payment at the cursor"
        reason = super().why_not(command)
        if reason is not None or not self.is_mounted:
            return reason
        if command is SettlePayment and self._settled:
            return "It is settled"
        if command is ReopenPayment and not self._last and not (self._settled and not self._is_empty):
            return "Nothing was settled here that could be taken back"
        return None

    @property
    def _is_empty(self) -> bool:
        """Whether there is no row, and none on its way."""
        return self.table.current is None and not self.table.is_waiting

    def footer_word(self, command: CommandClass) -> str:
        """What cannot be done with these is not offered."""
        if (
            command in {SettlePayment, ReopenPayment}
            and self.why_not(command)
            and not self.why_never(command)
        ):
            return ""
        if command is ReopenPayment and self._settled:
            return "reopen"
        return super().footer_word(command)

    def action_open_payment(self) -> None:
        """Show all about the one at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Show it."""
        if (payment := self.table.current) is not None:
            self.app.push_screen(OnePayment(payment), self._decided)

    def action_settle_payment(self) -> None:
        """Ask what became of it."""
        self.when_there(self._ask)

    def _ask(self) -> None:
        """Ask about the one that is there by now."""
        if (payment := self.table.current) is not None:
            self.app.push_screen(SettleQuestion(payment), self._decided)

    def action_reopen_payment(self) -> None:
        """Take back that the one at the cursor is settled, or the one that was settled here last."""
        payment = self.table.current
        if self._settled and payment is not None:
            self._reopen(payment.id)
        elif self._last:
            self._reopen(self._last[-1])

    def _reopen(self, payment: str) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        hold = self.desk_app.type_ahead.hold()
        self.write(reopen(self, payment, self._decided), hold=hold)

    def action_copy_payment(self) -> None:
        """Copy what the provider calls it; where nobody knows that, what it is called here."""
        if (payment := self.table.current) is not None:
            text = payment.reference or payment.merchant_reference or payment.id
            self.app.copy_to_clipboard(text)
            self.notify(f"{text} is copied.")

    def _decided(self, payment: PaymentWithoutOrder | None) -> None:
        """Say what came of it, and list what is left."""
        if payment is None:
            return
        amount = show_amount(payment.amount, payment.currency, self.desk.display.locale)
        if payment.settled is None:
            self._last = [each for each in self._last if each != payment.id]
            self._said = f"{amount} is open again"
        else:
            self._last.append(payment.id)
            undo = self.keymap.shown(ReopenPayment)
            self._said = f"{amount} is settled" + (f" · {undo} takes it back" if undo else "")
        self.catch_up()
        self.refresh_hints()
