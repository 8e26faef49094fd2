"""Settling the payment at the cursor of their list, and taking that back: none but the one that was meant."""

from typing import TYPE_CHECKING

from cartui.commands.command import CommandClass
from cartui.commands.payments import ReopenPayment, SettlePayment
from cartui.formatting.amounts import show_amount
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.screens.desk.part import Part
from cartui.screens.payments.settling import SettleQuestion, reopen

if TYPE_CHECKING:
    from cartui.screens.payments.payment_list import PaymentList


class PaymentSettling(Part["PaymentList"]):
    """What becomes of the payment at the cursor, and of the one before it."""

    OFFERS = (SettlePayment, ReopenPayment)

    def __init__(self, screen: "PaymentList") -> None:
        """Nothing was settled yet."""
        super().__init__(screen)
        self._last: list[str] = []
        """What was settled here, the last one last: what undo takes back."""
        self._own: set[str] = set()
        """The payments, by id, that left the list by what was done here."""
        self._slipped = ""
        """The name of the payment under the cursor that somebody else decided, until a key is meant anew."""

    def slipped_from(self, payment: PaymentWithoutOrder) -> None:
        """The payment under the cursor went by somebody else: the next key was meant for it."""
        if payment.id not in self._own:
            self._slipped = name_of(payment)

    def before(self, command: CommandClass) -> None:
        """Any other key shows that one has seen where the cursor stands."""
        if command not in self.OFFERS:
            self._slipped = ""

    def why_not(self, command: CommandClass) -> str | None:
        """What is settled is not settled again, and only that is taken back."""
        if not self.screen.is_mounted:
            return None
        if command is SettlePayment and self.screen.lists_settled:
            return "It is settled"
        if command is ReopenPayment and not self._last and not self._stands_on_settled:
            return "Nothing was settled here that could be taken back"
        return None

    @property
    def _stands_on_settled(self) -> bool:
        """Whether there is a settled payment at the cursor, or one on its way."""
        return self.screen.lists_settled and not self.screen.is_empty

    def action_settle_payment(self) -> None:
        """Ask what became of it."""
        if not self._says_that_it_slipped():
            self.screen.when_there(self._ask)

    def _ask(self) -> None:
        """Ask about the one that is there by now."""
        if (payment := self.screen.table.current) is not None:
            self.screen.app.push_screen(SettleQuestion(payment), self.decided)

    def action_reopen_payment(self) -> None:
        """Take back that the one at the cursor is settled, or the one that was settled here last."""
        payment = self.screen.table.current
        if self.screen.lists_settled and payment is not None:
            if not self._says_that_it_slipped():
                self._reopen(payment.id)
        elif self._last:
            self._reopen(self._last[-1])

    def _reopen(self, payment: str) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        hold = self.screen.desk_app.type_ahead.hold()
        self.screen.write(reopen(self.screen, payment, self.decided), hold=hold)

    def _says_that_it_slipped(self) -> bool:
        """Whether the cursor came to its row by what others did, which is said; once."""
        slipped, self._slipped = self._slipped, ""
        payment = self.screen.table.current
        if not slipped or payment is None:
            return False
        done = "reopened" if self.screen.lists_settled else "settled"
        self.screen.desk_app.type_ahead.forget()  # typed behind it, and meant for what is not done
        self.screen.show_reason(
            f"{slipped} was {done} elsewhere, and the cursor is at {name_of(payment)} now: press it again to "
            "mean that one."
        )
        return True

    def decided(self, payment: PaymentWithoutOrder | None) -> None:
        """Say what came of it, and list what is left."""
        if payment is None:
            return
        self._own.add(payment.id)
        amount = show_amount(payment.amount, payment.currency, self.desk.display.locale)
        if payment.settled is None:
            self._last = [each for each in self._last if each != payment.id]
            said = f"{amount} is open again"
        else:
            self._last.append(payment.id)
            undo = self.screen.keymap.shown(ReopenPayment)
            said = f"{amount} is settled" + (f" · {undo} takes it back" if undo else "")
        self.screen.show_done(said)


def name_of(payment: PaymentWithoutOrder) -> str:
    """What the provider calls it; where nobody knows that, what it is called here."""
    return payment.reference or payment.merchant_reference or payment.id
