"""The queue of locked carts: whether each was paid, and what becomes of it, in two keys a cart."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from cartui.client.protocol import Conflict
from cartui.commands.cart_list import CopyNumber
from cartui.commands.command import CommandClass
from cartui.commands.history import OF_A_CART
from cartui.commands.locks import (
    LOCKED_QUEUE,
    RESOLUTIONS,
    LookCloser,
    OpenLockedCart,
    UndoResolution,
)
from cartui.formatting.counts import short_count
from cartui.model.locks import LockedCart
from cartui.model.query import Page
from cartui.model.statement import Coverage
from cartui.rules.locks.resolving import Resolution
from cartui.screens.desk.others_changes import changed_by
from cartui.screens.dialogs.dialog import Told
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.locks.lock_facts import Shown, lock_summary
from cartui.screens.locks.locked_columns import locked_columns
from cartui.screens.locks.resolutions import CONFIRM, DELETE, UNLOCK, Resolved, Way, notice_of
from cartui.screens.locks.resolving_question import ResolvingQuestion
from cartui.screens.one_cart.opening import open_cart
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import RowPage
from cartui.widgets.virtual_table import VirtualTable

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset(
    {LookCloser, OpenLockedCart, CopyNumber, *OF_A_CART, *RESOLUTIONS}
)
"""Commands that need a locked cart at the cursor."""

DONE: Final = {
    Resolution.CONFIRM: "confirmed",
    Resolution.UNLOCK: "unlocked",
    Resolution.DELETE: "deleted",
}
"""What was done with a lock, in a word."""


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
        """Nothing was resolved yet."""
        super().__init__()
        self._coverage: tuple[Coverage, ...] | None = None
        """Of which times statements have everything; ``None`` while that is not known."""
        self._resolved: list[Resolved] = []
        """What was done here, the latest last; undo takes it from there."""
        self._over: dict[str, Resolved] = {}
        """The carts, by id, whose rows may still be in sight although their locks are resolved here."""
        self._slipped = ""
        """The number of the cart under the cursor that somebody else resolved, until another key is meant."""

    def compose(self) -> ComposeResult:
        """The queue, what is known of the cart at the cursor, and what came of the last decision."""
        yield DeskHeader()
        yield QueryLine("")
        yield VirtualTable(
            self._columns(),
            key=lambda row: row.id,
            version=lambda row: (row.version, row.evidence.verdict),
            empty="No cart is locked",
            forwards_only=True,
        )
        closer = VerticalScroll(Pane(""), id="closer", can_focus=False)
        yield closer
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_title()

    def _columns(self) -> tuple[Column[LockedCart], ...]:
        """What there is to see of a locked cart."""
        return locked_columns(self.desk.now, self.desk.display.locale)

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
        """How many are locked, and up to when statements tell of payments."""
        self.table.title = " · ".join(self._title())

    def _title(self) -> Iterator[str]:
        """Its parts."""
        locked = self.desk.waiting.locked
        yield "locked carts" if locked is None else f"locked carts {short_count(locked)}"
        ends: dict[str, datetime] = {}
        for each in self._coverage or ():
            ends[each.provider] = max(each.end, ends.get(each.provider, each.end))
        for provider, end in sorted(ends.items(), key=lambda each: each[1], reverse=True):
            yield f"{provider} covered to {self._shown.at(end)}"
        if self._coverage == ():
            yield "no statement is imported"

    @property
    def _shown(self) -> Shown:
        """How moments and amounts are shown."""
        display = self.desk.display
        return Shown(display.locale, display.timezone, self.desk.now())

    def _show_rows(self, page: RowPage[LockedCart], known_at: datetime | None) -> None:
        """Show a page. A cart that went from under the cursor by others takes a second key for the next."""
        before, is_same_list = self.table.current, self.table.is_reloading
        super()._show_rows(page, known_at)
        now = self.table.current_key
        if is_same_list and before is not None and now not in {None, before.id} and not self._is_over(before):
            self._slipped = before.number
        self._show_closer()

    @on(VirtualTable.Moved)
    def cart_chosen(self) -> None:
        """Show what is known of the cart that one went to."""
        self._show_closer()

    def _show_closer(self) -> None:
        """What is known of the cart at the cursor, below the list."""
        row = self.table.current
        pane = self.query_one(Pane)
        pane.border_title = "" if row is None else row.number
        pane.show(() if row is None else tuple(lock_summary(row, self._shown)))
        self.query_one("#closer", VerticalScroll).scroll_home(animate=False)

    # --- commands ------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Most need a cart at the cursor whose lock is not resolved already."""
        reason = super().why_not(command)
        if reason is not None or not self.is_mounted:
            return reason
        row = self.table.current
        if command in AT_THE_CURSOR and row is None and not self.table.is_waiting:
            return "There is no locked cart at the cursor"
        if command in RESOLUTIONS and row is not None and self._is_over(row):
            return f"{row.number} is {DONE[self._over[row.id].resolution]} already"
        return self._why_no_undo() if command is UndoResolution else None

    def _is_over(self, row: LockedCart) -> bool:
        """Whether the lock that the row shows was resolved here."""
        over = self._over.get(row.id)
        return over is not None and row.version <= over.cart.version

    async def do(self, command: CommandClass) -> None:
        """Do it. What was meant for a cart that others resolved at that moment is not done with the next."""
        slipped, self._slipped = self._slipped, ""
        row = self.table.current
        if slipped and command in RESOLUTIONS and row is not None:
            self.desk_app.type_ahead.forget()
            self._say(
                f"{slipped} was resolved elsewhere, and the cursor is at {row.number} now: press it again to "
                "mean that one.",
                wrong=True,
            )
            return
        await super().do(command)

    def show_reason(self, reason: str) -> None:
        """Say it where what was done is said; the keys typed behind it were meant for what is not done."""
        self.desk_app.type_ahead.forget()
        self._say(reason, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        """Say what came of the last key, below the cart."""
        self.query_one("#told", Told).say(text, wrong=wrong)

    def open_current(self) -> None:
        """Read all about the cart at the cursor, and show it."""
        self.action_open_locked_cart()

    def action_look_closer(self) -> None:
        """Show all about the cart at the cursor."""
        self.open_the_row()

    def action_open_locked_cart(self) -> None:
        """Open the cart at the cursor."""
        if (row := self.table.current) is not None:
            self.read(open_cart(self, row.id), group="open", hold=self.desk_app.type_ahead.hold())

    def action_copy_number(self) -> None:
        """Copy the number of the cart at the cursor."""
        if (row := self.table.current) is not None:
            self.app.copy_to_clipboard(row.number)
            self._say(f"{row.number} is copied")

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

    # --- resolving -----------------------------------------------------------------------------------

    def action_confirm_payment(self) -> None:
        """Ask about confirming the payment of the cart at the cursor."""
        self.when_there(partial(self._ask_about, CONFIRM))

    def action_unlock_cart(self) -> None:
        """Ask about unlocking it."""
        self.when_there(partial(self._ask_about, UNLOCK))

    def action_delete_locked(self) -> None:
        """Ask about deleting it."""
        self.when_there(partial(self._ask_about, DELETE))

    def _ask_about(self, way: Way) -> None:
        """Ask, unless the row that has come meanwhile is one for which it makes no sense."""
        row = self.table.current
        reason = self.why_not(way.command)
        if reason is not None:
            self.show_reason(reason)
        elif row is not None:
            self.app.push_screen(ResolvingQuestion(row, way), self._answered)

    def _answered(self, resolved: Resolved | None) -> None:
        """Say what came of it, and go on with the next cart."""
        if resolved is None:
            self.catch_up()
            return
        cart = resolved.cart
        self.desk.seen[cart.id] = cart.version
        self._over[cart.id] = resolved
        self._resolved.append(resolved)
        if cart.id == self.table.current_key:
            self._go_on()
        self._say(notice_of(resolved))
        self.catch_up()
        self.desk_app.count_waiting()

    def _go_on(self) -> None:
        """To the next cart whose lock is not resolved; behind the last one, to the one before."""
        rows = self.table.rows_held
        keys = [row.id for row in rows]
        at = keys.index(self.table.current_key or "")
        left = next((row for row in (*rows[at + 1 :], *rows[:at][::-1]) if not self._is_over(row)), None)
        if left is not None:
            self.table.stand_on(left.id)

    # --- taking it back ------------------------------------------------------------------------------

    def _why_no_undo(self) -> str | None:
        """Why nothing can be taken back: an order is cancelled where orders are."""
        if not self._resolved:
            return "Nothing was resolved here since you came"
        last = self._resolved[-1]
        if last.order is None:
            return None
        return f"{last.cart.number} became {last.order.number}: an order is cancelled in the list of orders"

    def action_undo_resolution(self) -> None:
        """Lock again what was unlocked or deleted last."""
        last = self._resolved.pop()
        self.write(self._undo(last, uuid4().hex), hold=self.desk_app.type_ahead.hold())

    async def _undo(self, last: Resolved, key: str) -> None:
        """Take it back, unless somebody changed the cart since."""
        number, cart = last.cart.number, last.cart
        try:
            cart = await self.until_answered(
                f"{number}: not known yet whether it is locked again.",
                partial(self.desk.client.carts.undo, cart.id, version=cart.version, key=key),
            )
        except Conflict:
            who = await changed_by(self.desk.client.history, cart.id, cart.version)
            self.show_reason(f"{number}: nothing was undone, since the cart was changed meanwhile by {who}.")
        else:
            self._over.pop(cart.id, None)
            self.desk.seen[cart.id] = cart.version
            self._say(f"{number} is locked again.")
        self.catch_up()
        self.desk_app.count_waiting()
