"""The call list: carts that customers left, whom to call, and what came of it, in two keys a call."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from cartui.commands.command import CommandClass
from cartui.commands.history import OF_A_CART
from cartui.commands.recovery import (
    CALL_LIST,
    NOTES,
    CopyPhone,
    OpenToCall,
)
from cartui.formatting.ages import show_ago
from cartui.formatting.counts import count_words
from cartui.formatting.people import GUEST
from cartui.model.changes import Change
from cartui.model.query import CartSort, Page, SortKey
from cartui.model.recovery import CallOutcome, CartToCall
from cartui.rules.calls import OUTCOMES
from cartui.rules.cart_views import TO_CALL
from cartui.rules.query.cart_query import parse_query
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.dialogs.dialog import Told
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.one_cart.opening import open_cart
from cartui.screens.recovery.call_columns import call_columns, phone_of
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane, PaneLine, Tone
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import RowPage
from cartui.widgets.virtual_table import VirtualTable

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset({OpenToCall, CopyPhone, *NOTES, *OF_A_CART})
"""Commands that need a cart at the cursor."""

SORTS: Final[Mapping[CartSort, str]] = {
    CartSort(key=SortKey.TOTAL): "largest first",
    CartSort(key=SortKey.TOUCHED, descending=False): "left longest first",
}
"""The orders, each with what is said of it; the first one is the usual."""


class CallList(ListScreen[CartToCall]):
    """Carts that are worth a call, with whom to call; a call that is noted takes its cart off the list."""

    OFFERS = CALL_LIST
    DEFAULT_CSS = """
    CallList QueryLine > Horizontal { display: none; }
    CallList VirtualTable {
        height: 1fr; width: 1fr;
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    CallList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    CallList #closer { height: 30%; min-height: 5; max-height: 10; scrollbar-size-vertical: 1; }
    CallList Told { padding: 0 1; }
    """

    def __init__(self) -> None:
        """Begin with the largest."""
        super().__init__()
        self._sort = next(iter(SORTS))
        self._matching = ""
        """How many there are, in words; empty while that is not known."""

    def compose(self) -> ComposeResult:
        """The list, what is known of the cart at the cursor, and what came of the last key."""
        yield DeskHeader()
        yield QueryLine("")
        yield VirtualTable(
            call_columns(self.desk.now, self.desk.display.locale),
            key=lambda row: row.id,
            version=lambda row: (row.version, row.calls),
            empty="No cart is worth a call now",
        )
        yield VerticalScroll(Pane(""), id="closer", can_focus=False)
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_title()

    # --- reading -------------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[CartToCall]:
        """One page in the chosen order, or from its other end."""
        sort = self._sort
        if reading.reverse:
            sort = sort.model_copy(update={"descending": not sort.descending})
        return await self.desk.client.recovery.list(
            parse_query(TO_CALL, self.zone),
            sort=sort,
            limit=reading.limit,
            after=reading.after,
            before=reading.before,
        )

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed here
        """There is nothing to search for: the list of carts does that with is:promising."""
        return True

    def count(self) -> None:
        """Find out how many there are."""
        self.read(self._read_count(), group="count", quietly=True)

    async def _read_count(self) -> None:
        """Say it above the list."""
        self._matching = count_words(await self.desk.client.carts.count(parse_query(TO_CALL, self.zone)))
        self._show_title()

    def _show_title(self) -> None:
        """How many there are, in which order."""
        self.table.title = " · ".join(filter(None, (f"to call {self._matching}".strip(), SORTS[self._sort])))

    def _show_rows(self, page: RowPage[CartToCall], known_at: datetime | None) -> None:
        """Show a page, and what is known of the cart at the cursor."""
        super()._show_rows(page, known_at)
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
        pane.show(() if row is None else tuple(self._facts(row)))
        self.query_one("#closer", VerticalScroll).scroll_home(animate=False)

    def _facts(self, row: CartToCall) -> Iterator[PaneLine]:
        """Whom to call, about what, and what was said last."""
        now = self.desk.now()
        who = dict.fromkeys(filter(None, (row.name or GUEST, phone_of(row), row.email)))
        yield PaneLine(" · ".join(who), tone=Tone.STRONG)
        more = row.items - len(row.products)
        yield PaneLine(", ".join((*row.products, *((f"+{more}",) if more > 0 else ()))))
        yield PaneLine(f"left {show_ago(row.touched_at or row.updated_at, now)}", tone=Tone.QUIET)
        if row.assigned_to:
            yield PaneLine(f"assigned to {row.assigned_to}")
        if (call := row.last_call) is not None:
            tries = f", call {row.calls}" if row.calls > 1 else ""
            when = f"{show_ago(call.at, now)} by {call.agent or 'somebody'}{tries}"
            yield PaneLine(f"called, {OUTCOMES[call.outcome]} {when}")
            if call.text:
                yield PaneLine(" ".join(call.text.split()), wraps=True)

    # --- what is said --------------------------------------------------------------------------------

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what came of the last key, below the cart."""
        self.query_one("#told", Told).say(text, wrong=wrong)

    # --- the cart at the cursor ----------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Most need a cart at the cursor."""
        if not self.is_mounted:
            return self.why_never(command)
        if command in AT_THE_CURSOR and self.table.current is None and not self.table.is_waiting:
            return self.why_never(command) or "There is no cart at the cursor"
        return super().why_not(command)

    def open_current(self) -> None:
        """Open the cart at the cursor."""
        if (row := self.table.current) is not None:
            self.read(open_cart(self, row.id), group="open", hold=self.desk_app.type_ahead.hold())

    def action_open_to_call(self) -> None:
        """Open the cart at the cursor, once it is there."""
        self.open_the_row()

    def action_copy_phone(self) -> None:
        """Copy the number to call."""
        if (row := self.table.current) is not None:
            self.app.copy_to_clipboard(row.phone or row.email)
            self.say(f"{phone_of(row)} is copied")

    def action_sort_calls(self) -> None:
        """List them in the other order."""
        self._sort = next(sort for sort in SORTS if sort != self._sort)
        self._show_title()
        if self.desk.is_open:
            self.table.start()

    def action_show_history(self) -> None:
        """Show what happened to the cart at the cursor."""
        if (row := self.table.current) is not None:
            from cartui.screens.history.cart_history import CartHistory, OfCart

            self.app.push_screen(CartHistory(OfCart(row.id, row.number, row.currency, row.name)))

    def action_write_comment(self) -> None:
        """Write a comment on the cart at the cursor."""
        if (row := self.table.current) is not None:
            from cartui.screens.history.comment_editor import write_comment

            write_comment(self, row.id, row.number)

    # --- calls ---------------------------------------------------------------------------------------

    def action_note_reached(self) -> None:
        """They will see."""
        self._note(CallOutcome.REACHED)

    def action_note_no_answer(self) -> None:
        """Nobody answered."""
        self._note(CallOutcome.NO_ANSWER)

    def action_note_ordered(self) -> None:
        """They order, or did."""
        self._note(CallOutcome.ORDERED)

    def action_note_declined(self) -> None:
        """They want nothing of it."""
        self._note(CallOutcome.DECLINED)

    def _note(self, outcome: CallOutcome) -> None:
        """Ask what was said, which may be nothing, and note the call about the cart at the cursor."""
        row = self.table.current
        if row is None:
            return

        def given(text: str | None) -> None:
            if text is not None:
                self.write(self._save(row, outcome, text, uuid4().hex))

        form = AskLine(f"call about {row.number}: {OUTCOMES[outcome]}", "Said", hint="may stay empty")
        self.app.push_screen(form, given)

    async def _save(self, row: CartToCall, outcome: CallOutcome, text: str, key: str) -> None:
        """Note it. Raises ``ClientError`` for what the backend refuses."""
        await self.until_answered(
            f"{row.number}: not known yet whether the call was noted.",
            partial(self.desk.client.recovery.note_call, row.id, outcome, text, key=key),
        )
        self.say(f"{row.number}: {OUTCOMES[outcome]} is noted")
        self.catch_up()

    def when_commented(self, changes: Sequence[Change]) -> None:
        """Somebody noted a call: the cart may have left the list."""
        self.when_changed(changes)
