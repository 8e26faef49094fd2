"""The queue of locked carts: whether each was paid, and what becomes of it, in two keys a cart."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from cartui.commands.cart_list import CopyNumber
from cartui.commands.command import CommandClass
from cartui.commands.history import OF_A_CART
from cartui.commands.locks import LOCKED_QUEUE, LookCloser, OpenLockedCart
from cartui.commands.navigation import GoToPayments
from cartui.commands.statement_import import ImportStatement
from cartui.formatting.counts import short_count
from cartui.formatting.providers import provider_name
from cartui.model.locks import LockedCart
from cartui.model.query import Page
from cartui.model.statement import Coverage
from cartui.screens.dialogs.dialog import Told
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.locks.lock_facts import Written, lock_summary
from cartui.screens.locks.lock_resolving import LockResolving
from cartui.screens.locks.locked_columns import locked_columns
from cartui.screens.one_cart.opening import open_cart
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import RowPage
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset(
    {LookCloser, OpenLockedCart, CopyNumber, *OF_A_CART}
)
"""Commands that need a locked cart at the cursor."""


class LockedQueue(ListScreen[LockedCart]):
    """Locked carts, the latest lock first, with what the statements say of each."""

    OFFERS = LOCKED_QUEUE
    DEFAULT_CSS = """
    LockedQueue QueryLine > Horizontal { display: none; }
    LockedQueue VirtualTable {
        height: 1fr; width: 1fr;
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    LockedQueue VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    LockedQueue #closer { height: 35%; min-height: 5; max-height: 14; scrollbar-size-vertical: 1; }
    LockedQueue Told { padding: 0 1; }
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.resolving: Final = LockResolving(self)
        self._coverage: tuple[Coverage, ...] | None = None
        """Of which times statements have everything; ``None`` while that is not known."""

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """What becomes of the carts."""
        return (self.resolving,)

    def compose(self) -> ComposeResult:
        """The queue, what is known of the cart at the cursor, and what came of the last decision."""
        yield DeskHeader()
        yield QueryLine("")
        yield VirtualTable(
            locked_columns(self.desk.now, self.desk.display.locale),
            key=lambda row: row.id,
            version=lambda row: (row.version, row.evidence.verdict),
            empty="No cart is locked",
            forwards_only=True,
        )
        yield VerticalScroll(Pane(""), id="closer", can_focus=False)
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_title()

    # --- reading -------------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[LockedCart]:
        """One page, from the latest lock on."""
        return await self.desk.client.locks.list(limit=reading.limit, after=reading.after)

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed here
        """There is nothing to search for: the list of carts does that."""
        return True

    def count(self) -> None:
        """Find out what the statements cover by now."""
        self.read(self._read_coverage(), group="coverage", quietly=True)

    async def _read_coverage(self) -> None:
        """Say it above the list."""
        self._coverage = await self.desk.client.payments.coverage()
        self._show_title()

    def refresh_header(self) -> None:
        """How many there are stands above the list, too."""
        super().refresh_header()
        if self.query(VirtualTable):
            self._show_title()

    def _show_title(self) -> None:
        """How many are locked, and up to when statements tell of payments; what brings more of them."""
        self.table.title = " · ".join(self._title())
        key = self.keymap.shown(ImportStatement)
        self.table.border_subtitle = Content(f"{key} import a statement" if key else "")

    def _title(self) -> Iterator[str]:
        """Its parts."""
        locked = self.desk.waiting.locked
        yield "locked carts" if locked is None else f"locked carts {short_count(locked)}"
        ends: dict[str, datetime] = {}
        for each in self._coverage or ():
            ends[each.provider] = max(each.end, ends.get(each.provider, each.end))
        for provider, end in sorted(ends.items(), key=lambda each: each[1], reverse=True):
            yield f"{provider_name(provider)} covered to {Written.at(self.desk).time(end)}"
        if self._coverage == ():
            yield "no statement is imported"

    def _show_rows(self, page: RowPage[LockedCart], known_at: datetime | None) -> None:
        """Show a page; where the cart under the cursor went meanwhile, a key may have been meant for it."""
        before, is_same_list = self.table.current, self.table.is_reloading
        super()._show_rows(page, known_at)
        now = self.table.current
        if is_same_list and before is not None and now is not None and now.id != before.id:
            self.resolving.slipped_from(before)
        self._show_closer()

    @on(VirtualTable.Moved)
    def cart_chosen(self) -> None:
        """Show what is known of the cart that one went to."""
        self._show_closer()

    def _show_closer(self) -> None:
        """What is known of the cart at the cursor, below the list."""
        row = self.table.current
        pane = self.query_one(Pane)
        pane.border_title = Content("" if row is None else row.number)
        pane.show(() if row is None else tuple(lock_summary(row, Written.at(self.desk))))
        self.query_one("#closer", VerticalScroll).scroll_home(animate=False)

    # --- what is said --------------------------------------------------------------------------------

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what came of the last key, below the cart."""
        self.query_one("#told", Told).say(text, wrong=wrong)

    def show_reason(self, reason: str) -> None:
        """Say it in that place; the keys typed behind it were meant for what is not done."""
        self.desk_app.type_ahead.forget()
        self.say(reason, wrong=True)

    # --- the cart at the cursor ----------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Most need a cart at the cursor."""
        if not self.is_mounted:
            return self.why_never(command)
        if command in AT_THE_CURSOR and self.table.current is None and not self.table.is_waiting:
            return self.why_never(command) or "There is no locked cart at the cursor"
        return super().why_not(command)

    def open_current(self) -> None:
        """Show all about the cart at the cursor."""
        if (row := self.table.current) is not None:
            from cartui.screens.locks.one_lock import OneLock

            self.app.push_screen(OneLock(row), self.resolving.answered)

    def action_look_closer(self) -> None:
        """Show all about the cart at the cursor, once it is there."""
        self.open_the_row()

    def action_open_locked_cart(self) -> None:
        """Open the cart at the cursor."""
        if (row := self.table.current) is not None:
            self.read(open_cart(self, row.id), group="open", hold=self.desk_app.type_ahead.hold())

    def action_copy_number(self) -> None:
        """Copy the number of the cart at the cursor."""
        if (row := self.table.current) is not None:
            self.app.copy_to_clipboard(row.number)
            self.say(f"{row.number} is copied")

    def action_show_history(self) -> None:
        """Show what happened to the cart at the cursor."""
        if (row := self.table.current) is not None:
            from cartui.screens.history.cart_history import CartHistory, OfCart

            self.app.push_screen(CartHistory(OfCart(row.id, row.number, row.currency, row.customer)))

    def action_write_comment(self) -> None:
        """Write a comment on the cart at the cursor."""
        if (row := self.table.current) is not None:
            from cartui.screens.history.comment_editor import write_comment

            write_comment(self, row.id, row.number)

    # --- payments ------------------------------------------------------------------------------------

    def action_import_statement(self) -> None:
        """Import a statement; what it tells is looked up at once."""
        from cartui.screens.locks.statement_import import StatementImportScreen

        self.app.push_screen(StatementImportScreen(), self._imported)

    async def action_show_payments_without_order(self) -> None:
        """Go to the payments without an order."""
        await self.do(GoToPayments)

    def _imported(self, taken: bool | None) -> None:
        """Show what is known by now."""
        if taken:
            self.catch_up()
