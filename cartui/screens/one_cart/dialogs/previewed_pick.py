"""Choosing by typing, with a preview of what each choice would do to the cart before it is taken."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from textual import on
from textual.events import Resize
from textual.widget import Widget

from cartui.client.protocol import ClientError, Conflict, Unauthenticated, Unavailable
from cartui.commands.cart_prices import PREVIEWING, FurtherLines
from cartui.commands.command import CommandClass
from cartui.model.actions import Action
from cartui.model.cart import Cart
from cartui.model.changes import BULK, Change
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.dialogs.pick import Option
from cartui.screens.dialogs.typed_pick import TypedPick
from cartui.widgets.choices import Choices
from cartui.widgets.price_preview import Outcome, PricePreview

T = TypeVar("T")

PAUSE: Final = 0.05
"""Seconds for which the cursor stands on a choice before it is worked out."""

NOT_KNOWN: Final = "What it would do cannot be found out now; choosing works all the same."
"""What is said while the backend is away."""


class PreviewedPick(TypedPick[tuple[Action, ...] | None, T], Generic[T]):
    """Options, and what the one at the cursor would do; gives actions.

    What was worked out for another option, or for another version of the cart, is never shown as that of
    the one at the cursor: it stands there quietly, under a title that says so, until the answer has come.
    """

    DEFAULT_CSS = """
    PreviewedPick > #box { width: 100%; max-width: 100; height: 90%; min-height: 12; }
    """
    OFFERS = PREVIEWING

    def __init__(self, options: Sequence[Option[T]], edits: CartEdits) -> None:
        """Choose one of these for the cart that is being edited."""
        super().__init__(options)
        self._edits = edits
        self._known: dict[tuple[str, ...], Outcome] = {}
        self._last: Outcome | None = None

    # --- what is chosen -----------------------------------------------------------------------------

    @abstractmethod
    def actions_for(self, value: T) -> tuple[Action, ...]:
        """What choosing it means."""

    async def outcome_of(self, value: T, cart: Cart) -> Outcome:
        """What it would do to this version of the cart; raises ``ClientError``."""
        after = await self._edits.carts.preview(cart.id, cart.version, self.actions_for(value))
        return Outcome(cart, after)

    def known_of(self, option: Option[T]) -> Outcome | None:
        """What it would do, as far as that is known."""
        return self._known.get(option.cells)

    def take(self, option: Option[T]) -> None:
        """Give what it means, unless it is known that it would be refused."""
        outcome = self.known_of(option)
        if outcome is not None and outcome.after is None:
            self.told.say(" ".join(outcome.notes), wrong=True)
        else:
            self.dismiss(self.actions_for(option.value))

    # --- what it would do ---------------------------------------------------------------------------

    def inside(self) -> Iterable[Widget]:
        """Field, options, preview."""
        yield from super().inside()
        yield PricePreview()

    @on(Resize)
    def list_fits(self, event: Resize) -> None:
        """Leave more than half of the room to the preview."""
        self.query_one(Choices).styles.max_height = max(2, min(10, event.size.height // 4))

    def moved(self) -> None:
        """Show what is known of the option at the cursor, and find the rest out."""
        self._show()
        option = self.current
        if option is not None:
            self.told.say("")  # it was about the option before
        if option is not None and self.known_of(option) is None:
            self.read(self.find_out(option), group="prices")

    async def find_out(self, option: Option[T]) -> None:
        """Work it out once the cursor rests; while the backend is away, say that."""
        await asyncio.sleep(PAUSE)
        try:
            outcome = await self._worked_out(option.value)
        except (Unavailable, Unauthenticated):
            self.told.say(NOT_KNOWN)
            return
        except ClientError as error:
            said = [problem.message for problem in error.problems] or [error.message]
            outcome = Outcome(self._edits.cart, None, tuple(dict.fromkeys(said)))
        if not self.told.is_wrong:
            self.told.say("")
        self._known[option.cells] = outcome
        self._show()

    async def _worked_out(self, value: T) -> Outcome:
        """What it would do to the cart as it is now, whoever changed it since; raises ``ClientError``."""
        cart = await self._edits.saved()
        newest = max((known.before for known in self._known.values()), key=_version, default=cart)
        if newest.version > cart.version:
            cart = newest
        try:
            return await self.outcome_of(value, cart)
        except Conflict as conflict:
            self._known.clear()
            now = conflict.current or await self._edits.carts.get(cart.id)
            return await self.outcome_of(value, now)

    def _show(self) -> None:
        """Show what the option at the cursor would do; until that is known, that it is not."""
        previews = self.query(PricePreview)
        if not previews:
            return  # the dialog is being taken away
        option = self.current
        known = None if option is None else self.known_of(option)
        self._last = known or self._last
        name = "" if option is None else option.cells[0]
        waits = f"{name}: being worked out …" + (" (below: what was looked at before)" if self._last else "")
        title = name if known is not None or not name else waits
        locale = self.desk.display.locale
        previews.first().show(title, known or self._last, locale, is_current=known is not None)
        self.call_after_refresh(self.refresh_hints)

    def when_changed(self, changes: Sequence[Change]) -> None:
        """Somebody changed the cart: what was worked out is of before that."""
        cart = self._edits.cart.id
        for change in changes:
            if change.id == cart:
                self._changed_to(change.version)
        if any(change.kind == BULK for change in changes):
            self.read(self._look_at_cart(), group="bulk", quietly=True)

    async def _look_at_cart(self) -> None:
        """Many carts were changed: find out whether this one was."""
        self._changed_to((await self._edits.carts.get(self._edits.cart.id)).version)

    def _changed_to(self, version: int) -> None:
        """The cart has that version by now: what was worked out of an earlier one is over."""
        if version > max((known.before.version for known in self._known.values()), default=0):
            self._known.clear()
            self.moved()

    def when_missed(self) -> None:
        """The backend may have been away: find out what could not be."""
        self._known.clear()
        self.moved()

    # --- keys ---------------------------------------------------------------------------------------

    def footer_word(self, command: CommandClass) -> str:
        """That there are further lines, where there are."""
        goes_on = any(preview.max_scroll_y > 0 for preview in self.query(PricePreview))
        return "" if command is FurtherLines and not goes_on else super().footer_word(command)

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click shows what it would do; enter takes it."""
        self.moved()

    def action_further_lines(self) -> None:
        """Go down in the preview."""
        self.query_one(PricePreview).scroll_page_down(animate=False)

    def action_earlier_lines(self) -> None:
        """Go up in the preview."""
        self.query_one(PricePreview).scroll_page_up(animate=False)


def _version(cart: Cart) -> int:
    """Which of two is newer."""
    return cart.version
