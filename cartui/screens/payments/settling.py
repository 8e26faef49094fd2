"""Settling a payment without an order: a reason is asked, and it stays until the backend has it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from cartui.formatting.amounts import show_amount
from cartui.formatting.providers import provider_name
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.form import Field, Form

T = TypeVar("T")

Settled = Callable[[PaymentWithoutOrder], None]
"""What is done once it is settled."""


class SettleQuestion(Form[PaymentWithoutOrder | None]):
    """What became of the money."""

    EDITS_SAVED = False

    def __init__(self, payment: PaymentWithoutOrder) -> None:
        """Ask about that payment."""
        super().__init__(self.desk.half_typed.elsewhere, f"settle {payment.id}")
        self._payment = payment
        self._meant = Intention()
        self._saving = False

    def heading(self) -> str:
        """Which one it is."""
        payment = self._payment
        amount = show_amount(payment.amount, payment.currency, self.desk.display.locale)
        return f"Settle {amount} of {provider_name(payment.provider)}"

    def fields(self) -> Sequence[Field]:
        """The reason."""
        hint = "refunded by hand, another shop's, on ORD-…"
        return (Field("reason", "What became of it", required=True, hint=hint),)

    def save(self, values: Mapping[str, str]) -> None:
        """Settle it; the dialog stays until the backend has it."""
        if self._saving:
            self.desk.reach.try_now()
            return
        self._saving = True
        self.told.say("saving …")
        hold = self.desk_app.type_ahead.hold()
        self.write(self._settle(values["reason"].strip()), hold=hold)

    async def _settle(self, reason: str) -> None:
        """Ask the backend for it, once."""
        payment = self._payment
        words = Words(
            open=f"{payment.id}: not known yet whether it was settled.",
            not_known="Not known yet whether it is settled",
            once="it is settled once",
            then="you are told when it is settled",
        )
        key = self._meant.key_for(payment.id, reason)
        send = partial(self.desk.client.payments.settle, payment.id, reason, key=key)
        try:
            settled = await self.answer_to(send, words)
        finally:
            self._saving = False
        self._drafts.pop(self._draft_name, None)
        if self.is_current:
            self.dismiss(settled)
        else:
            self.app.notify(f"{settled.id} is settled.", timeout=LONG)


async def reopen(screen: DeskScreen[T], payment: str, reopened: Settled) -> None:
    """Take back that a payment is settled. Raises ``ClientError`` for what the backend refuses."""
    key = Intention().key_for(payment)
    send = partial(screen.desk.client.payments.reopen, payment, key=key)
    reopened(await screen.until_answered(f"{payment}: not known yet whether it was reopened.", send))
