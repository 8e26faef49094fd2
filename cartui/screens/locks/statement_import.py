"""Importing a payment provider's statement: its file, how it is understood, and what became of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from cartui.client.protocol import ClientError, Invalid
from cartui.commands.command import CommandClass
from cartui.commands.navigation import GoBack
from cartui.commands.statement_import import (
    STATEMENT_IMPORT,
    ChooseDates,
    ChooseDecimals,
    ChooseMapping,
    ChooseZone,
    OtherFile,
    TakeStatement,
)
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.dialog import Told
from cartui.screens.locks.statement_file_choice import StatementFileChoice
from cartui.screens.locks.statement_files import StatementFile
from cartui.screens.locks.statement_lines import (
    Shown,
    looked_at_lines,
    sending_lines,
    trouble_lines,
)
from cartui.screens.locks.statement_questions import (
    NEW_MAPPING,
    MappingPick,
    ZonePick,
    dates_pick,
    decimals_pick,
)
from cartui.screens.locks.statement_reading import Answers, look_at
from cartui.screens.locks.statement_sending import Send, Sending
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from cartui.imports.mapping import FileMapping
    from cartui.imports.statements.preview import LookedAt
    from cartui.model.locks import StatementReport

_OF_THE_FILE = (ChooseMapping, ChooseDates, ChooseZone, ChooseDecimals)
"""Commands that say how it is meant."""


class StatementImportScreen(DeskScreen[bool]):
    """Gives whether anything was taken. Nothing is kept before somebody has seen how it is understood."""

    OFFERS = STATEMENT_IMPORT
    AUTO_FOCUS = "Scrolled"
    DEFAULT_CSS = """
    StatementImportScreen Scrolled {
        height: 1fr; margin-top: 1; padding: 0 1; scrollbar-size-vertical: 1;
    }
    StatementImportScreen #statement { height: auto; }
    """

    def __init__(self) -> None:
        """No file is chosen yet."""
        super().__init__()
        self._files: tuple[StatementFile, ...] = ()
        self._answers = Answers()
        self._looked: LookedAt | None = None
        self._trouble: Invalid | None = None
        self._sending: Sending | None = None

    def compose(self) -> ComposeResult:
        """Everything in one column that scrolls."""
        yield DeskHeader()
        with Scrolled():
            yield Static(Content(""), id="statement")
        yield Told(id="trouble")
        yield Hints()

    def when_open(self) -> None:
        """Ask for the file."""
        self.action_other_file()

    # --- what is shown ------------------------------------------------------------------------------

    def draw(self) -> None:
        """Write what is known by now."""
        if self.query("#statement"):
            self.query_one("#statement", Static).update(Content("\n").join(self._lines()))
            self.refresh_hints()

    def _lines(self) -> Iterator[Content]:
        """All lines, from the names of the files on."""
        display = self.desk.display
        shown = Shown(display.locale, display.timezone, self.desk.now())
        names = ", ".join(file.name for file in self._files)
        yield Content.assemble(("Statement  ", "bold $accent"), (names or "no file is chosen", "bold"))
        if self._sending is not None and self._looked is not None and self._looked.read is not None:
            yield from sending_lines(self._sending, self._looked.read, shown)
        elif self._trouble is not None:
            yield from trouble_lines(self._trouble)
        elif self._looked is not None:
            yield from looked_at_lines(self._looked, self._answers, shown)
        elif self._files:
            yield Content.styled("is being read …", "dim")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        """Say it above the keys."""
        if self.query("#trouble"):
            self.query_one("#trouble", Told).say(text, wrong=wrong)

    def show_error(self, error: ClientError) -> None:
        """A file that cannot be read is told in its place, all else above the keys."""
        if isinstance(error, Invalid) and self._sending is None:
            self._trouble = error
            self.draw()
            self._ask_what_is_open(error)
        elif self.query("#trouble"):
            self._say(error.message, wrong=True)
        else:
            super().show_error(error)

    def show_reason(self, reason: str) -> None:
        """Say it above the keys."""
        self._say(reason, wrong=True)

    # --- the file -----------------------------------------------------------------------------------

    def action_other_file(self) -> None:
        """Choose its file, or several of one report."""
        self.app.push_screen(StatementFileChoice(), self._chosen)

    def _chosen(self, files: tuple[StatementFile, ...] | None) -> None:
        """Read them; without any there is nothing to see here."""
        if files is None:
            if not self._files:
                self.dismiss(False)
            return
        self._files, self._answers, self._sending = files, Answers(), None
        if not self.desk.restricted:
            self.desk_app.remember(statement_folder=str(files[0].path.parent))
        self._look()

    def _look(self) -> None:
        """Read the files as they are meant by now."""
        self._looked = self._trouble = None
        self._say("")
        self.draw()
        self.query_one(Scrolled).scroll_home(animate=False)
        self.read(self._read_files(), group="statement")

    async def _read_files(self) -> None:
        """Read them beside the desk, and show how they are understood."""
        places = self.desk.statements
        within = places.folder if self.desk.restricted else None
        now = self.desk.now()
        self._looked = await look_at(self._files, self._answers, places.mappings, now, within=within)
        self.draw()

    # --- what it leaves open ------------------------------------------------------------------------

    def _ask_what_is_open(self, error: Invalid) -> None:
        """Ask what has to be said before it can be read."""
        from cartui.imports.statements.left_open import LeftOpen, Question

        if not isinstance(error, LeftOpen) or not self.is_current:
            return
        if error.question is Question.DATES:
            self._ask(dates_pick(self._answers, error.said))
        elif error.question is Question.DECIMALS:
            self._ask(decimals_pick(self._answers, error.said))
        else:
            self._ask_for_mapping(unknown=True)

    def _ask(self, question: Screen[Answers | None]) -> None:
        """Ask something, and read the file anew with the answer."""
        self.app.push_screen(question, self._answered)

    def _answered(self, answers: Answers | None) -> None:
        """Something was said of the file."""
        if answers == NEW_MAPPING:
            self._make_mapping()
        elif answers is not None and answers != self._answers:
            self._answers = answers
            self._look()

    def action_choose_dates(self) -> None:
        """Say how its dates are meant."""
        self._ask(dates_pick(self._answers))

    def action_choose_decimals(self) -> None:
        """Say how its amounts are meant."""
        self._ask(decimals_pick(self._answers))

    def action_choose_zone(self) -> None:
        """Say in which zone its times are."""
        self._ask(ZonePick(self._answers, self.desk.display.timezone or ""))

    def action_choose_mapping(self) -> None:
        """Say whose file it is."""
        self._ask_for_mapping(unknown=False)

    def _ask_for_mapping(self, *, unknown: bool) -> None:
        """Ask whose file it is; ``unknown``: its columns do not tell."""
        own = self.desk.statements.mappings
        may_make = not self.desk.restricted
        self._ask(MappingPick(self._answers, own, unknown=unknown, may_make=may_make))

    def _make_mapping(self) -> None:
        """Say which of its columns means what."""
        from cartui.screens.locks.statement_mapping import MappingColumns

        self.app.push_screen(MappingColumns(self._files[0], self._answers), self._made)

    def _made(self, mapping: "FileMapping | None") -> None:
        """A mapping was made: read the file by it."""
        if mapping is not None:
            self._answers = Answers(made=mapping, day_first=self._answers.day_first, zone=self._answers.zone)
            self._look()

    # --- taking it ----------------------------------------------------------------------------------

    @property
    def _is_sending(self) -> bool:
        """Whether it is on its way."""
        return self._sending is not None and not self._sending.is_over

    def why_not(self, command: CommandClass) -> str | None:
        """What is not read cannot be taken, nothing is taken twice, and what is on its way stays as it is."""
        if self._is_sending and command in (TakeStatement, OtherFile, *_OF_THE_FILE):
            return "It is being imported; esc stops that"
        if command in _OF_THE_FILE and not self._files:
            return "No file is chosen"
        if command is TakeStatement and self._sending is None:
            if self._looked is None:
                return "It cannot be read as it is" if self._trouble else "It is still being read"
            if self._looked.read is None or not self._looked.read.statement.rows:
                return "There is no row in it that could be taken"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """Once it is taken, enter goes back; while it is, escape stops it."""
        if command is TakeStatement and self._sending is not None and self._sending.is_over:
            return "back"
        if command is GoBack and self._is_sending:
            return "stop"
        if self._sending is not None and command in _OF_THE_FILE:
            return ""
        return super().footer_word(command)

    def action_take_statement(self) -> None:
        """Take what is shown; once that is done, go back."""
        if self._sending is not None:
            self.action_go_back()
        elif self._looked is not None and self._looked.read is not None:
            read = self._looked.read
            self._sending = Sending(len(read.statement.rows), told=self._tell)
            self._say("")
            self.draw()
            self.write(self._sending.send(read, self.desk.client.payments, self._until_answered))

    async def _until_answered(self, send: Send) -> "StatementReport":
        """Give a part to the backend, as often as it takes."""
        return await self.until_answered(
            f"{', '.join(file.name for file in self._files)}: not all of it is imported",
            send,
            waits=self._waits,
        )

    def _waits(self, error: ClientError) -> None:
        """The backend does not answer."""
        why = error.message if self.tells_why(error) else ""
        said = "The shop does not answer; the part is sent again, and no row is taken twice. esc gives it up."
        self._say(f"{said} {why}".strip(), wrong=True)

    def _tell(self) -> None:
        """Show how far it is; whoever went elsewhere is told at the end."""
        self._say("")
        self.draw()
        sending = self._sending
        if sending is None or not sending.is_over:
            return
        self.desk_app.count_waiting()
        if not self.is_current:
            ended = "is imported" if sending.is_whole else "was not imported as a whole"
            names = ", ".join(file.name for file in self._files)
            self.app.notify(f"{names} {ended}: {sending.rows:,} of {sending.total:,} rows.")

    def action_go_back(self) -> None:
        """Back to where it was asked for; an import on its way is stopped first."""
        sending = self._sending
        if sending is None or sending.is_over:
            self.dismiss(sending is not None and sending.rows > 0)
            return
        sending.stops = True
        self.desk.reach.try_now()  # a part that waits for the backend is given up
        self.draw()
