"""The payments without an order: money that a person has to settle."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

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
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.query import Page
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.payments.one_payment import OnePayment
from cartui.screens.payments.payment_columns import payment_columns
from cartui.screens.payments.payment_settling import PaymentSettling, name_of
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import RowPage
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part

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
        self._said = ""
        self._settling: Final = PaymentSettling(self)

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """What becomes of the payments."""
        return (self._settling,)

    @property
    def lists_settled(self) -> bool:
        """Whether it lists the settled ones."""
        return self._settled

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
        """Most need a payment at the cursor."""
        if self.is_mounted and command in AT_THE_CURSOR and self.is_empty:
            return "There is no payment at the cursor"
        return super().why_not(command)

    @property
    def is_empty(self) -> bool:
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
            self.app.push_screen(OnePayment(payment), self._settling.decided)

    def action_copy_payment(self) -> None:
        """Copy what the provider calls it; where nobody knows that, what it is called here."""
        if (payment := self.table.current) is not None:
            text = name_of(payment)
            self.app.copy_to_clipboard(text)
            self.notify(f"{text} is copied.")

    def show_done(self, said: str) -> None:
        """Say what came of a decision, and list what is left."""
        self._said = said
        self.catch_up()
        self.refresh_hints()

    def _show_rows(self, page: RowPage[PaymentWithoutOrder], known_at: datetime | None) -> None:
        """Show a page; where the payment under the cursor went, a key may have been meant for it."""
        before, is_same_list = self.table.current, self.table.is_reloading
        super()._show_rows(page, known_at)
        now = self.table.current
        if is_same_list and before is not None and now is not None and now.id != before.id:
            self._settling.slipped_from(before)
