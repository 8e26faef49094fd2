"""All about one payment without an order."""

from collections.abc import Iterator
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cartui.commands.command import CommandClass
from cartui.commands.history_list import OpenItsCart
from cartui.commands.payments import ONE_PAYMENT, ReopenPayment, SettlePayment
from cartui.formatting.ages import show_ago, show_time
from cartui.formatting.amounts import show_amount
from cartui.formatting.payments import given_back_words, known_from_words
from cartui.formatting.providers import provider_name
from cartui.model.cart import CartState
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.statement import StatementRow
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.dialog import Told
from cartui.screens.one_cart.opening import cart_screen, open_order
from cartui.screens.payments.settling import SettleQuestion, reopen
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints

_LABEL: Final = 15
"""Cells of the words before the facts."""


class OnePayment(DeskScreen[PaymentWithoutOrder | None]):
    """What it is, why it made no order, what statements say of it, and who has settled it.

    It gives the payment where it was settled or reopened here.
    """

    OFFERS = ONE_PAYMENT
    AUTO_FOCUS = "VerticalScroll"
    DEFAULT_CSS = """
    OnePayment VerticalScroll { padding: 1 2 0 2; height: 1fr; }
    OnePayment Static { height: auto; }
    """

    def __init__(self, payment: PaymentWithoutOrder) -> None:
        """Show that one."""
        super().__init__()
        self._payment = payment

    def compose(self) -> ComposeResult:
        """The facts, one on a line."""
        yield DeskHeader()
        with VerticalScroll():
            yield Static(Content("\n").join(self._facts()))
        yield Told()
        yield Hints()

    def _facts(self) -> Iterator[Content]:
        """Everything that is known."""
        payment = self._payment
        yield Content.styled(
            f"{self._money(payment.amount, payment.currency)} of {provider_name(payment.provider)}", "bold"
        )
        yield Content("")
        facts = {
            "When": self._moment(payment),
            "Cart": payment.cart or "not known",
            "Why no order": payment.why,
            "Given back": given_back_words(payment) or "nothing of it, as far as statements tell",
            "Provider's id": payment.reference or "—",
            "Invoice id": payment.merchant_reference or "—",
            "Card": f"•••• {payment.card_last4}" if payment.card_last4 else "—",
            "Known from": known_from_words(payment),
            "Called here": payment.id,
        }
        settled = payment.settled
        if settled is not None:
            when = show_time(settled.at, self.desk.display.timezone, self.desk.now())
            facts["Settled"] = f"{settled.reason} · {settled.agent}, {when}"
        for label, text in facts.items():
            yield Content.assemble((label.ljust(_LABEL), "dim"), text)
        yield Content("")
        yield Content.styled("Statements" if payment.rows else "No statement has it yet.", "dim")
        for row in payment.rows:
            yield Content(self._row(row))

    def _row(self, row: StatementRow) -> str:
        """One row of a statement."""
        when = show_time(row.at, self.desk.display.timezone, self.desk.now())
        card = f"•••• {row.card_last4}" if row.card_last4 else ""
        said = (
            when,
            row.kind.value,
            row.status.value,
            self._money(row.amount, row.currency),
            row.transaction,
            row.merchant_reference,
            row.payer_email,
            card,
        )
        return "  " + " · ".join(filter(None, said))

    def _moment(self, payment: PaymentWithoutOrder) -> str:
        """When it was, and how long ago."""
        now = self.desk.now()
        return f"{show_time(payment.at, self.desk.display.timezone, now)} ({show_ago(payment.at, now)})"

    def _money(self, amount: int, currency: str) -> str:
        """An amount as this desk writes it."""
        return show_amount(amount, currency, self.desk.display.locale)

    # --- commands -------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """A cart has to be known; what is settled is not settled again."""
        if command is OpenItsCart and not self._payment.cart:
            return "Nobody knows which cart it was for"
        reason = super().why_not(command)
        if reason is None and command is SettlePayment and self._payment.settled is not None:
            return "It is settled"
        if reason is None and command is ReopenPayment and self._payment.settled is None:
            return "It is not settled"
        return reason

    def footer_word(self, command: CommandClass) -> str:
        """What cannot be done with this one is not offered."""
        if (
            command in {SettlePayment, ReopenPayment}
            and self.why_not(command)
            and not self.why_never(command)
        ):
            return ""
        words = {OpenItsCart: f"open {self._payment.cart}".strip(), ReopenPayment: "reopen"}
        return words.get(command) or super().footer_word(command)

    def action_open_its_cart(self) -> None:
        """Open the cart, or the order that it became; one that was purged is gone."""
        self.read(self._open(), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open(self) -> None:
        """Read it and show it as what it is."""
        screen = await cart_screen(self, self._payment.cart)
        if screen.cart.state is CartState.ORDERED:
            await open_order(self, screen.cart.id)
        else:
            self.app.push_screen(screen)

    def action_settle_payment(self) -> None:
        """Ask what became of it."""
        self.app.push_screen(SettleQuestion(self._payment), self._decided)

    def action_reopen_payment(self) -> None:
        """Take back that it is settled."""
        hold = self.desk_app.type_ahead.hold()
        self.write(reopen(self, self._payment.id, self._decided), hold=hold)

    def _decided(self, payment: PaymentWithoutOrder | None) -> None:
        """Go back to the list with what came of it."""
        if payment is not None and self.is_current:
            self.dismiss(payment)

    def action_copy_payment(self) -> None:
        """Copy what the provider calls it; where nobody knows that, what it is called here."""
        text = self._payment.reference or self._payment.merchant_reference or self._payment.id
        self.app.copy_to_clipboard(text)
        self.notify(f"{text} is copied.")

    def action_go_back(self) -> None:
        """To the list."""
        self.dismiss(None)
