"""What the screens with a long list have in common: a query line, a virtual table, and following changes."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, Generic, TypeVar

from textual import on
from textual.content import Content
from textual.timer import Timer

from cartui.client.protocol import ClientError, NotFound, Unavailable
from cartui.commands.command import CommandClass
from cartui.commands.navigation import GoBack, QuitHome, Refresh
from cartui.model.changes import Change
from cartui.model.query import Page
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.reach import is_silence
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.lists.keyset_reader import KeysetReader, Reading
from cartui.settings.system_zone import system_zone
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import Going, PagePlace, RowPage
from cartui.widgets.virtual_table import VirtualTable

T = TypeVar("T")

LATE: Final = 0.3
"""Seconds for which other rows may be on their way before that is seen: a flash would only unsettle."""

BELOW: Final = " Below is what was listed before."
"""Said where rows stay that were not asked for."""


class ListScreen(DeskScreen[None], Generic[T]):
    """A list that is read page by page, searched as one types, and brought up to date where one stands."""

    AUTO_FOCUS = "VirtualTable"

    def __init__(self) -> None:
        """Start at the beginning."""
        super().__init__()
        self.is_stale = False
        """Whether the rows in sight are to be read again once this screen is in front."""
        self._unread = False
        """Whether the rows in sight are not those that were asked for last."""
        self._next: tuple[Callable[[], None], Hold] | None = None
        self._late: Timer | None = None
        self._has_waiting_to_count = False
        """Whether what waits in the shop is to be counted once the first rows are there."""

    def on_mount(self) -> None:
        """Be laid out for the room there is at once; Textual looks at that after the first layout."""
        fitting = [name for least, name in self.HORIZONTAL_BREAKPOINTS or () if least <= self.app.size.width]
        self.set_classes([*self.classes, *fitting[-1:]])

    # --- what a list says of itself ----------------------------------------------------------------

    @abstractmethod
    async def ask(self, reading: Reading) -> Page[T]:
        """Ask the client for one page of what is searched for."""

    @abstractmethod
    def search(self, text: str) -> bool:
        """Understand what is searched for, and show it if it is new; false where it makes no sense."""

    @abstractmethod
    def open_current(self) -> None:
        """Open what is at the cursor; called only where something is."""

    def count(self) -> None:
        """Count what is to be counted beside the list."""

    def not_listed(self, ref: str) -> None:
        """What one wanted to go to is not in this list."""

    def name_other_views(self, views: Iterable[tuple[CommandClass, str]]) -> None:
        """Name below the list the keys of these views, which show others of it; one without a key is not."""
        keys = ((self.keymap.shown(view), name) for view, name in views)
        self.table.border_subtitle = Content("  ".join(f"{key} {name}" for key, name in keys if key))

    # --- reading ---------------------------------------------------------------------------------

    @property
    def table(self) -> VirtualTable[T]:
        """The list itself."""
        return self.query_one(VirtualTable)

    @property
    def line(self) -> QueryLine:
        """The query line."""
        return self.query_one(QueryLine)

    @property
    def zone(self) -> str:
        """The time zone in which the days of a query are meant."""
        return self.desk.display.timezone or system_zone()

    def when_open(self) -> None:
        """Read the first page and the counts."""
        self._has_waiting_to_count = True
        self.line.show_matches("")
        self.table.start(walks=self.has_rows_before)
        self.count()

    @property
    def has_rows_before(self) -> bool:
        """Whether rows are in sight that were there before the client was open, to move among."""
        return self.known_at is not None

    def when_not_opened(self) -> None:
        """Say why over the whole width, where it stays and is whole."""
        retry = self.keymap.shown(Refresh)
        waits_for_key = bool(self.desk.reach.stranger)
        again = (f"{retry} tries again." if retry else "") if waits_for_key else "It is tried again."
        why = f"{self.desk.trouble.rstrip('.')}. {again}".strip()
        key = self.keymap.shown(QuitHome)
        copied = f" {key} leaves, and prints this in the terminal, where it can be copied." if key else ""
        self.line.show_trouble(why + (copied if "`" in why else ""))

    def show_error(self, error: ClientError) -> None:
        """What is wrong with the backend itself takes more words than a notice has room for."""
        if isinstance(error, Unavailable) and self.is_current:
            self.line.show_trouble(error.message)
        else:
            super().show_error(error)

    def when_changed(self, changes: Sequence[Change]) -> None:  # noqa: ARG002 - all of them can be in sight
        """Somebody changed something: see it now, or when this screen is in front again."""
        if self.is_current:
            self.catch_up()
        else:
            self.is_stale = True

    def on_screen_resume(self) -> None:
        """Catch up with what was changed meanwhile."""
        if self.is_stale:
            self.catch_up()

    def catch_up(self) -> None:
        """Read again what is in sight; nothing is while the screen is being taken away."""
        if not self.query(VirtualTable):
            return
        self.is_stale = False
        if self._unread:
            self.table.start()
        else:
            self.table.reload()
        self.count()

    @on(VirtualTable.Wanted)
    def rows_wanted(self, event: VirtualTable.Wanted) -> None:
        """Read a page for the list."""
        event.stop()
        if self.table.is_waiting and self._late is None:
            self._late = self.set_timer(LATE, self._rows_are_late)
        self.read(self._read_rows(event.place, event.at_least), group="rows")

    def _rows_are_late(self) -> None:
        """Show that what is in sight is not what was asked for."""
        self.table.show_late(self.table.is_waiting)

    def _rows_are_there(self) -> None:
        """Nothing that was asked for is on its way any more: neither say so now nor in a moment."""
        if self._late is not None:
            self._late.stop()
            self._late = None
        self.table.show_late(False)
        if self._has_waiting_to_count and self.desk.is_open:
            self._has_waiting_to_count = False
            self.call_after_refresh(self.desk_app.count_waiting)

    async def _read_rows(self, place: PagePlace, at_least: int) -> None:
        """Read a page. Where the backend is away, what it gave last is shown, or what is in sight stays."""
        try:
            page, known_at = await self.or_last_known(KeysetReader(self.ask).read(place, at_least))
        except ClientError as error:
            self.note_failure(error, is_read=True)
            if isinstance(error, NotFound) and place.going is Going.AT:
                self.not_listed(place.cursor)
            elif self.table.is_waiting:
                self._unread = True
                self.line.show_trouble(error.message + (BELOW if self.table.rows_held else ""))
            elif not is_silence(error):
                self.line.show_trouble(error.message)
            self.table.give_up()
        else:
            self._show_rows(page, known_at)
        if not self.table.is_waiting:
            self._rows_are_there()
        if self._next is not None and not self.table.is_waiting:
            (do, hold), self._next = self._next, None
            if not self.line.has_trouble:
                self.when_there(do)
            hold.release()

    def _show_rows(self, page: RowPage[T], known_at: datetime | None) -> None:
        """Show a page; one from memory only where there is nothing newer in sight."""
        if known_at is None:
            if self._unread or self.known_at is not None:
                self.line.forget_trouble()
            self._unread, self.known_at = False, None
        elif self.table.is_reloading:
            self.table.give_up()
            return
        else:
            self._unread, self.known_at = False, known_at
        self.table.show(page)
        self.refresh_header()

    def footer_word(self, command: CommandClass) -> str:
        """From the list itself, back leads nowhere."""
        if command is GoBack and self.is_mounted and not self.line.text and not self.line.field.has_focus:
            return ""
        return super().footer_word(command)

    def on_descendant_focus(self) -> None:
        """What back means depends on where one stands."""
        self.refresh_hints()

    # --- keys and mouse ----------------------------------------------------------------------------

    @on(QueryLine.Changed)
    def query_typed(self, event: QueryLine.Changed) -> None:
        """Follow what is typed."""
        self.search(event.text)

    @on(QueryLine.Left)
    def query_left(self, event: QueryLine.Left) -> None:
        """On to the list, unless there is something to put right."""
        if self.search(event.text):
            self.to_the_rows()

    def to_the_rows(self) -> None:
        """From the query line on to the list."""
        self.table.focus()

    @on(VirtualTable.Moved)
    def cursor_moved(self, event: VirtualTable.Moved) -> None:  # noqa: ARG002 - wherever it is now
        """What can be done depends on whether there is a row."""
        self.refresh_hints()

    @on(VirtualTable.Opened)
    def row_clicked(self, event: VirtualTable.Opened) -> None:
        """A row was clicked twice."""
        event.stop()
        self.open_the_row()

    def when_there(self, do: Callable[[], None]) -> None:
        """Do something with what is at the cursor, once it is there: a key may come before its rows.

        The keys after that one wait as well.
        """
        if self.table.is_waiting:
            if self._next is not None:
                self._next[1].release()
            self._next = (do, self.desk_app.type_ahead.hold())
        elif self.table.current is not None:
            do()

    def open_the_row(self) -> None:
        """Open what is at the cursor, once it is there; where searching was given up, go on with it."""
        if self.table.is_at_more:
            self.table.search_on()
        else:
            self.when_there(self.open_current)

    def action_query(self) -> None:
        """Go to the query line."""
        self.line.begin()

    def action_refresh(self) -> None:
        """Read again what is in sight, and try again what waits for the backend."""
        self.desk.reach.try_now()
        self.catch_up()

    def action_go_back(self) -> None:
        """Leave the query line; from the list, take the query away."""
        if self.line.field.has_focus:
            self.table.focus()
        elif self.line.text:
            self.line.put("")
            self.search("")
            self.refresh_hints()

    # A query line in which one types is no reason not to move in the list.
    def action_move_down(self) -> None:
        """The next row."""
        self.table.action_move_down()

    def action_move_up(self) -> None:
        """The row before."""
        self.table.action_move_up()

    def action_page_down(self) -> None:
        """As many rows down as are in sight."""
        self.table.action_page_down()

    def action_page_up(self) -> None:
        """As many rows up as are in sight."""
        self.table.action_page_up()

    def action_move_first(self) -> None:
        """The first row."""
        self.table.action_move_first()

    def action_move_last(self) -> None:
        """The last row."""
        self.table.action_move_last()
