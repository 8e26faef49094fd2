"""The question before an order moves on: what it is about, why, and whether. It is decided in here."""

from collections.abc import Iterable, Iterator
from functools import partial

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import ClientError, Conflict, Refused
from cartui.commands.asking import ASKING_WHY, GoToReason, LeaveQuestion, OtherAnswer
from cartui.commands.command import CommandClass
from cartui.formatting.amounts import show_amount
from cartui.formatting.cells import fit
from cartui.formatting.people import GUEST
from cartui.model.order import Order, OrderState, OrderSummary
from cartui.screens.desk.intention import Intention
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.reason_question import ReasonQuestion
from cartui.screens.orders.order_changes import decided_by, what_changed
from cartui.screens.orders.order_decisions import (
    HOLD,
    NO_REASON,
    Asked,
    Move,
    Reason,
    moved_notice,
    summary_of,
    why_not_move,
)

NAME = 36
"""Cells of a name in the question."""

WIDTH = 60
"""Cells of a line in it, at least where there is room for the whole question."""


class OrderQuestion(ReasonQuestion[Order | None]):
    """Asks about one order as it is shown; gives it as it is afterwards, or ``None`` if nothing was done.

    It is left only when the backend has answered, so that what was typed is there for the next try.
    """

    OFFERS = ASKING_WHY

    def __init__(self, order: OrderSummary, move: Move) -> None:
        """Ask whether this is to be decided about the order."""
        super().__init__()
        self._order = order
        self._move = move
        self._intention = Intention()
        self._whole: Order | None = None

    def heading(self) -> str:
        """What is asked, of which order."""
        return f"{self._move.verb} {self._order.number}?"

    def inside(self) -> Iterable[Widget]:
        """The order, the reason where one goes with it, and the answers."""
        yield Static(id="facts")
        if self._move.reason is not Reason.NONE:
            written = self._order.hold_reason if self._move is HOLD else ""
            label = "Reason" if self._move.reason is Reason.NEEDED else "Reason, if any"
            yield self.reason_field(label, self.desk.half_typed.reasons.get(self._draft, written))
        yield from self.answers(self._move.no, self._move.yes)

    def on_mount(self) -> None:
        """Show the order, and stand where the answer is expected."""
        self._show_order()
        self.read(self._read_whole(), group="order")
        if self._move.reason is Reason.NEEDED:
            self.query_one(Input).focus()
        else:
            held = self._order.state == OrderState.ON_HOLD
            self.button("yes" if self._move.is_usual and not held else "no").focus()

    @property
    def _draft(self) -> tuple[str, str]:
        """Under which a half-typed reason is kept."""
        return self._order.number, f"reason to {self._move.verb.lower()} it"

    @property
    def _reason(self) -> str:
        """What is typed as the reason."""
        return self.query_one(Input).value.strip() if self._move.reason is not Reason.NONE else ""

    def _show_order(self) -> None:
        """Say what is decided about."""
        self.query_one("#facts", Static).update(Content("\n").join(self._facts()))

    def _facts(self) -> Iterator[Content]:
        """Who, how much, what is due, and what comes of it."""
        order = self._order
        size = f"{order.items} line{'' if order.items == 1 else 's'}"
        total = self._money(order.total)
        yield Content(f"{fit(order.customer or GUEST, NAME).rstrip()} · {size} · {total}")
        yield Content(fit(self._arranged(), WIDTH).rstrip())
        yield Content.styled(self._balance(), "bold" if order.due or order.refund else "")
        if order.state == OrderState.ON_HOLD:
            why = fit(order.hold_reason or NO_REASON, 2 * WIDTH - len("ON HOLD: ")).rstrip()
            yield Content.styled(f"ON HOLD: {why}", "bold $text-warning")
        for sentence in self._whole.waived if self._whole else ():
            yield Content.styled(f"▲ set aside: {fit(sentence, WIDTH)}".rstrip(), "bold $text-warning")
        yield Content.styled(self._consequence(), "dim")

    def _consequence(self) -> str:
        """What comes of it, for this order."""
        coupon = self._whole.cart.coupon if self._whole else None
        if coupon is None or self._move.leads_to is not OrderState.CANCELLED:
            return self._move.consequence
        return f"{self._move.consequence} Its coupon {coupon.code} is free again."

    def _arranged(self) -> str:
        """How it is paid and delivered, as soon as that is known."""
        if self._whole is None:
            return ""
        cart = self._whole.cart
        address = cart.shipping_address
        place = " ".join(filter(None, (address.city, address.country))) if address else ""
        delivery = cart.fulfilment.service if cart.fulfilment else ""
        return " · ".join(filter(None, (cart.payment_method, delivery, place))) or "—"

    async def _read_whole(self) -> None:
        """Read what the list does not have; without it the question is still a question."""
        try:
            whole = await self.desk.client.orders.get(self._order.id)
        except ClientError:
            return
        if whole.version == self._order.version:
            self._whole = whole
            self._show_order()

    def _balance(self) -> str:
        """What is paid, and what comes of that."""
        order = self._order
        if self._move.leads_to is OrderState.CANCELLED:
            paid = f"{self._money(order.paid)} is paid and has to be paid back."
            return paid if order.paid else "Nothing is paid yet."
        if not order.due:
            return "It is paid." if order.paid else "Nothing is due."
        return f"{self._money(order.due)} is due." if order.paid else "Nothing of it is paid yet."

    def _money(self, amount: int) -> str:
        """An amount of the order."""
        return show_amount(amount, self._order.currency, self.desk.display.locale)

    # --- keys and buttons ----------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """A reason goes with some moves only."""
        if command is GoToReason and self._move.reason is Reason.NONE:
            return "No reason is needed"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """What each does from where one stands."""
        word = super().footer_word(command)
        if not self.is_mounted:
            return word
        writing = any(field.has_focus for field in self.query(Input))
        if command is LeaveQuestion:
            return "back"
        if command is OtherAnswer:
            return "" if writing else word
        if command is GoToReason:
            return "" if writing or self.why_not(command) is not None else word
        if writing and not self._move.is_usual:
            return "to the answer"
        chosen = self._move.yes if writing or self.button("yes").has_focus else self._move.no
        return chosen.lower()

    @property
    def decides_with_reason(self) -> bool:
        """Whether the reason is all that is asked for what is usual."""
        return self._move.is_usual

    def keep_draft(self) -> None:
        """Keep a reason that is half typed."""
        if not self.query(Input) and self._move.reason is not Reason.NONE:
            return  # it is not drawn yet
        written = self._order.hold_reason if self._move is HOLD else ""
        if self._reason and self._reason != written:
            self.desk.half_typed.reasons[self._draft] = self._reason
        else:
            self.desk.half_typed.reasons.pop(self._draft, None)

    # --- deciding ------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Ask the backend for it, once."""
        if self.deciding:
            self.desk.reach.try_now()
        if self.deciding or self.button("yes").disabled:
            return
        if self._move.reason is Reason.NEEDED and not self._reason:
            self.told.say("Say why: whoever opens it next has to know.", wrong=True)
            self.query_one(Input).focus()
            return
        self.deciding = True
        self.told.say(self._move.doing)
        hold = self.desk_app.type_ahead.hold()
        self.write(self._send(hold), hold=hold)

    async def _send(self, hold: Hold) -> None:
        """Decide about the order as it was shown. Where it is another now, show that one instead."""
        order, reason = self._order, self._reason
        asked = Asked(order.id, order.version, reason, self._intention.key_for(order.version, reason))
        try:
            moved = await self.answer_to(
                partial(self._move.send, self.desk.client.orders, asked), self._words(), hold=hold
            )
        except (Conflict, Refused) as error:
            await self._show_as_it_is(error)
        else:
            self.desk.half_typed.reasons.pop(self._draft, None)
            if self.is_current:
                self.dismiss(moved)
            else:
                self.app.notify(moved_notice(moved, self.desk.client.actor.name), timeout=LONG)
        finally:
            self.deciding = False

    def _words(self) -> Words:
        """What is said while no answer comes."""
        number, verb = self._order.number, self._move.verb.lower()
        return Words(
            open=f"{number}: not known yet whether it was possible to {verb} it.",
            not_known="Not known yet whether it was done",
            once="it is done once",
            then="you are told when it is done",
        )

    async def _show_as_it_is(self, error: ClientError) -> None:
        """Show the order as it is now and what changed; deciding about that one takes a second word."""
        self.desk_app.type_ahead.forget()
        before = self._order
        now = await self.desk.client.orders.get(before.id)
        self._order, self._whole = summary_of(now), now
        changed = what_changed(before, self._order, self._money)
        closed = why_not_move(self._move.command, self._order)
        if not self.is_current:
            self.app.notify(error.message, severity="error")
            return
        self._show_order()
        if not changed:
            self.show_error(error)
            return
        who = await decided_by(self.desk.client.history, now)
        said = f"{who} changed the order meanwhile: {changed}. Nothing was done here."
        self.button("yes").disabled = closed is not None
        self.button("no").focus()
        self.told.say(f"{said} {closed or ''}".strip(), wrong=True)
