"""Issuing the invoice of an order at the desk, and taking it back with a credit note."""

from collections.abc import Iterable
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import NotReady, Refused
from cartui.commands.asking import ASKING_WHY, GiveAnswer, GoToReason, LeaveQuestion, OtherAnswer
from cartui.commands.command import CommandClass
from cartui.model.document import IssuedDocument
from cartui.model.order import Order, OrderState
from cartui.screens.desk.intention import Intention
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.confirm import Confirm, Question
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.reason_question import ReasonQuestion
from cartui.screens.documents.document_preview import DocumentPreview

if TYPE_CHECKING:
    from cartui.screens.desk.desk_screen import DeskScreen


def why_no_invoice(order: Order) -> str | None:
    """Why this order can have none, in words; ``None``: it can, or has one."""
    if order.invoice or order.state is OrderState.APPROVED:
        return None
    return f"{order.number} is not approved: an invoice is issued of what was approved"


def why_no_credit(order: Order) -> str | None:
    """Why nothing of this order can be taken back, in words; ``None``: its invoice can."""
    if not order.invoice:
        return f"{order.number} has no invoice"
    if order.credit_note:
        return f"{order.invoice} was taken back by {order.credit_note}"
    return None


async def issue_invoice(screen: "DeskScreen[Any]", order: Order, hold: Hold) -> None:
    """Ask, issue the invoice and show it; one that is there already is shown at once.

    Raises ``Refused`` with all that the seller's and the buyer's details miss of what an invoice has to say.
    """
    documents = screen.desk.client.documents
    if order.invoice:
        issued = await documents.get(order.invoice)
    else:
        answer = screen.app.push_screen(Confirm(_question(order)), wait_for_dismiss=True)
        hold.release()
        if not await answer:
            return
        try:
            issued = await screen.until_answered(
                f"{order.number}: not known yet whether its invoice was issued.",
                partial(documents.issue_invoice, order.id, key=token_hex(16)),
            )
        except NotReady as error:
            missing = " ".join(dict.fromkeys(problem.message for problem in error.problems))
            raise Refused(f"{order.number} has no invoice yet. {missing}") from error
    screen.app.push_screen(DocumentPreview(issued.content))


def _question(order: Order) -> Question:
    """What is asked before an invoice gets its number."""
    return Question(
        title=f"Issue the invoice of {order.number}?",
        text="It gets the next number of its market and year, and never changes. Only a credit note takes it "
        "back.",
        yes="Issue it",
        no="Not now",
    )


class CreditQuestion(ReasonQuestion[IssuedDocument | None]):
    """Asks why an invoice is taken back; gives the credit note, or ``None`` where nothing was done."""

    OFFERS = ASKING_WHY

    def __init__(self, order: Order) -> None:
        """Ask about the invoice of that order."""
        super().__init__()
        self._order = order
        self._intention = Intention()

    def heading(self) -> str:
        """What is asked, of which invoice."""
        return f"Credit {self._order.invoice}?"

    def inside(self) -> Iterable[Widget]:
        """What comes of it, the reason, and the answers."""
        yield Static(
            Content(
                f"A credit note takes all of it back and cancels {self._order.number}: what it took is in "
                "stock again, and all that was paid is to be paid back. This is for good."
            )
        )
        yield self.reason_field("Reason", self.desk.half_typed.reasons.get(self._draft, ""))
        yield from self.answers("Keep it", "Credit it")

    def on_mount(self) -> None:
        """Stand in the reason."""
        self.query_one(Input).focus()

    @property
    def _draft(self) -> tuple[str, str]:
        """Under which a half-typed reason is kept."""
        return self._order.number, "reason to credit it"

    @property
    def _reason(self) -> str:
        """What is typed as the reason."""
        return self.query_one(Input).value.strip()

    @property
    def decides_with_reason(self) -> bool:
        """Never: it stands on leaving the invoice as it is."""
        return False

    def footer_word(self, command: CommandClass) -> str:
        """Escape leaves the invoice as it is; letters are text while one writes."""
        writing = any(field.has_focus for field in self.query(Input)) if self.is_mounted else False
        if command is LeaveQuestion:
            return "back"
        if command is GiveAnswer and writing:
            return "to the answer"
        return "" if writing and command in {OtherAnswer, GoToReason} else super().footer_word(command)

    def keep_draft(self) -> None:
        """Keep a reason that is half typed."""
        if self.query(Input) and self._reason:
            self.desk.half_typed.reasons[self._draft] = self._reason
        else:
            self.desk.half_typed.reasons.pop(self._draft, None)

    def decide(self) -> None:
        """Ask the backend for it, once."""
        if self.deciding:
            self.desk.reach.try_now()
            return
        if not self._reason:
            self.told.say("Say why: it stands on the credit note.", wrong=True)
            self.query_one(Input).focus()
            return
        self.deciding = True
        self.told.say("issuing the credit note …")
        hold = self.desk_app.type_ahead.hold()
        self.write(self._send(hold), hold=hold)

    async def _send(self, hold: Hold) -> None:
        """Issue the credit note, and give it."""
        order, reason = self._order, self._reason
        key = self._intention.key_for(order.invoice, reason)
        send = partial(self.desk.client.documents.credit, order.invoice, reason, key=key)
        words = Words(
            open=f"{order.invoice}: not known yet whether it was taken back.",
            not_known="Not known yet whether it was taken back",
            once="it is taken back once",
            then="you are told when it is done",
        )
        try:
            issued = await self.answer_to(send, words, hold=hold)
        finally:
            self.deciding = False
        self.desk.half_typed.reasons.pop(self._draft, None)
        if self.is_current:
            self.dismiss(issued)
        else:
            self.app.notify(f"{issued.number} takes {order.invoice} back.", timeout=LONG)
