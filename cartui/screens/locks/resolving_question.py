"""The question before a lock is resolved: what the evidence says, and why. It is decided in here."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import ClientError, Conflict, NotFound, Refused
from cartui.commands.asking import ASKING_WHY, GoToReason, LeaveQuestion, OtherAnswer
from cartui.commands.command import CommandClass
from cartui.formatting.amounts import show_amount
from cartui.formatting.cells import fit
from cartui.formatting.evidence import verdict_word
from cartui.formatting.people import GUEST
from cartui.model.locks import LockedCart
from cartui.screens.desk.intention import Intention
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.reason_question import ReasonQuestion
from cartui.screens.locks.locked_columns import comes_to_other
from cartui.screens.locks.resolutions import (
    Asked,
    Resolved,
    Way,
    consequence_of,
    notice_of,
    reason_to_begin_with,
    speaks_against,
)

NAME: Final = 36
"""Cells of a name in the question."""


class ResolvingQuestion(ReasonQuestion[Resolved | None]):
    """Asks about one locked cart as it is shown; gives what came of it, or ``None`` if nothing was done.

    It stands on its button where the evidence suggests what is asked, and on Cancel everywhere else, so that
    keys typed ahead never go against the evidence.
    """

    OFFERS = ASKING_WHY
    DEFAULT_CSS = """
    ResolvingQuestion > #box { width: 74; }
    """

    def __init__(self, locked: LockedCart, way: Way) -> None:
        """Ask whether that lock is to be resolved in that way."""
        super().__init__()
        self._locked = locked
        self._way = way
        self._intention = Intention()

    def heading(self) -> str:
        """What is asked, of which cart."""
        return f"{self._way.question} {self._locked.number}?"

    def inside(self) -> Iterable[Widget]:
        """The evidence, the reason, and the answers."""
        yield Static(id="facts")
        begun = self._drafts.get(self._draft)
        reason = begun if isinstance(begun, str) else reason_to_begin_with(self._way, self._locked)
        yield self.reason_field("Reason", reason)
        yield from self.answers("Cancel", self._way.yes)

    def on_mount(self) -> None:
        """Show what is known, and stand where the answer is expected."""
        self.query_one(Input).cursor_position = 0
        self._show_evidence()
        self.button("yes" if self._agrees else "no").focus()

    @property
    def _agrees(self) -> bool:
        """Whether the evidence suggests what is asked."""
        return bool(reason_to_begin_with(self._way, self._locked))

    @property
    def _against(self) -> str:
        """What the evidence says against it."""
        return speaks_against(self._way, self._locked)

    @property
    def _drafts(self) -> dict[str, object]:
        """What is half typed about this cart."""
        return self.desk.half_typed.of_cart(self._locked.id, self._locked.number)

    @property
    def _draft(self) -> str:
        """Under which a half-typed reason is kept."""
        return f"reason to {self._way.verb}"

    @property
    def _reason(self) -> str:
        """What is typed as the reason."""
        return self.query_one(Input).value.strip()

    # --- what it says --------------------------------------------------------------------------------

    def _show_evidence(self) -> None:
        """Say what is decided about."""
        self.query_one("#facts", Static).update(Content("\n").join(self._facts()))

    def _facts(self) -> Iterator[Content]:
        """Who, how much, what the statements say, and what comes of it."""
        locked = self._locked
        who = fit(locked.customer or GUEST, NAME).rstrip()
        yield Content(" · ".join((who, *self._amounts())))
        yield Content.styled(verdict_word(locked.evidence.verdict), "bold")
        yield Content(" ".join(locked.evidence.reasons))
        if self._against:
            said = f"▲ This goes against the evidence: {self._against}."
            yield Content.styled(said, "bold $text-warning")
        yield Content.styled(consequence_of(self._way, self._locked), "dim")

    def _amounts(self) -> Iterator[str]:
        """What was tried, and the total where that is something else."""
        locked, attempt = self._locked, self._locked.attempt
        total = show_amount(locked.total, locked.currency, self.desk.display.locale)
        if attempt is None:
            yield f"total {total}"
            return
        yield f"{show_amount(attempt.amount, attempt.currency, self.desk.display.locale)} tried"
        if comes_to_other(locked):
            yield f"the cart comes to {total}"

    def footer_word(self, command: CommandClass) -> str:
        """What each does from where one stands."""
        word = super().footer_word(command)
        if not self.is_mounted:
            return word
        writing = self.query_one(Input).has_focus
        if command is LeaveQuestion:
            return "back"
        if command in {OtherAnswer, GoToReason}:
            return "" if writing else word
        if writing and self._against:
            return "to the answer"
        return self._way.yes.lower() if writing or self.button("yes").has_focus else "cancel"

    # --- keys and buttons ----------------------------------------------------------------------------

    @property
    def decides_with_reason(self) -> bool:
        """Against the evidence it takes a second word; that a reason is missing is said at once."""
        return not (self._against and self._reason)

    def keep_draft(self) -> None:
        """Keep a reason that is half typed."""
        if not self.query(Input):
            return  # it is not drawn yet
        if self._reason and self._reason != reason_to_begin_with(self._way, self._locked):
            self._drafts[self._draft] = self._reason
        else:
            self._drafts.pop(self._draft, None)

    # --- deciding ------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Ask the backend for it, once."""
        if self.deciding:
            self.desk.reach.try_now()
        if self.deciding or self.button("yes").disabled:
            return
        if not self._reason:
            self.desk_app.type_ahead.forget()  # it was typed for a question that needs no words
            self.told.say("Say why: it stays in the cart's history for ever.", wrong=True)
            self.query_one(Input).focus()
            return
        self.deciding = True
        self.told.say(self._way.doing)
        hold = self.desk_app.type_ahead.hold()
        self.write(self._send(hold), hold=hold)

    async def _send(self, hold: Hold) -> None:
        """Resolve it by what was shown. Where something else is true by now, show that instead."""
        locked, reason = self._locked, self._reason
        seen, since, goes_against = locked.evidence.verdict, locked.lock.since, bool(self._against)
        key = self._intention.key_for(locked.version, reason, goes_against, seen, since)
        asked = Asked(locked.id, reason, goes_against, seen, since, key)
        try:
            resolved = await self.answer_to(
                partial(self._way.send, self.desk.client.locks, asked), self._words(), hold=hold
            )
        except (Conflict, Refused, NotFound) as error:
            await self._show_as_it_is(error)
        except ClientError:
            self.desk_app.type_ahead.forget()
            raise
        else:
            self._drafts.pop(self._draft, None)
            if self.is_current:
                self.dismiss(resolved)
            else:
                self.app.notify(notice_of(resolved), timeout=LONG)
        finally:
            self.deciding = False

    def _words(self) -> Words:
        """What is said while no answer comes."""
        return Words(
            open=f"{self._locked.number}: not known yet whether it was possible to {self._way.verb}.",
            not_known="Not known yet whether it was done",
            once="it is done once",
            then="you are told when it is done",
        )

    async def _show_as_it_is(self, error: ClientError) -> None:
        """Say what is true by now: deciding by that takes a second word, where there still is a lock."""
        self.desk_app.type_ahead.forget()
        if not self.is_current:
            self.app.notify(error.message, severity="error", timeout=LONG)
            return
        self.button("no").focus()
        try:
            self._look_again(await self.desk.client.locks.get(self._locked.id))
        except (NotFound, Refused):
            self.button("yes").disabled = True
        self.refresh_hints()
        self.show_error(error)

    def _look_again(self, locked: LockedCart) -> None:
        """Show what is true by now, also as the reason, unless that was typed."""
        before, self._locked = reason_to_begin_with(self._way, self._locked), locked
        field = self.query_one(Input)
        if field.value.strip() == before:
            with self.prevent(Input.Changed):
                field.value = reason_to_begin_with(self._way, locked)
        self._show_evidence()
