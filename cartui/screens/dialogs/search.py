"""Searching while one types: words above, what was found below, and never a result of other words."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from textual import on
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Input

from cartui.client.protocol import ClientError
from cartui.commands.picking import CHOOSING
from cartui.formatting.ages import show_ago
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.clean_input import CleanInput

Hit = TypeVar("Hit")
"""What is searched for."""

NOTHING: Final = "Nothing found for {!r}."
"""What is said where that is so."""

PAUSE: Final = 0.05
"""Seconds without a key before the words are searched for."""


class Search(Dialog[ScreenResultType], Generic[ScreenResultType, Hit]):
    """An input, and a list of what was found for its words."""

    DEFAULT_CSS = """
    Search > #box { height: 60%; min-height: 10; }
    """
    OFFERS = CHOOSING
    TYPES = True
    PLACEHOLDER = ""
    RIGHT: Sequence[int] = ()
    """Columns whose cells end at one line."""

    def __init__(self, text: str = "") -> None:
        """Start with these words in the input."""
        super().__init__()
        self._start = text
        self.hits: tuple[Hit, ...] = ()
        self.searched: str | None = ""
        """The words that ``hits`` are for; ``None`` while they are being searched."""

    def inside(self) -> Iterable[Widget]:
        """The input and the list."""
        field = CleanInput(self._start, placeholder=self.PLACEHOLDER, select_on_focus=False)
        return (field, Choices(right=self.RIGHT))

    @property
    def field(self) -> Input:
        """Where the words are typed."""
        return self.query_one(Input)

    @property
    def choices(self) -> Choices:
        """What was found."""
        return self.query_one(Choices)

    # --- what a search of something is ------------------------------------------------------------

    @abstractmethod
    async def find(self, text: str) -> Sequence[Hit]:
        """What is found for these words."""

    @abstractmethod
    def row(self, hit: Hit) -> Choice:
        """How a hit is listed."""

    @abstractmethod
    def take(self, hit: Hit) -> None:
        """Enter was pressed on a hit."""

    @abstractmethod
    def take_unseen(self, text: str) -> None:
        """Enter was pressed before anything was found for the text."""

    def other_row(self, text: str) -> Choice | None:  # noqa: ARG002 - most searches have none
        """The row after the hits: what else can be done with the text."""
        return None

    def take_other(self) -> None:
        """Enter was pressed on the row after the hits."""

    def words_of(self, text: str) -> str:
        """What of the text is searched for."""
        return text.strip()

    # --- searching --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Search for what the dialog was opened with."""
        self.field.focus()
        if self._start:
            self.text_changed()

    @on(Input.Changed)
    def text_changed(self) -> None:
        """Search for the new words in a moment, unless they are the old ones (a quantity was typed)."""
        words = self.words_of(self.field.value)
        if words == self.searched:
            return
        if not words:
            self.workers.cancel_group(self, "search")
            self.show_hits("", ())
            return
        self.searched = None
        self.read(self._search_soon(words), group="search")

    async def _search_soon(self, words: str) -> None:
        """Search once the typing pauses; a newer text cancels this."""
        await asyncio.sleep(PAUSE)
        hits, self.known_at = await self.or_last_known(self.find(words))
        if words != self.searched or tuple(hits) != self.hits:
            self.show_hits(words, hits)
        self.tell_of_hits()

    def tell_of_hits(self) -> None:
        """Say what there is to say of what was found, where that is anything."""
        self.told.say(self.from_memory())

    def from_memory(self) -> str:
        """That nothing was found, or that it was in an earlier search, where the backend is away."""
        if self.known_at is None:
            return NOTHING.format(self.searched) if self.searched and not self.hits else ""
        return f"The shop is not reached: this was found {show_ago(self.known_at, self.desk.now())}."

    def when_missed(self) -> None:
        """The backend may have been away: search again for what was not found out."""
        words = self.words_of(self.field.value)
        if words and (self.searched is None or self.known_at is not None):
            self.read(self._search_soon(words), group="search", quietly=True)

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """List what was found for these words, the cursor on the first."""
        if not self.query(Choices):
            return  # the search is being taken away
        self.searched, self.hits = words, tuple(hits)
        other = self.other_row(words) if words else None
        self.choices.show([*map(self.row, hits), *([other] if other else [])])
        self.told.say("" if hits or not words else NOTHING.format(words))

    def show_error(self, error: ClientError) -> None:
        """The words may be searched for again by typing on."""
        self.searched = None
        super().show_error(error)

    # --- keys -------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in the input: take the row at the cursor, or what will be found."""
        self.action_choose()

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click takes the row."""
        self.action_choose()

    def action_choose(self) -> None:
        """Take what stands at the cursor, if it belongs to the words."""
        text = self.field.value
        words = self.words_of(text)
        index = self.choices.index
        if not words:
            return
        if words != self.searched:
            self.take_unseen(text)
        elif index is not None and index < len(self.hits):
            self.take(self.hits[index])
        elif index is not None:
            self.take_other()

    def action_next_choice(self) -> None:
        """Go to the next row; the words keep the focus."""
        self.choices.action_move_down()

    def action_choice_before(self) -> None:
        """Go to the row before."""
        self.choices.action_move_up()

    def action_next_page(self) -> None:
        """Go down by what is in sight."""
        self.choices.action_page_down()

    def action_page_before(self) -> None:
        """Go up by what is in sight."""
        self.choices.action_page_up()
