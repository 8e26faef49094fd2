"""Choosing by typing, with a preview of what each choice would do to the cart before it is taken."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from textual import on
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Input

from cartui.client.protocol import ClientError, Conflict, Unauthenticated, Unavailable
from cartui.commands.cart_prices import PREVIEWING
from cartui.model.actions import Action
from cartui.model.cart import Cart
from cartui.model.changes import Change
from cartui.screens.cart_edits import CartEdits
from cartui.screens.dialog import Dialog
from cartui.screens.pick import Option
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.clean_input import CleanInput
from cartui.widgets.price_preview import Outcome, PricePreview

T = TypeVar("T")

PAUSE: Final = 0.05
"""Seconds for which the cursor stands on a choice before it is worked out."""

NOT_KNOWN: Final = "What it would do cannot be found out now; choosing works all the same."
"""What is said while the backend is away."""


class PreviewedPick(Dialog[tuple[Action, ...] | None], Generic[T]):
    """A field, the options whose words begin so, and what the one at the cursor would do; gives actions.

    What was worked out for another option, or for another version of the cart, is never shown as that of
    the one at the cursor: it stands there quietly, under a title that says so, until the answer has come.
    """

    DEFAULT_CSS = """
    PreviewedPick > #box { width: 100%; max-width: 100; height: 90%; min-height: 12; }
    PreviewedPick Choices { height: auto; max-height: 6; }
    """
    OFFERS = PREVIEWING
    TYPES = True

    def __init__(self, options: Sequence[Option[T]], edits: CartEdits) -> None:
        """Choose one of these for the cart that is being edited."""
        super().__init__()
        self._edits = edits
        self._options = tuple(options)
        self._listed: tuple[int, ...] = ()
        self._known: dict[int, Outcome] = {}
        self._last: Outcome | None = None

    # --- what is chosen -----------------------------------------------------------------------------

    @abstractmethod
    def actions_for(self, value: T) -> tuple[Action, ...]:
        """What choosing it means."""

    async def outcome_of(self, value: T, cart: Cart) -> Outcome:
        """What it would do to this version of the cart; raises ``ClientError``."""
        after = await self._edits.carts.preview(cart.id, cart.version, self.actions_for(value))
        return Outcome(cart, after)

    def take(self, value: T, outcome: Outcome | None) -> None:
        """Enter was pressed on it; ``outcome``: what it would do, where that is known."""
        if outcome is not None and outcome.after is None:
            self.told.say(" ".join(outcome.notes), wrong=True)
        else:
            self.dismiss(self.actions_for(value))

    # --- the list -----------------------------------------------------------------------------------

    def inside(self) -> Iterable[Widget]:
        """Field, options, preview."""
        yield CleanInput(placeholder="type to choose")
        yield Choices()
        yield PricePreview()

    def on_mount(self) -> None:
        """Stand on what the cart has."""
        self.query_one(Input).focus()
        chosen = next((index for index, option in enumerate(self._options) if option.chosen), 0)
        self._list(range(len(self._options)), chosen)

    @on(Resize)
    def list_fits(self, event: Resize) -> None:
        """Leave more than half of the room to the preview."""
        self.query_one(Choices).styles.max_height = max(2, min(10, event.size.height // 4))

    def _list(self, listed: Iterable[int], index: int = 0) -> None:
        """List these options."""
        self._listed = tuple(listed)
        rows = [self._options[at] for at in self._listed]
        marked = [Choice((f"{'● ' if row.chosen else '  '}{row.cells[0]}", *row.cells[1:])) for row in rows]
        self.query_one(Choices).show(marked, index=index)
        self.told.say("" if rows else "None of them begins so.")
        self._look()

    @on(Input.Changed)
    def text_changed(self) -> None:
        """List the options that have every word that is typed; the best one first."""
        words = self.query_one(Input).value.casefold().split()
        begun = [at for at, option in enumerate(self._options) if _has(option, words)]
        chosen = next((at for at in begun if self._options[at].chosen), None)
        self._list(begun, begun.index(chosen) if chosen is not None and not words else 0)

    @property
    def _at(self) -> int | None:
        """The option at the cursor; ``None``: there is none."""
        index = self.query_one(Choices).index
        return self._listed[index] if index is not None and index < len(self._listed) else None

    # --- what it would do ---------------------------------------------------------------------------

    def _look(self) -> None:
        """Show what is known of the option at the cursor, and find the rest out."""
        self._show()
        at = self._at
        if at is not None and at not in self._known:
            self.read(self._find_out(at), group="prices")

    async def _find_out(self, at: int) -> None:
        """Work it out once the cursor rests."""
        await asyncio.sleep(PAUSE)
        try:
            cart = await self._edits.saved()
            known = next(iter(self._known.values()), None)
            if known is not None and known.before.version > cart.version:
                cart = known.before
            try:
                outcome = await self.outcome_of(self._options[at].value, cart)
            except Conflict as conflict:
                cart = conflict.current or await self._edits.carts.get(cart.id)
                self._known.clear()
                outcome = await self.outcome_of(self._options[at].value, cart)
        except (Unavailable, Unauthenticated):
            self.told.say(NOT_KNOWN)
            return
        except ClientError as error:
            sentences = dict.fromkeys([error.message, *(problem.message for problem in error.problems)])
            outcome = Outcome(self._edits.cart, None, tuple(sentences))
        if not self.told.is_wrong:
            self.told.say("")
        self._known[at] = outcome
        self._show()

    def _show(self) -> None:
        """Show what the option at the cursor would do; until that is known, that it is not."""
        previews = self.query(PricePreview)
        if not previews:
            return  # the dialog is being taken away
        at = self._at
        known = None if at is None else self._known.get(at)
        self._last = known or self._last
        name = "" if at is None else self._options[at].cells[0]
        waits = f"{name}: being worked out …" + (" (below: what was looked at before)" if self._last else "")
        title = name if known is not None or not name else waits
        locale = self.desk.display.locale
        previews.first().show(title, known or self._last, locale, is_current=known is not None)

    def when_changed(self, changes: Sequence[Change]) -> None:
        """Somebody changed the cart: what was worked out is of before that."""
        seen = max((known.before.version for known in self._known.values()), default=0)
        if any(change.id == self._edits.cart.id and change.version > seen for change in changes):
            self._known.clear()
            self._look()

    def when_missed(self) -> None:
        """The backend may have been away: find out what could not be."""
        self._known.clear()
        self._look()

    # --- keys ---------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in the field."""
        self.action_choose()

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click shows what it would do; enter takes it."""
        self._look()

    def action_choose(self) -> None:
        """Take the option at the cursor."""
        at = self._at
        if at is not None:
            self.take(self._options[at].value, self._known.get(at))

    def action_next_choice(self) -> None:
        """Go to the next option."""
        self.query_one(Choices).action_move_down()
        self._look()

    def action_choice_before(self) -> None:
        """Go to the option before."""
        self.query_one(Choices).action_move_up()
        self._look()

    def action_further_lines(self) -> None:
        """Go down in the preview."""
        self.query_one(PricePreview).scroll_page_down(animate=False)

    def action_earlier_lines(self) -> None:
        """Go up in the preview."""
        self.query_one(PricePreview).scroll_page_up(animate=False)


def _has(option: Option[T], words: Sequence[str]) -> bool:
    """Whether each of the words begins one of the option's."""
    own = " ".join(option.cells).casefold().split()
    return all(any(each.startswith(word) for each in own) for word in words)
