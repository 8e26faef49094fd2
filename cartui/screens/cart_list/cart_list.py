"""The home of the desk: the carts, in views, by query, with a preview."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.timer import Timer

from cartui.client.protocol import NotFound
from cartui.commands.cart_list import CART_LIST, OpenCart
from cartui.commands.command import CommandClass
from cartui.commands.navigation import GoBack
from cartui.formatting.counts import count_words
from cartui.model.cart import CartSummary
from cartui.model.columns import ChosenColumn
from cartui.model.query import CartQuery, CartSort, Page, SortKey
from cartui.model.selection import Selection
from cartui.rules.query.cart_query import QueryError, parse_query
from cartui.rules.query.keys import CART_KEYS
from cartui.screens.cart_list.cart_at_cursor import AT_THE_CURSOR, CartAtCursor
from cartui.screens.cart_list.cart_columns import cart_columns, is_locked, unreadable
from cartui.screens.cart_list.cart_selection import CartSelecting
from cartui.screens.cart_list.cart_shape import CartShape
from cartui.screens.cart_list.changing_carts import ChangingCarts
from cartui.screens.cart_list.empty_list import EmptyList
from cartui.screens.cart_list.keeping_views import KeepingViews
from cartui.screens.cart_list.led_here import LedHere
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.list_views import ListViews
from cartui.screens.cart_list.locking_carts import LockingCarts
from cartui.screens.cart_list.opening_carts import CartOpening
from cartui.screens.cart_list.preview import CartPreview
from cartui.screens.cart_list.preview_pane import VAST, PreviewPane
from cartui.screens.cart_list.row_signs import RowSigns
from cartui.screens.cart_list.rows_before_open import NEEDS_SHOP, NOT_OPEN, RowsBeforeOpen
from cartui.screens.cart_list.selected_carts import SelectedCarts
from cartui.screens.lists.completing import CompletingList
from cartui.screens.lists.folding import ROOMY, WIDE
from cartui.screens.lists.keyset_reader import Reading
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import PagePlace, RowPage
from cartui.widgets.views_column import ViewsColumn
from cartui.widgets.virtual_table import VirtualTable

REST = 0.08
"""Seconds that the cursor rests on a cart before the preview reads it."""


class CartList(CompletingList[CartSummary]):
    """The list of carts."""

    OFFERS = CART_LIST
    KEYS = CART_KEYS
    undoes_jobs = True
    CSS_PATH = "cart_list.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (ROOMY, "-roomy"), (VAST, "-vast")]  # noqa: RUF012

    own_view_commands: tuple[CommandClass, ...] = ()
    """What shows the agent's own views; they are known once the desk is."""
    first_commands: tuple[CommandClass, ...] = ()
    """What stands first in the footer just now."""

    def __init__(self) -> None:
        """Start with every open and locked cart."""
        super().__init__()
        self.query_shown = CartQuery()
        """What is listed."""
        self.sort = CartSort()
        """How it is sorted."""
        self.columns: tuple[ChosenColumn, ...] = ()
        """The columns that are shown; none: the usual ones."""
        self._listed: tuple[CartQuery, CartSort] | None = None
        self._resting: Timer | None = None
        self._resumes_at = ""
        """Id of the cart at the cursor when the last session ended, until it is looked for."""
        self._resumed_at = ""
        """Id of that cart once it has been looked for."""
        self.rows_before_open: Final = RowsBeforeOpen(self)
        """What is listed before the client is open."""
        self.opening: Final = CartOpening(self)
        self.selecting: Final = CartSelecting(self)
        self.selected: Final = SelectedCarts(self)
        self.views: Final = ListViews(self)
        self.preview: Final = CartPreview(self)
        self.at_cursor: Final = CartAtCursor(self)
        self.changing: Final = ChangingCarts(self)
        self.signs: Final = RowSigns(self)
        self._shape = CartShape(self)
        self.empty: Final = EmptyList(self)
        self.led_here: Final = LedHere(self)
        self._parts = (
            self.opening,
            self.selecting,
            self.selected,
            self.views,
            KeepingViews(self),
            self.preview,
            self.at_cursor,
            self.changing,
            LockingCarts(self),
            self._shape,
            self.signs,
            self.empty,
            self.led_here,
        )

    @property
    def parts(self) -> Sequence[ListPart]:
        """Its subjects, but for the list itself."""
        return self._parts

    @property
    def offers(self) -> Sequence[CommandClass]:
        """The agent's own views are commands as well."""
        return (*self.first_commands, *super().offers, *self.own_view_commands)

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self.selecting.selection

    @property
    def pane(self) -> PreviewPane:
        """The preview."""
        return self.query_one(PreviewPane)

    def known_keys(self) -> Collection[str]:
        """Keys that the backend can filter carts by."""
        return self.desk.client.capabilities.filters

    def compose(self) -> ComposeResult:
        """Query, views, list and preview."""
        shown, signs = self.desk.display, self.signs
        yield DeskHeader()
        yield QueryLine("words, or terms such as market:BD state:locked")
        with Horizontal(id="body"):
            yield ViewsColumn()
            yield VirtualTable(
                cart_columns(self.desk.now, shown.locale, signs.is_unsaved, shown.timezone, signs.is_in_use),
                key=lambda cart: cart.id,
                version=lambda cart: cart.version,
                loud=lambda cart: is_locked(cart) or signs.is_unsaved(cart),
                is_selected=self.selecting.is_selected,
                is_own=self._is_own,
                unreadable=unreadable,
                empty=self.empty.words(""),
            )
            yield PreviewPane()
        yield Hints()

    def on_mount(self) -> None:
        """Show the rows of the last time until there are those of now, with or without the preview."""
        self.views.take_own()
        page = self.desk.saved_rows.page
        if page is not None and not self.desk.is_open:
            self.preview.wish(page.session.preview)
        self.call_next(self.rows_before_open.begin)

    @on(Resize)
    def window_resized(self) -> None:
        """There may be room for preview and views now, or none any more."""
        self.preview.fold()
        self.views.resized()

    @on(ViewsColumn.Chosen)
    async def view_clicked(self, event: ViewsColumn.Chosen) -> None:
        """A view was clicked."""
        await self.action_command(event.command)

    @on(VirtualTable.TitleClicked)
    def title_clicked(self, event: VirtualTable.TitleClicked) -> None:
        """Sort by that column, or the other way round."""
        event.stop()
        self._shape.sort_by_column(SortKey(event.sort))

    def _is_own(self, cart: CartSummary) -> bool:
        """Whether it is as it was seen or made at this desk, or by its change of many: then it is no news."""
        edits = self.desk.at_hand.get(cart.id)
        seen = self.desk.seen.get(cart.id, 0) if edits is None else edits.cart.version
        return seen >= cart.version or self.changing.makes_news

    def refresh_header(self) -> None:
        """With what the first line says, what is said of the rows changes: which of them are not saved."""
        super().refresh_header()
        self.signs.look_for_unsaved()

    def when_present(self, carts: Collection[str]) -> None:  # noqa: ARG002 - asked for all at once
        """Somebody opened or left some carts: say which of those in sight are in use now."""
        self.signs.ask(at_once=True)

    def why_not(self, command: CommandClass) -> str | None:
        """Some need a cart at the cursor."""
        if command in AT_THE_CURSOR and self.is_mounted and self.table.current is None:
            goes_on = command is OpenCart and (self.table.is_at_more or self.empty.went_to is not None)
            return None if goes_on else "There is no cart at the cursor"
        if command in NEEDS_SHOP and not self.desk.is_open:
            return NOT_OPEN
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """On a cart in the trash, undo takes it out again; back takes the selection back first."""
        if command is GoBack and not self.selection.is_empty:
            return "select none"
        return self.led_here.word(command) or self.at_cursor.word(command, super().footer_word(command))

    # --- reading ---------------------------------------------------------------------------------

    def when_open(self) -> None:
        """The client is open: restore the last session's list, and the text for an empty one."""
        self.rows_before_open.opened()
        self.views.resume()
        self._resumes_at = self.desk.session.cursor
        self.preview.wish(self.desk.session.preview)
        self._listed = (self.query_shown, self.sort)
        self.empty.show()
        self.views.show()
        self.signs.begin()
        super().when_open()

    @property
    def has_rows_before(self) -> bool:
        """Also those that were read at this start, and are not from memory."""
        return super().has_rows_before or self.rows_before_open.are_in_sight

    def when_not_opened(self) -> None:
        """Say why. The saved rows stay, unless the agent is unknown."""
        super().when_not_opened()
        self.empty.show()
        self.rows_before_open.not_opened()

    async def ask(self, reading: Reading) -> Page[CartSummary]:
        """One page of the query, sorted as it is shown or the other way round."""
        if not self.desk.is_open:
            return self.rows_before_open.answer()
        sort = self.sort.reversed() if reading.reverse else self.sort
        ask = partial(self.desk.client.carts.list, self.query_shown, sort=sort, limit=reading.limit)
        try:
            return await ask(after=reading.after, before=reading.before, at=reading.at)
        except NotFound:
            if reading.at is None or reading.at != self._resumed_at:
                raise
            return await ask()  # the cart of the last time is not in the list any more

    def count(self) -> None:
        """Count what matches, and what is selected; the views come after the rows."""
        self.read(self._count_matches(), group="matches", quietly=True)
        self.selected.recount()
        self.views.changed()
        self.signs.ask()

    async def _count_matches(self) -> None:
        """Say how many match the query."""
        count = await self.desk.client.carts.count(self.query_shown)
        self.line.show_matches(count_words(count, "match"))

    def _show_rows(self, page: RowPage[CartSummary], known_at: datetime | None) -> None:
        """With the first rows, stand where one stood the last time; with all, mark what is selected."""
        is_read = self.desk.is_open and known_at is None
        if is_read and self.rows_before_open.are_in_sight and self._goes_on_elsewhere(page):
            return
        super()._show_rows(page, known_at)
        if not self.desk.is_open:
            self.rows_before_open.stand()
            return
        if self._resumes_at:
            self._resumed_at, self._resumes_at = self._resumes_at, ""
            if not self.table.stand_on(self._resumed_at):
                self.table.go_to(self._resumed_at)
        self.rows_before_open.come()
        if not self.table.rows_held:
            self.empty.explain()
        self.selected.look_up()
        self.call_after_refresh(self.views.count)
        self.rows_before_open.seen()

    def _goes_on_elsewhere(self, page: RowPage[CartSummary]) -> bool:
        """Ask for the page around the cart at the cursor, if the first live page lacks it; whether it did.

        The saved rows stay until then, since keys pressed meanwhile mean them.
        """
        ref = self.rows_before_open.goes_on_at or self._resumes_at
        was_asked = ref == self._resumed_at
        self._resumes_at = "" if was_asked else ref
        if not ref or was_asked or any(row.id == ref for row in page.items):
            return False
        self._resumed_at = ref
        self.table.go_to(ref, walks=True)
        return True

    async def _read_rows(self, place: PagePlace, at_least: int) -> None:
        """Read live rows. If they cannot be read, the saved rows stay as they are."""
        await super()._read_rows(place, at_least)
        if self.desk.is_open and self.rows_before_open.are_in_sight and not self.table.is_waiting:
            self.rows_before_open.not_read()

    async def do(self, command: CommandClass) -> None:
        """Whoever does anything is not taken back to where they stood the last time."""
        if self.rows_before_open.keeps(command):
            return
        if not self.rows_before_open.are_in_sight:
            self._resumes_at = ""
        await super().do(command)

    def search(self, text: str) -> bool:
        """Show the carts of this query, or point at what is wrong with it."""
        try:
            query = parse_query(text, self.zone)
        except QueryError as error:
            self.line.point_at(error)
            if self.line.is_unfinished:
                self._list(parse_query(text[: error.begins], self.zone))
            return False
        self.views.remember()
        self._list(query)
        self.line.understood()
        return True

    @property
    def is_typed(self) -> bool:
        """Whether what is listed is what stands in the line, none of it half typed."""
        try:
            return parse_query(self.line.text, self.zone) == self.query_shown
        except QueryError:
            return False

    def _list(self, query: CartQuery) -> None:
        """Show the carts of this query, unless they are shown already."""
        self.query_shown = query
        self.views.show()
        self.empty.show()
        was, self._listed = self._listed, (query, self.sort)
        if self._listed != was or self.line.has_trouble:
            self.selecting.moved()
            if self.desk.is_open:
                self.table.start()
                if was is None or query != was[0] or self.line.has_trouble:  # in another order as many match
                    self.line.forget_matches()
                    self.read(self._count_matches(), group="matches", quietly=True)
            elif self.rows_before_open.are_shown:
                self.table.start()  # it is said that these are not the rows that were asked for

    def action_go_back(self) -> None:
        """One level: out of the line; what came of a change is read; the selection; the report; the query."""
        steps = (self.changing.take_note, self.selecting.select_none, self.led_here.go_back)
        if self.line.field.has_focus or not any(step() for step in steps):
            super().action_go_back()

    # --- the cursor at rest --------------------------------------------------------------------------

    @on(VirtualTable.Moved)
    def cursor_rests(self, event: VirtualTable.Moved) -> None:
        """A range follows the cursor at once; the preview, when it comes to rest."""
        self.selecting.cursor_at(event.key)
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, partial(self._rests_at, event.key))

    def _rests_at(self, key: str | None) -> None:
        """The cursor rests on a cart: the next start is to begin there, and it can be looked at."""
        if self.desk.is_open and not self._resumes_at:
            self.desk_app.remember(cursor="" if key is None or self.table.is_at_start else key)
        self.preview.show(key)

    # --- opening -----------------------------------------------------------------------------------

    def open_the_row(self) -> None:
        """Open it once the shop is open; a row of the last time is looked for among those of now."""
        if self.rows_before_open.keeps(OpenCart):
            return
        went = self.empty.went_to
        if not self.desk.is_open:
            self.show_reason(NOT_OPEN)
        elif went is None or self.table.is_waiting:
            super().open_the_row()
        else:
            self.empty.go_there(went)

    def to_the_rows(self) -> None:
        """From the query line on to the list; if that is empty, to what became of what was looked for."""
        super().to_the_rows()
        if self.empty.went_to is not None:
            self.open_the_row()

    def not_listed(self, ref: str) -> None:
        """Offer to open a cart that is not in this list, or to list it."""
        self._shape.not_listed(ref)

    def open_current(self) -> None:
        """Open the cart at the cursor."""
        if (cart := self.table.current) is not None:
            self.opening.open(cart.id)
