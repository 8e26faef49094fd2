"""Choosing one of a few things: addresses, services, payment methods, levels, the caller's other carts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

from textual import on
from textual.content import Content
from textual.events import Key, Resize
from textual.widget import Widget

from cartui.commands.command import CommandClass
from cartui.commands.navigation import MOVES
from cartui.commands.one_cart import SameAsShipping
from cartui.commands.picking import Choose, LeaveDialog
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.choices import Choice, Choices

T = TypeVar("T")

MOST_IN_SIGHT: Final = 16
"""Options that are in sight at once, however high the window is."""

BESIDE: Final = 5
"""Lines that a list leaves to the box, to what is told in it and to the line of keys."""


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """A value with the row that stands for it."""

    value: T
    cells: tuple[str, ...]
    chosen: bool = False
    """Whether it is what the cart has now: the list stands on it."""
    refused: str = ""
    """Why it cannot be chosen, in words; empty: it can."""


class Pick(Dialog[T | None], Generic[T]):
    """A list of options; enter gives the value at the cursor."""

    DEFAULT_CSS = f"""
    Pick Choices {{ height: auto; max-height: {MOST_IN_SIGHT}; }}
    Pick > #box {{ border-subtitle-color: $text-muted; }}
    """
    OFFERS: ClassVar[tuple[CommandClass, ...]] = (Choose, LeaveDialog, *MOVES)

    def __init__(
        self,
        heading: str,
        options: Sequence[Option[T]],
        *,
        right: Sequence[int] = (),
        told: str = "",
    ) -> None:
        """``right`` names the columns that end at one line; ``told`` stands below the list."""
        super().__init__()
        self._heading = heading
        self._options = tuple(options)
        self._right = right
        self._first_words = told

    def heading(self) -> str:
        """What is chosen."""
        return self._heading

    def inside(self) -> Iterable[Widget]:
        """The list."""
        yield Choices(right=self._right)

    def on_mount(self) -> None:
        """Stand on what the cart has."""
        chosen = next((index for index, option in enumerate(self._options) if option.chosen), 0)
        self.show_options(chosen)
        self.query_one(Choices).focus()
        self.told.say(self._first_words)

    def show_options(self, index: int, more: Callable[[int], tuple[str, ...]] = lambda _: ()) -> None:
        """List the options, each with what ``more`` knows of it by now."""
        rows = [
            Choice((f"{'● ' if option.chosen else '  '}{option.cells[0]}", *option.cells[1:], *more(at)))
            for at, option in enumerate(self._options)
        ]
        self.query_one(Choices).show(rows, index=index)

    @on(Resize)
    def list_fits(self, event: Resize) -> None:
        """Let the list have what the window leaves beside the box and the line of keys."""
        self.query_one(Choices).styles.max_height = max(1, min(MOST_IN_SIGHT, event.size.height - BESIDE))

    def on_key(self, event: Key) -> None:
        """A letter that does nothing else goes to the next option that begins so."""
        letter = event.character or ""
        if letter.isalnum() and event.key not in self.active_bindings:
            event.stop()
            self.query_one(Choices).go_to_letter(letter)

    @on(Choices.Scrolled)
    def scrolled(self, event: Choices.Scrolled) -> None:
        """Say below the list how many options are out of sight."""
        hidden = ((event.above, "↑"), (event.below, "↓"))
        said = "  ".join(f"{sign} {count} more" for count, sign in hidden if count)
        self.query_one("#box").border_subtitle = Content(said) if said else None

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click takes the row."""
        self.action_choose()

    def action_choose(self) -> None:
        """Give the value at the cursor."""
        index = self.query_one(Choices).index
        if index is None:
            return
        option = self._options[index]
        if option.refused:
            self.told.say(option.refused, wrong=True)
        else:
            self.dismiss(option.value)


class PickBillTo(Pick[T]):
    """The billing address: ``=`` takes the first option, which is the same as shipping."""

    OFFERS: ClassVar[tuple[CommandClass, ...]] = (Choose, SameAsShipping, LeaveDialog, *MOVES)

    def action_same_as_shipping(self) -> None:
        """Take the first option, wherever the cursor is."""
        self.dismiss(self._options[0].value)
