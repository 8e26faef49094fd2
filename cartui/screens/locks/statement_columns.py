"""The two questions about one field of a mapping: which column says it, and what the words in it mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widget import Widget

from cartui.commands.command import CommandClass
from cartui.commands.statement_import import CHOOSING_WORDS
from cartui.model.statement import StatementKind, StatementStatus
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.dialogs.pick import Option
from cartui.screens.dialogs.typed_pick import TypedPick
from cartui.widgets.choices import Choice, Choices

if TYPE_CHECKING:
    from cartui.imports.statements.sampling import Sample

MEANINGS = {
    "kind": tuple(kind.value for kind in StatementKind),
    "status": tuple(status.value for status in StatementStatus),
}
"""What the words of a field may mean."""


@dataclass(frozen=True, slots=True)
class Said:
    """What says a field."""

    column: str = ""
    """A column of the file; empty: none."""
    always: str = ""
    """What it is in every row; empty: that is not said."""


class ColumnPick(TypedPick[Said | None, Said]):
    """The columns of the file, each with what it says first; any other text is what it always is."""

    PLACEHOLDER = "type the name of a column, or what it always is"

    def __init__(self, field: str, sample: "Sample", now: Said) -> None:
        """``field`` is in words; ``now``: what says it so far."""
        columns = [
            Option(
                Said(column),
                (column, " · ".join(sample.said_in(column)[:3])),
                chosen=column == now.column,
            )
            for column in dict.fromkeys(filter(None, sample.header))
        ]
        nothing = Option(Said(), ("none", "the file does not say it"), chosen=now == Said())
        super().__init__([*columns, nothing])
        self._field = field

    def heading(self) -> str:
        """The field."""
        return self._field

    def option_of(self, text: str) -> Option[Said] | None:
        """What it is in every row."""
        known = {option.value.column.casefold() for option in self._options}
        return None if text.casefold() in known else Option(Said(always=text), (text, "always, in every row"))

    def take(self, option: Option[Said]) -> None:
        """That says it."""
        self.dismiss(option.value)


class WordsPick(Dialog[Mapping[str, str] | None]):
    """The words of a column with what they mean; blank goes on to the next meaning, enter gives them."""

    HEADING = "what its words mean"
    OFFERS: ClassVar[tuple[CommandClass, ...]] = CHOOSING_WORDS
    DEFAULT_CSS = """
    WordsPick Choices { height: auto; max-height: 14; }
    """

    def __init__(self, field: str, words: Sequence[str], meant: Mapping[str, str]) -> None:
        """``meant``: what is said of them so far."""
        super().__init__()
        self._meanings = ("", *MEANINGS[field])
        self._words = tuple(dict.fromkeys([*words, *meant]))
        self._meant = dict(meant)

    def inside(self) -> Iterable[Widget]:
        """The words."""
        yield Choices()

    def on_mount(self) -> None:
        """List them."""
        self.query_one(Choices).focus()
        self._list(0)
        self.told.say(
            "These are the words of the first rows. A row with a word that nobody knows is refused."
        )

    def _list(self, index: int) -> None:
        """Show what each means."""
        rows = [Choice((word, self._meant.get(word) or "as it stands")) for word in self._words]
        self.query_one(Choices).show(rows, index=index)

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A click goes on to the next meaning."""
        event.stop()
        self.action_next_meaning()

    def action_next_meaning(self) -> None:
        """Let the word at the cursor mean the next thing."""
        index = self.query_one(Choices).index
        if index is None:
            return
        word = self._words[index]
        at = self._meanings.index(self._meant.get(word, ""))
        self._meant[word] = self._meanings[(at + 1) % len(self._meanings)]
        self._list(index)

    def action_choose(self) -> None:
        """Give them."""
        self.dismiss({word: meaning for word, meaning in self._meant.items() if meaning})
