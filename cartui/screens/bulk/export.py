"""Writing carts, what became of them, or other rows to a file that a spreadsheet opens."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from cartui.client.cart_exports import CartExport, Rows
from cartui.client.noted_exports import write_noted
from cartui.client.protocol import ClientError
from cartui.client.selected_carts import PAGE
from cartui.commands.command import CommandClass
from cartui.commands.picking import LeaveDialog, Onward
from cartui.documents.bulk_table import item_table
from cartui.documents.tables import Table, TableFormat, write_table
from cartui.formatting.export_words import written_to
from cartui.model.exported import ExportKind, NewExport
from cartui.model.text import clean_line
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.dialog import LONG
from cartui.screens.dialogs.form import Field, Form
from cartui.settings.errors import NotWritten
from cartui.settings.new_file import new_file

if TYPE_CHECKING:
    from cartui.model.bulk import BulkItem, BulkTarget, ItemState

T = TypeVar("T")

GROUP: Final = "export"
"""The group of the worker that writes."""


class Writing(Protocol):
    """One writing of a file, and what is to be said of it."""

    @property
    def what(self) -> str:
        """What its rows are."""
        ...

    @property
    def remark(self) -> str:
        """What it is without, in a sentence; empty: nothing."""
        ...

    @property
    def noted_as(self) -> NewExport:
        """How it is kept in the activity."""
        ...

    async def write(self, write: Callable[[bytes], None], told: Callable[[int], None]) -> int:
        """Write all of it, and give how many rows it has. Raises ``ClientError``."""
        ...


@dataclass(frozen=True, slots=True)
class RowsToWrite(Generic[T]):
    """Rows that are written as one table."""

    rows: Callable[[], AsyncGenerator[Sequence[T], None]]
    """Reads them portion by portion."""
    table: Table[T]
    noted_as: NewExport
    """How it is kept in the activity."""
    what: str = "rows"
    remark: str = ""

    async def write(self, write: Callable[[bytes], None], told: Callable[[int], None]) -> int:
        """Write all of them."""
        async with aclosing(self.rows()) as rows:
            return await write_table(rows, self.table, write, told=told)


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written."""

    heading: str
    name: str
    """What the file is called unless somebody calls it something else, without its ending."""
    begin: Callable[[TableFormat, str], Writing]
    """Begins it, in that format and with a row for each of that kind."""
    formats: tuple[TableFormat, ...] = (TableFormat.CSV,)
    """What can be written, the usual one first."""
    kinds: tuple[str, ...] = ()
    """What it can have a row for, the usual one first; none: that is no question."""


def export_carts(
    screen: DeskScreen[Any],
    target: "BulkTarget",
    suggested_name: str = "carts",
    *,
    kind: Rows = Rows.CARTS,
) -> None:
    """Ask where to and what is to have a row (``kind`` is offered), and write the carts that are meant."""
    client = screen.desk.client
    export = Export(
        heading="Export carts",
        name=f"{suggested_name}-{_stamp(screen)}",
        begin=lambda table_format, kind: CartExport(client, target, table_format, Rows(kind)),
        formats=tuple(TableFormat),
        kinds=(kind, *(each for each in Rows if each is not kind)),
    )
    ask_where_to(screen, export)


def export_report(
    screen: DeskScreen[None],
    job: int,
    state: "ItemState | None",
    *,
    matches: Callable[["BulkItem"], bool],
) -> None:
    """Ask where to, and write the rows of a report that are in that state (``None``: any) and match."""
    bulk = screen.desk.client.bulk

    async def rows() -> AsyncGenerator[Sequence["BulkItem"], None]:
        after, is_last = None, False
        while not is_last:
            page = await bulk.items(job, state=state, limit=PAGE, after=after)
            yield tuple(filter(matches, page))
            after, is_last = page.next, page.next is None

    export = Export(
        heading=f"Export the report of bulk change {job}",
        name=f"bulk-change-{job}" if state is None else f"bulk-change-{job}-{state.value}",
        begin=lambda table_format, _kind: RowsToWrite(
            rows,
            item_table(marked=True),
            NewExport(kind=ExportKind.BULK_REPORT, selection=_of_job(job, state), written_as=table_format),
        ),
    )
    ask_where_to(screen, export)


def ask_where_to(screen: DeskScreen[Any], export: Export) -> None:
    """Ask where to; once it is written, say where it is."""

    def said(written: Written | None) -> None:
        if written is not None:
            told = written_to(clean_line(str(written.path)), written.count, written.what)
            screen.app.notify(" ".join(filter(None, (told, written.remark))), timeout=LONG)

    screen.app.push_screen(ExportForm(export), said)


def _of_job(job: int, state: "ItemState | None") -> str:
    """Which rows of a report, in words."""
    return f"bulk change {job}" if state is None else f"bulk change {job}, {state.value}"


def _stamp(screen: DeskScreen[Any]) -> str:
    """The moment, for the name of a file."""
    return f"{screen.desk.now().astimezone():%Y%m%d-%H%M%S}"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is whole."""

    path: Path
    count: int
    """Its rows."""
    what: str
    """What these are."""
    remark: str = ""


class ExportForm(Form[Written | None]):
    """Asks for the file, and stays until it is written; nothing of a file that was stopped is left."""

    EDITS_SAVED = False

    def __init__(self, export: Export) -> None:
        """Ask where this goes."""
        super().__init__({}, export.name)
        self._export = export
        self._is_writing = False

    def heading(self) -> str:
        """What is written."""
        return self._export.heading

    def fields(self) -> Sequence[Field]:
        """The file, and what it has a row for where that is a question."""
        usual = self._export.formats[0]
        file = Field("file", "File", f"~/{self._export.name}.{usual}", required=True)
        kinds = self._export.kinds
        return (file, Field("rows", "A row for each", kinds[0], hint=self._kinds)) if kinds else (file,)

    def on_mount(self) -> None:
        """Say what the name decides."""
        super().on_mount()
        self.told.say(f"It is new, ends in {self._endings}, and only you can read it.")

    def footer_word(self, command: CommandClass) -> str:
        """While it is written, leaving stops that."""
        if command is LeaveDialog and self._is_writing:
            return "stop"
        if command is Onward:
            return "save"
        return super().footer_word(command)

    def save(self, values: Mapping[str, str]) -> None:
        """Write it, unless the name cannot be, or nobody knows such rows."""
        if self._is_writing:
            return
        path, table_format = self._named(values["file"].strip())
        if table_format is None:
            self.show_problems({"file": f"A path is needed that ends in {self._endings}."})
            return
        kind = values.get("rows", "").strip().lower()
        wanted = [each for each in self._export.kinds if kind and each.startswith(kind)]
        if self._export.kinds and not wanted:
            self.show_problems({"rows": f"A row can be for each of the {self._kinds}."})
            return
        self._is_writing = True
        self._show_count(0)
        self.read(self._write(path, table_format, next(iter(wanted), "")), group=GROUP)
        self.refresh_hints()

    def action_onward(self) -> None:
        """Save from any field: nearly always only the first one is looked at."""
        self.action_save_form()

    @property
    def _kinds(self) -> str:
        """What there can be a row for, in words."""
        return " or ".join(self._export.kinds)

    @property
    def _endings(self) -> str:
        """How its name may end, in words."""
        return " or ".join(f".{each}" for each in self._export.formats)

    def _named(self, text: str) -> tuple[Path, TableFormat | None]:
        """The file of that name, and as what it is written; ``None``: that cannot be."""
        try:
            path = Path.cwd() / Path(text).expanduser()
        except RuntimeError:  # the home of somebody who is not here
            return Path(text), None
        ending = path.suffix.removeprefix(".").lower()
        wanted = next((each for each in self._export.formats if each == ending), None)
        return path, None if "\0" in text else wanted

    async def _write(self, path: Path, table_format: TableFormat, kind: str) -> None:
        """Write all of it; where that ends before its time, say that nothing is left of it."""
        try:
            writing = self._export.begin(table_format, kind)
            with new_file(path) as write:
                count, remark = await write_noted(
                    self.desk.client, writing.noted_as, lambda: writing.write(write, self._show_count)
                )
        except NotWritten as error:
            self.show_problems({"file": f"{error.reason[:1].upper()}{error.reason[1:]}."})
        except ClientError as error:
            self.note_failure(error, is_read=True)
            self.told.say(f"{error.message} Nothing was written.", wrong=True)
        else:
            remarks = " ".join(filter(None, (writing.remark, remark)))
            self.dismiss(Written(path, count, writing.what, remarks))
        finally:
            self._is_writing = False
            self.refresh_hints()

    def _show_count(self, count: int) -> None:
        """Say how far it is."""
        self.told.say(f"{count:,} are written …")

    def action_leave_dialog(self) -> None:
        """Stop writing; from a form that writes nothing, go back."""
        if not self._is_writing:
            super().action_leave_dialog()
            return
        self.workers.cancel_group(self, GROUP)
        self.told.say("Stopped: nothing was written.", wrong=True)
