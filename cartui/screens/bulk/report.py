"""The report of a bulk change: what it was, what the carts come to, and what became of each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cartui.commands.bulk_jobs import (
    JOB_REPORT,
    OpenItem,
    ViewChangedItems,
    ViewEveryItem,
    ViewRefusedItems,
    ViewUnchangedItems,
    ViewWaitingItems,
)
from cartui.commands.cart_list import CopyNumber
from cartui.commands.command import CommandClass
from cartui.commands.navigation import GoBack
from cartui.model.bulk import BulkItem, BulkJob, ItemKind, ItemState, JobState
from cartui.model.cart import CartState
from cartui.model.changes import BULK
from cartui.model.query import Page
from cartui.screens.bulk.job_deeds import JobDeeds
from cartui.screens.bulk.report_columns import report_columns
from cartui.screens.bulk.report_head import SeenAs, head_lines
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.one_cart.opening import cart_screen, open_order
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from cartui.model.changes import Change
    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part

VIEWS: Final[dict[CommandClass, ItemState | None]] = {
    ViewEveryItem: None,
    ViewChangedItems: ItemState.CHANGED,
    ViewUnchangedItems: ItemState.UNCHANGED,
    ViewRefusedItems: ItemState.REFUSED,
    ViewWaitingItems: ItemState.WAITING,
}
"""What each view narrows the report to."""

ROUND: Final = tuple(VIEWS.values())
"""The views in their order."""

NAMES: Final[dict[ItemState | None, str]] = {
    None: "all",
    ItemState.CHANGED: "changed",
    ItemState.UNCHANGED: "as they were",
    ItemState.REFUSED: "refused",
    ItemState.WAITING: "not done",
}
"""What each view is called."""

MOST_CURRENCIES: Final = 4
"""Currencies whose totals stand above the list; the exported list has all carts of all."""

FEWEST_CURRENCIES: Final = 2
"""The same in a window that is not high."""

HIGH: Final = 30
"""Lines from which on a window is high."""

LOOKED_THROUGH: Final = 10_000
"""Rows that are looked through at once for what was typed."""

PAGE: Final = 1_000
"""Rows of a page where many are looked through."""

LOOK_AGAIN: Final = 2.0
"""Seconds between two looks at a job that runs."""


class Why(Static):
    """Why the row at the cursor was refused, in full: lists cut it off."""

    DEFAULT_CSS = """
    Why { height: 2; padding: 0 1; display: none; }
    Why.-shown { display: block; }
    """


class JobReport(ListScreen[BulkItem]):
    """What became of each cart of one job, in the order in which they were done."""

    OFFERS = JOB_REPORT
    DEFAULT_CSS = """
    JobReport #head { height: auto; max-height: 9; padding: 0 1; }
    JobReport VirtualTable {
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    JobReport VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self, job_id: int, job: BulkJob | None = None) -> None:
        """Report on the job of that id; ``job``: as it was known last."""
        super().__init__()
        self._job_id = job_id
        self._job = job
        self._shown_state: ItemState | None = None
        self._text = ""
        self._deeds = JobDeeds(self, lambda: self._job, self.catch_up)

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """What is done with the job as a whole stands on its own."""
        return (self._deeds,)

    def compose(self) -> ComposeResult:
        """What it was, and the list."""
        yield DeskHeader()
        yield Static(id="head")
        yield QueryLine("a number, or words of the reason")
        yield VirtualTable(
            self._columns(), key=lambda item: item.id, is_own=lambda _item: True, forwards_only=True
        )
        yield Why()
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed, and look again while it runs."""
        self._show_job()
        self._show_view()
        self.set_interval(LOOK_AGAIN, self._look_again)

    # --- the job ------------------------------------------------------------------------------------

    @property
    def _is_running(self) -> bool:
        """Whether more may become of its carts."""
        return self._job is not None and self._job.state is JobState.RUNNING

    def _look_again(self) -> None:
        """See how far it is, as long as it runs."""
        if self.is_current and self._is_running:
            self.catch_up()

    def when_changed(self, changes: "Sequence[Change]") -> None:
        """Something of a job was done, which may take this one back, or something may have been missed."""
        if not changes or any(change.kind == BULK for change in changes):
            super().when_changed(changes)

    def count(self) -> None:
        """See how far it is: its tally says how many there are of each."""
        self.read(self._read_job(), group="job", quietly=True)

    async def _read_job(self) -> None:
        """Read the job, and say what it is now."""
        before = self._job
        self._job, _ = await self.or_last_known(self.desk.client.bulk.get(self._job_id))
        self._show_job()
        if before is None:
            self.table.columns = self._columns()
        self._show_view()
        self.refresh_hints()

    def _show_job(self) -> None:
        """Say above the list what it was."""
        self.query_one("#head", Static).update(Content("\n").join(self._head()))

    def _head(self) -> Iterator[Content]:
        """What, how far, by whom, when, how many, and what they come to."""
        if self._job is None:
            yield Content.styled(f"Bulk change {self._job_id}", "bold")
            return
        display = self.desk.display
        seen_as = SeenAs(self.desk.shop, display.locale, display.timezone, self.desk.now())
        is_high = self.app.size.height >= HIGH
        yield from head_lines(self._job, seen_as, MOST_CURRENCIES if is_high else FEWEST_CURRENCIES)

    @on(Resize)
    def room_changed(self) -> None:
        """There may be room for more currencies now, or for fewer."""
        self._show_job()

    # --- reading ------------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[BulkItem]:
        """One page; with words, what they find among the next rows."""
        if not self._text:
            return await self._page(reading.limit, reading.after)
        found: list[BulkItem] = []
        after, looked_through = reading.after, 0
        while True:
            page = await self._page(PAGE, after)
            found += filter(self._is_meant, page)
            looked_through += len(page.items)
            after = page.next
            if after is None or len(found) >= reading.limit:
                return Page(tuple(found), next=after)
            if looked_through >= LOOKED_THROUGH:
                return Page(tuple(found), next=after, searched=looked_through)

    async def _page(self, limit: int, after: str | None) -> Page[BulkItem]:
        """Rows as they are kept."""
        return await self.desk.client.bulk.items(
            self._job_id, state=self._shown_state, limit=limit, after=after
        )

    def _is_meant(self, item: BulkItem) -> bool:
        """Whether all that was typed stands in its number or in the reason."""
        said = f"{item.number} {item.made} {item.reason}".casefold()
        return all(word in said for word in self._text.casefold().split())

    def search(self, text: str) -> bool:
        """List those in whose number or reason this stands."""
        if text.strip() != self._text or self.line.has_trouble:
            self._text = text.strip()
            self._start()
        return True

    # --- what it is narrowed to -----------------------------------------------------------------------

    def _columns(self) -> "Sequence[Column[BulkItem]]":
        """What there is to see of them."""
        actions = () if self._job is None else self._job.actions
        return report_columns(actions, self._shown_state, self.desk.display.locale)

    def _narrow(self, state: ItemState | None) -> None:
        """List those only; ``None``: all."""
        self._shown_state = state
        self.table.columns = self._columns()
        self.query_one(Why).set_class(state is ItemState.REFUSED, "-shown")
        self._start()

    def _start(self) -> None:
        """Show another list from its beginning."""
        self._show_view()
        if self.desk.is_open:
            self.table.start()

    def _show_view(self) -> None:
        """Name above the list what it is narrowed to, and below it the keys of the others, with how many."""
        table = self.table
        table.title = f"report · {NAMES[self._shown_state]}"
        table.empty = "None was found" if self._text else f"{NAMES[self._shown_state].capitalize()}: none"
        counts = self._counts()
        self.name_other_views(
            (view, f"{NAMES[state]}{counts.get(state, '')}")
            for view, state in VIEWS.items()
            if state is not self._shown_state
        )

    def _counts(self) -> dict[ItemState | None, str]:
        """How many there are of each, with a blank before it."""
        if self._job is None:
            return {}
        tally = self._job.tally
        counts = {
            None: tally.matched,
            ItemState.CHANGED: tally.changed,
            ItemState.UNCHANGED: tally.unchanged,
            ItemState.REFUSED: tally.refused,
            ItemState.WAITING: tally.matched - tally.done,
        }
        return {state: f" {count:,}" for state, count in counts.items()}

    def action_next_outcome(self) -> None:
        """List the next kind."""
        self._narrow(ROUND[(ROUND.index(self._shown_state) + 1) % len(ROUND)])

    def action_view_every_item(self) -> None:
        """List all."""
        self._narrow(None)

    def action_view_changed_items(self) -> None:
        """List what was changed."""
        self._narrow(ItemState.CHANGED)

    def action_view_unchanged_items(self) -> None:
        """List what was so already."""
        self._narrow(ItemState.UNCHANGED)

    def action_view_refused_items(self) -> None:
        """List what was refused."""
        self._narrow(ItemState.REFUSED)

    def action_view_waiting_items(self) -> None:
        """List what was not done."""
        self._narrow(ItemState.WAITING)

    @on(VirtualTable.Moved)
    def say_why(self) -> None:
        """Say of another row why it was refused."""
        item = self.table.current
        self.query_one(Why).update(Content("" if item is None else item.reason))

    # --- commands -----------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Some need a row; what is done with the job needs the job."""
        if command in {OpenItem, CopyNumber} and self._is_empty:
            return "There is nothing at the cursor"
        if command in self._deeds.offers and self._job is None:
            return "It is not read yet"
        return super().why_not(command)

    @property
    def _is_empty(self) -> bool:
        """Whether there is no row at the cursor, none on its way, and no place from which to search on."""
        table = self.table if self.is_mounted else None
        return table is not None and table.current is None and not (table.is_waiting or table.is_at_more)

    def footer_word(self, command: CommandClass) -> str:
        """Back leads to where it was opened; what cannot be done with this job is not offered."""
        if command is GoBack:
            return command.footer
        return "" if self._deeds.is_idle(command) else super().footer_word(command)

    def action_open_item(self) -> None:
        """Open the cart at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read it and show it."""
        if (item := self.table.current) is not None:
            self.read(self._open(item), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open(self, item: BulkItem) -> None:
        """Show a cart, the order that it became, or a customer."""
        if item.kind is ItemKind.CUSTOMER:
            from cartui.screens.customers.one_customer import OneCustomer

            customer, known_at = await self.or_last_known(self.desk.client.customers.get(item.id))
            self.app.push_screen(OneCustomer(customer, known_at))
            return
        screen = await cart_screen(self, item.id)
        if screen.cart.state is CartState.ORDERED:
            await open_order(self, screen.cart.id)
        else:
            self.app.push_screen(screen)

    def action_copy_number(self) -> None:
        """Copy the number at the cursor."""
        if (item := self.table.current) is not None:
            self.app.copy_to_clipboard(item.number)
            self.notify(f"{item.number} is copied")

    def action_export_report(self) -> None:
        """Ask where to, and write what is listed."""
        from cartui.screens.bulk.export import export_report

        export_report(self, self._job_id, self._shown_state, matches=self._is_meant)

    def action_go_back(self) -> None:
        """Leave the query line, take the query away, or go back to where it was opened."""
        if self.line.field.has_focus or self.line.text:
            super().action_go_back()
        else:
            self.app.pop_screen()
