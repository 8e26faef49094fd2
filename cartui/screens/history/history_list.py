"""Entries, latest first, with the one at the cursor in full: a cart's history and everybody's activity."""

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.history import WriteComment
from cartui.commands.history_list import (
    UndoEntry,
    ViewComments,
    ViewEdits,
    ViewEveryKind,
    ViewLife,
    ViewOrderEntries,
)
from cartui.documents.history_words import HistoryWords, customers_in, lines_in, titles_in
from cartui.model.activity import Activity, BulkActivity, CartActivity, ExportActivity
from cartui.model.changes import Change
from cartui.rules.entry_kinds import KindGroup
from cartui.screens.dialogs.dialog import Told
from cartui.screens.history.comment_editor import write_comment
from cartui.screens.history.entry_pane import EntryPane, entry_lines
from cartui.screens.history.export_lines import export_lines
from cartui.screens.history.job_lines import job_lines
from cartui.screens.lists.list_screen import ListScreen
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

R = TypeVar("R", CartActivity, Activity)

BESIDE: Final = 110
"""Cells from which on the entry stands beside the list, and not below it."""

VIEWS: Final[dict[CommandClass, KindGroup | None]] = {
    ViewEveryKind: None,
    ViewEdits: KindGroup.EDITS,
    ViewComments: KindGroup.COMMENTS,
    ViewOrderEntries: KindGroup.ORDERS,
    ViewLife: KindGroup.LIFE,
}
"""What each view narrows the history to."""

ROUND: Final = tuple(VIEWS.values())
"""The views in their order."""

OF_MANY: Final = "That is a change of many carts: enter shows what became of each"
"""Why there is no one cart to do something with."""

OF_NO_CART: Final = "An export is about no one cart; nothing more of it is kept here"
"""The same of an export, which nothing shows once more."""

NAMES: Final[dict[KindGroup | None, str]] = {
    None: "everything",
    KindGroup.EDITS: "edits",
    KindGroup.COMMENTS: "comments",
    KindGroup.ORDERS: "orders",
    KindGroup.LIFE: "beginnings & trash",
}
"""What each view is called."""


class HistoryList(ListScreen[R], Generic[R]):
    """A list of entries that can be narrowed to some kinds."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (BESIDE, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    HistoryList #body { height: 1fr; layout: vertical; }
    HistoryList.-wide #body { layout: horizontal; }
    HistoryList VirtualTable {
        height: 1fr; width: 1fr;
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    HistoryList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    HistoryList EntryPane { height: 9; width: 1fr; }
    HistoryList.-wide EntryPane { height: 1fr; width: 46; }
    """

    def __init__(self) -> None:
        """Everything is listed."""
        super().__init__()
        self.group: KindGroup | None = None
        """The kinds that are listed; ``None``: all."""
        self._customers: dict[str, str] = {}
        """Names of customers by id, of those who were looked up."""
        self._shown: str | None = None
        """The key of the entry that is shown in full."""
        self._titles: dict[str, dict[str, str]] = {}
        """What the lines of carts are called now, by the carts' ids, of those that were looked up."""

    # --- what a history says of itself ---------------------------------------------------------------

    def about(self) -> str:
        """What it is a history of, for the title."""
        return "activity"

    def placeholder(self) -> str:
        """What may be typed into the query line."""
        return ""

    def list_columns(self) -> tuple[Column[R], ...]:
        """The columns of the list."""
        return ()

    # --- showing --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The list, and the entry at the cursor."""
        yield DeskHeader()
        yield QueryLine(self.placeholder())
        with Container(id="body"):
            yield VirtualTable(
                self.list_columns(),
                key=lambda row: row.key,
                version=lambda row: row.version,
                is_own=lambda row: row.agent == self._me,
                forwards_only=True,
            )
            yield EntryPane()
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_group()

    def when_commented(self, changes: Sequence[Change]) -> None:
        """A comment is an entry as well."""
        self.when_changed(changes)

    @property
    def _me(self) -> str:
        """Who is at this desk."""
        return self.desk.client.actor.name if self.desk.is_open else ""

    @on(VirtualTable.Moved)
    def entry_chosen(self, event: VirtualTable.Moved) -> None:
        """Show the entry that one went to; what was said of another one is over."""
        if event.key != self._shown:
            self._shown = event.key
            self._say("")
        self.show_entry()

    def show_entry(self) -> None:
        """Show what is at the cursor in full; names that it needs are looked up."""
        pane, row = self.query_one(EntryPane), self.table.current
        if row is None:
            pane.show(())
            return
        if not isinstance(row, CartActivity):
            pane.show(self._lines_of_many(row))
            return
        words = self._words(row)
        pane.show(entry_lines(row.entry, words))
        unknown = customers_in([row.entry]) - self._customers.keys()
        if unknown:
            self.read(self._read_names(unknown), group="names", quietly=True)
        cart_id = row.entry.cart_id
        if cart_id not in self._titles and lines_in(row.entry) - words.titles.keys():
            self.read(self._read_titles(cart_id), group="titles", quietly=True)

    def _lines_of_many(self, row: BulkActivity | ExportActivity) -> Iterable[Content]:
        """A bulk change or an export in full."""
        display = self.desk.display
        if isinstance(row, ExportActivity):
            return export_lines(row.export, now=self.desk.now(), timezone=display.timezone)
        return job_lines(
            row.job, self.desk.shop, now=self.desk.now(), locale=display.locale, timezone=display.timezone
        )

    def _words(self, row: CartActivity) -> HistoryWords:
        """How the entry is written."""
        display = self.desk.display
        held: Sequence[Activity] = self.table.rows_held
        entries = (each for each in held if isinstance(each, CartActivity))
        same_cart = [each.entry for each in entries if each.number == row.number]
        return HistoryWords(
            currency=row.currency,
            locale=display.locale,
            timezone=display.timezone,
            now=self.desk.now(),
            titles={**titles_in(same_cart), **self._titles.get(row.entry.cart_id, {})},
            levels={level.code: level.name for level in self.desk.shop.price_levels},
            customers=self._customers,
        )

    async def _read_names(self, ids: Iterable[str]) -> None:
        """Look up who customers are; one who cannot be found out now stays without a name."""
        for customer in ids:
            self._customers[customer] = ""
            try:
                self._customers[customer] = (await self.desk.client.customers.get(customer)).name
            except ClientError:
                continue
        self.show_entry()

    async def _read_titles(self, cart_id: str) -> None:
        """Look up what a cart's lines are called; of a cart that is gone nothing is left to be called."""
        self._titles[cart_id] = {}
        try:
            cart = await self.desk.client.carts.get(cart_id)
        except ClientError:
            return
        self._titles[cart_id] = {line.id: f"{line.title} {line.options}".strip() for line in cart.lines}
        self.show_entry()

    # --- what is listed -------------------------------------------------------------------------------

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed in a cart's own
        """There is nothing to search for, unless a list says so."""
        return True

    def narrow(self, group: KindGroup | None) -> None:
        """List these kinds only; ``None``: all."""
        self.group = group
        self.start()

    def start(self) -> None:
        """Show another list from its beginning."""
        self._show_group()
        self._say("")
        self.line.show_matches("")
        if self.desk.is_open:
            self.table.start()

    def _show_group(self) -> None:
        """Name above the list what it is narrowed to, and below it the keys of the others."""
        table = self.table
        table.title = f"{self.about()} · {NAMES[self.group]}"
        table.empty = "Nothing happened yet" if self.group is None else f"No {NAMES[self.group]}"
        self.name_other_views((view, NAMES[of]) for view, of in VIEWS.items() if of is not self.group)

    def action_next_kind(self) -> None:
        """List the next kinds."""
        self.narrow(ROUND[(ROUND.index(self.group) + 1) % len(ROUND)])

    def action_view_every_kind(self) -> None:
        """List everything."""
        self.narrow(None)

    def action_view_edits(self) -> None:
        """List what was changed."""
        self.narrow(KindGroup.EDITS)

    def action_view_comments(self) -> None:
        """List what was written."""
        self.narrow(KindGroup.COMMENTS)

    def action_view_order_entries(self) -> None:
        """List what happened to orders."""
        self.narrow(KindGroup.ORDERS)

    def action_view_life(self) -> None:
        """List how carts began and went."""
        self.narrow(KindGroup.LIFE)

    # --- commands -------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Some need an entry at the cursor."""
        needs_row = command is UndoEntry or (command is WriteComment and not self.is_of_one_cart)
        row = self.table.current if needs_row and self.is_mounted else None
        if needs_row and self.is_mounted and row is None:
            return "There is no entry at the cursor"
        if command is WriteComment and isinstance(row, BulkActivity):
            return OF_MANY
        if command is WriteComment and isinstance(row, ExportActivity):
            return OF_NO_CART
        return super().why_not(command)

    is_of_one_cart = False
    """Whether all its entries are of one cart."""

    def action_write_comment(self) -> None:
        """Comment on the cart of the entry at the cursor."""
        row = self.table.current
        if isinstance(row, CartActivity):
            write_comment(self, row.entry.cart_id, row.number, self.catch_up)

    def show_error(self, error: ClientError) -> None:
        """Say it right below the entry that it is about."""
        if not self.is_current or not self.query(Told):
            super().show_error(error)
            return
        self._say(error.message, wrong=True)

    def show_reason(self, reason: str) -> None:
        """Say it in the same place."""
        self._say(reason, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        """Say something below the entry."""
        for told in self.query("#told").results(Told):
            told.say(text, wrong=wrong)
