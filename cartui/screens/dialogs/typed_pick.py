"""Choosing one of some things by typing the beginnings of its words."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Input

from cartui.commands.picking import CHOOSING
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.dialogs.pick import Option
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.clean_input import CleanInput

T = TypeVar("T")

NONE_BEGINS_SO = "None of them begins so."
"""What is said where that is so."""


class TypedPick(Dialog[ScreenResultType], Generic[ScreenResultType, T]):
    """A field, and the options that have every word that is typed; nothing typed: all of them."""

    DEFAULT_CSS = """
    TypedPick Choices { height: auto; max-height: 12; }
    """
    OFFERS = CHOOSING
    TYPES = True
    PLACEHOLDER = "type to choose"

    def __init__(self, options: Sequence[Option[T]]) -> None:
        """Choose one of these."""
        super().__init__()
        self._options = tuple(options)
        self._listed: tuple[Option[T], ...] = ()

    # --- what is chosen -----------------------------------------------------------------------------

    @abstractmethod
    def take(self, option: Option[T]) -> None:
        """Enter was pressed on it."""

    def moved(self) -> None:
        """Another option may be at the cursor now."""

    def option_of(self, text: str) -> Option[T] | None:  # noqa: ARG002 - most take no other words
        """The option that the text itself is, beside those that there are."""
        return None

    # --- the list -----------------------------------------------------------------------------------

    def inside(self) -> Iterable[Widget]:
        """Field and options."""
        yield CleanInput(placeholder=self.PLACEHOLDER)
        yield Choices()

    def on_mount(self) -> None:
        """Stand on what the cart has."""
        self.query_one(Input).focus()
        self.list_options()

    @property
    def current(self) -> Option[T] | None:
        """The option at the cursor; ``None``: there is none."""
        index = self.query_one(Choices).index
        return self._listed[index] if index is not None and index < len(self._listed) else None

    def set_options(self, options: Sequence[Option[T]]) -> None:
        """There are others to choose from by now; the cursor stays where it is."""
        current = self.current
        self._options = tuple(options)
        self.list_options(current)

    @on(Input.Changed)
    def text_changed(self) -> None:
        """List the options that have the words."""
        self.list_options()

    def list_options(self, current: Option[T] | None = None) -> None:
        """List them, the cursor on ``current``, else on what the cart has while nothing is typed.

        What is called just as it is typed comes first.
        """
        text = self.query_one(Input).value.strip()
        words = text.casefold().split()
        listed = [option for option in self._options if _has(option, words)]
        listed.sort(key=lambda option: option.cells[0].casefold() != text.casefold())
        typed = self.option_of(text) if text else None
        self._listed = (*listed, *([typed] if typed is not None else []))
        rows = [
            Choice((f"{'● ' if row.chosen else '  '}{row.cells[0]}", *row.cells[1:])) for row in self._listed
        ]
        self.query_one(Choices).show(rows, index=self._place_of(current, any_chosen=not words))
        self.told.say("" if rows or not words else NONE_BEGINS_SO)
        self.moved()

    def _place_of(self, current: Option[T] | None, *, any_chosen: bool) -> int:
        """Where the cursor is to stand."""
        for place, option in enumerate(self._listed):
            if option.cells == current.cells if current is not None else any_chosen and option.chosen:
                return place
        return 0

    # --- keys ---------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in the field."""
        self.action_choose()

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click takes the row."""
        self.action_choose()

    def action_choose(self) -> None:
        """Take the option at the cursor."""
        option = self.current
        if option is not None:
            self.take(option)

    def action_next_choice(self) -> None:
        """Go to the next option; the words keep the focus."""
        self.query_one(Choices).action_move_down()
        self.moved()

    def action_choice_before(self) -> None:
        """Go to the option before."""
        self.query_one(Choices).action_move_up()
        self.moved()

    def action_next_page(self) -> None:
        """Go down by what is in sight."""
        self.query_one(Choices).action_page_down()
        self.moved()

    def action_page_before(self) -> None:
        """Go up by what is in sight."""
        self.query_one(Choices).action_page_up()
        self.moved()


def _has(option: Option[T], words: Sequence[str]) -> bool:
    """Whether each of the words begins one of the option's."""
    own = " ".join(option.cells).casefold().split()
    return all(any(each.startswith(word) for each in own) for word in words)
