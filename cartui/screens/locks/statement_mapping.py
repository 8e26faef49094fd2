"""Saying which column of a file means what, with its first rows as they are understood then."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cartui.client.protocol import Invalid
from cartui.commands.command import CommandClass
from cartui.commands.statement_import import MAPPING_COLUMNS, ChooseWords, KeepMapping
from cartui.imports.fields import REQUIRED, ImportKind
from cartui.imports.statements.guessing import FIELDS_ASKED, guessed_mapping
from cartui.imports.statements.left_open import LeftOpen
from cartui.screens.dialogs.ask_line import AskLines
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.dialogs.form import Field
from cartui.screens.locks.statement_columns import ColumnPick, Said, WordsPick
from cartui.screens.locks.statement_files import StatementFile
from cartui.screens.locks.statement_lines import Shown, sample_lines
from cartui.screens.locks.statement_reading import Answers, looked_at_sample, read_sample
from cartui.settings.errors import NotWritten
from cartui.settings.mappings import is_mapping_name
from cartui.widgets.choices import Choice, Choices

if TYPE_CHECKING:
    from cartui.imports.mapping import FileMapping
    from cartui.imports.statements.preview import LookedAt
    from cartui.imports.statements.sampling import Sample

NAME, PROVIDER = "name", "provider"

WORDS: Final = {
    "transaction": "the provider's transaction id",
    "date": "when it was",
    "time": "time of day, where apart",
    "time_zone": "time zone, where said",
    "amount": "amount (gross)",
    "direction": "credit or debit",
    "currency": "currency",
    "kind": "what it is about",
    "status": "how far it came",
    "merchant_reference": "the shop's reference",
    "references": "other reference",
    "payer_email": "the payer's email",
    "card_last4": "card (last four)",
    "about": "payment a refund is about",
}
"""The fields in words."""

OF_WORDS: Final = ("kind", "status")
"""Fields whose words may be the provider's own."""


class MappingColumns(Dialog["FileMapping | None"]):
    """A row for each field; gives the mapping, which is kept by then under a name."""

    HEADING = "which of its columns is what"
    OFFERS: ClassVar[tuple[CommandClass, ...]] = MAPPING_COLUMNS
    DEFAULT_CSS = """
    MappingColumns > #box { width: 100%; max-width: 110; height: 100%; }
    MappingColumns Choices { height: auto; max-height: 60%; }
    MappingColumns #rows { height: 1fr; border-top: solid $panel-lighten-2; }
    """

    def __init__(self, file: StatementFile, answers: Answers) -> None:
        """``answers``: what was said of the file before."""
        super().__init__()
        self._file = file
        self._answers = answers
        self._sample: Sample | None = None
        self._mapping: FileMapping = guessed_mapping(())

    def inside(self) -> Iterable[Widget]:
        """The fields, and the first rows."""
        yield Choices()
        yield Static(Content(""), id="rows")

    def on_mount(self) -> None:
        """Read the beginning of the file."""
        self.query_one(Choices).focus()
        self.read(self._begin(), group="sample", hold=self.desk_app.type_ahead.hold())

    async def _begin(self) -> None:
        """Guess which column is what."""
        within = self.desk.statements.folder if self.desk.restricted else None
        self._sample = await asyncio.to_thread(read_sample, self._file, within)
        self._mapping = guessed_mapping(self._sample.header)
        self._list(0)

    # --- what is shown ------------------------------------------------------------------------------

    def _list(self, index: int) -> None:
        """Show the fields, and how the first rows are understood now."""
        if self._sample is None:
            return
        rows = []
        for field in FIELDS_ASKED:
            column, constant = self._column(field), self._mapping.constants.get(field, "")
            needed = " *" if field in REQUIRED[ImportKind.STATEMENT] else ""
            said = column or (f"always {constant}" if constant else "—")
            first = next(iter(self._sample.said_in(column)), "")
            rows.append(Choice((WORDS[field] + needed, said, first), quiet=not (column or constant)))
        self.query_one(Choices).show(rows, index=index)
        self.refresh_hints()
        self.read(self._understand(self._sample), group="understood")

    async def _understand(self, sample: "Sample") -> None:
        """Show the first rows as they are understood."""
        missing = self._missing()
        if missing:
            self._show_rows(None)
            self.told.say(f"Still needed: {', '.join(missing)}.")
            return
        self.told.say("")
        asked = replace(self._answers, mapping="", made=self._mapping)
        try:
            looked = await asyncio.to_thread(looked_at_sample, sample, asked, self.desk.now())
        except LeftOpen as error:
            self._show_rows(None)
            self.told.say(f"{error.said}: that is asked next.")
        except Invalid as error:
            self._show_rows(None)
            self.told.say(error.message, wrong=True)
        else:
            self._show_rows(looked)

    def _show_rows(self, looked: "LookedAt | None") -> None:
        """Show the rows below the fields."""
        display = self.desk.display
        shown = Shown(display.locale, display.timezone, self.desk.now())
        lines = [] if looked is None else sample_lines(looked, shown)
        self.query_one("#rows", Static).update(Content("\n").join(lines))

    # --- what is said -------------------------------------------------------------------------------

    @property
    def _field(self) -> str:
        """The field at the cursor."""
        return FIELDS_ASKED[self.query_one(Choices).index or 0]

    def _column(self, field: str) -> str:
        """The column that says a field; empty: none."""
        return next(iter(self._mapping.columns.get(field, ())), "")

    def _missing(self) -> list[str]:
        """The fields that are needed and that nothing says, in words."""
        said = {**self._mapping.columns, **self._mapping.constants}
        return [WORDS[field] for field in REQUIRED[ImportKind.STATEMENT] if field not in said]

    def why_not(self, command: CommandClass) -> str | None:
        """Not before everything is there."""
        if self._sample is None:
            return super().why_not(command)
        if command is KeepMapping and (missing := self._missing()):
            return f"Still needed: {', '.join(missing)}"
        if command is ChooseWords and not (self._field in OF_WORDS and self._column(self._field)):
            return "Only what it is about and how far it came have words of their own"
        return super().why_not(command)

    def show_reason(self, reason: str) -> None:
        """Say it in the dialog."""
        self.told.say(reason, wrong=True)

    @on(Choices.Moved)
    def moved(self) -> None:
        """Other things can be done with another field."""
        self.refresh_hints()

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A click asks for the column."""
        event.stop()
        self.action_choose_column()

    def action_choose_column(self) -> None:
        """Ask which column says the field at the cursor."""
        if self._sample is not None:
            field = self._field
            now = Said(self._column(field), self._mapping.constants.get(field, ""))
            pick = ColumnPick(WORDS[field], self._sample, now)
            self.app.push_screen(pick, partial(self._chosen, field))

    def _chosen(self, field: str, said: Said | None) -> None:
        """That column says it from now on, or always the same."""
        if said is None:
            return
        columns = {each: named for each, named in self._mapping.columns.items() if each != field}
        constants = {each: text for each, text in self._mapping.constants.items() if each != field}
        if said.column:
            columns[field] = (said.column,)
        if said.always:
            constants[field] = said.always
        ordered = {each: columns[each] for each in FIELDS_ASKED if each in columns}
        self._mapping = self._mapping.model_copy(update={"columns": ordered, "constants": constants})
        self._list(self.query_one(Choices).index or 0)

    def action_choose_words(self) -> None:
        """Ask what the words of the field at the cursor mean."""
        if self._sample is not None:
            field = self._field
            words = self._sample.said_in(self._column(field))
            pick = WordsPick(field, words, self._mapping.values.get(field, {}))
            self.app.push_screen(pick, partial(self._worded, field))

    def _worded(self, field: str, words: Mapping[str, str] | None) -> None:
        """They mean that from now on."""
        if words is not None:
            values = {each: said for each, said in self._mapping.values.items() if each != field}
            values |= {field: dict(words)} if words else {}
            self._mapping = self._mapping.model_copy(update={"values": values})
            self._list(self.query_one(Choices).index or 0)

    # --- keeping it ---------------------------------------------------------------------------------

    def action_keep_mapping(self) -> None:
        """Ask what it is to be called."""
        form = AskLines("keep the mapping", _fields(), check=self._wrong_names)
        self.app.push_screen(form, self._named)

    def _wrong_names(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """What is wrong with the names."""
        name, provider = values[NAME].strip(), values[PROVIDER].strip()
        wrong = {}
        if not is_mapping_name(name):
            wrong[NAME] = "Small letters, digits, - and _ make a name."
        elif name in self.desk.statements.mappings:
            wrong[NAME] = "There is a mapping of that name already."
        if provider and not is_mapping_name(provider):
            wrong[PROVIDER] = "Small letters, digits, - and _ make a name."
        return wrong

    def _named(self, values: Mapping[str, str] | None) -> None:
        """Keep it under that name."""
        if values is not None:
            told = {"source": values[NAME], "provider": values[PROVIDER] or values[NAME]}
            if self._answers.zone:
                told["time_zone"] = self._answers.zone
            self._mapping = self._mapping.model_copy(update=told)
            self.read(self._keep(values[NAME]), group="keep", hold=self.desk_app.type_ahead.hold())

    async def _keep(self, name: str) -> None:
        """Write it into the settings, and give it. One that cannot be written serves this once."""
        from cartui.imports.mapping_text import mapping_text

        places = self.desk.statements
        if places.keep is not None:
            try:
                file = await asyncio.to_thread(places.keep, name, mapping_text(self._mapping))
            except NotWritten as error:
                self.app.notify(f"The mapping serves this once. It was not kept: {error}", severity="warning")
            else:
                places.put(name, file)
                self.app.notify(f"{name} is kept: files with these columns are known from now on.")
        self.dismiss(self._mapping)


def _fields() -> Sequence[Field]:
    """What is asked of a mapping that is kept."""
    return (
        Field(NAME, "Its name", required=True, hint="such as mollie"),
        Field(PROVIDER, "The provider", hint="whose transactions these are; empty: the same"),
    )
