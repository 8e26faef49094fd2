"""The home of the desk: the carts, in views, by query, with a preview."""

from contextlib import suppress
from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from cartui.client.protocol import NotFound, Unavailable
from cartui.commands.cart_list import CART_LIST, VIEWS, DeleteCart, NewCart, UndoCart
from cartui.commands.command import CommandClass
from cartui.formatting.ages import show_ago
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState, CartSummary
from cartui.model.query import CartQuery, CartSort, Page
from cartui.model.shop import Shop
from cartui.rules.cart_query import QueryError, parse_query
from cartui.screens.cart_columns import cart_columns, is_locked
from cartui.screens.cart_list_writes import AT_THE_CURSOR, CartListWrites
from cartui.screens.cart_moves import why_not_row
from cartui.screens.cart_preview import preview_of
from cartui.screens.cart_views import CART_VIEWS, CartView, view_by, view_of
from cartui.screens.desk_facts import show_count
from cartui.screens.keyset_reader import Reading
from cartui.screens.market_choice import MarketChoice
from cartui.screens.new_shop import SetUp
from cartui.screens.unsaved import waiting_carts
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.views_column import ViewLine, ViewsColumn
from cartui.widgets.virtual_table import VirtualTable

WIDE = 100
"""Cells from which there is room for the views beside the list."""

ROOMY = 112
"""Cells from which there is room for the preview as well."""

VAST = 180
"""Cells from which the preview may be wider."""

REST = 0.08
"""Seconds that the cursor rests on a cart before the preview reads it."""

UNKNOWN = "It was not read here before, and cannot be read now."
"""Stands in the preview while the backend is away."""

HOW_TO_IMPORT = """\
Products and customers come in by command:
  cartui import catalog FILE
  cartui import customers FILE"""
"""What a new shop does next."""


class CartList(CartListWrites):
    """The list of carts."""

    OFFERS = CART_LIST
    CSS_PATH = "cart_list.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (ROOMY, "-roomy"), (VAST, "-vast")]  # noqa: RUF012

    def __init__(self) -> None:
        """Start with every open and locked cart."""
        super().__init__()
        self._query = CartQuery()
        self._counts: dict[str, str] = {}
        self._unsaved: frozenset[str] = frozenset()
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        """Query, views, list and preview."""
        yield DeskHeader()
        yield QueryLine("words, or terms such as market:BD state:locked")
        with Horizontal(id="body"):
            yield ViewsColumn()
            yield VirtualTable(
                cart_columns(self.desk.now, self.desk.display.locale, self._is_unsaved),
                key=lambda cart: cart.id,
                loud=lambda cart: is_locked(cart) or self._is_unsaved(cart),
                empty=self._nothing(""),
            )
            with VerticalScroll(id="preview", can_focus=False):
                yield Static(Content(""))
        yield Hints()

    def on_mount(self) -> None:
        """Show the views, and let the ages grow."""
        self._show_views()
        self.set_interval(60, self.table.refresh)

    def _is_unsaved(self, cart: CartSummary) -> bool:
        """Whether changes of it wait here for the backend."""
        return cart.id in self._unsaved

    def refresh_header(self) -> None:
        """With what the first line says, what is said of the rows changes: which of them are not saved."""
        super().refresh_header()
        unsaved = frozenset(edits.cart.id for edits in waiting_carts(self.desk))
        if unsaved != self._unsaved:
            self._unsaved = unsaved
            self.table.refresh()

    def why_not(self, command: CommandClass) -> str | None:
        """Some need a cart at the cursor, and a view needs a backend that knows its term."""
        if command in AT_THE_CURSOR and self.is_mounted and self.table.current is None:
            return "There is no cart at the cursor"
        if command is NewCart and not self.desk.is_open and self.desk.trouble:
            return "The shop cannot be opened: why stands above the list"
        if self.is_mounted:
            undone = self._trashed is not None
            reason = why_not_row(command, self.table.current, is_trash_undone=undone)
            if reason is not None:
                return reason
        if command in VIEWS and self.desk.is_open:
            needed = {term.key for term in parse_query(view_by(command).query).terms}
            if not needed <= self.desk.client.capabilities.filters:
                return "This backend cannot filter by that"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """On a cart in the trash, undo takes it out again."""
        word = super().footer_word(command)
        row = self.table.current if self.is_mounted else None
        if row is None or row.state == CartState.OPEN:
            return word
        if command is UndoCart and row.state == CartState.DELETED:
            return "restore"
        return "" if command is DeleteCart else word

    # --- reading ---------------------------------------------------------------------------------

    def when_open(self) -> None:
        """What an empty list says depends on the shop, what is listed on what it was the last time."""
        self._resume()
        self.table.empty = self._nothing(self.line.text)
        super().when_open()

    def _resume(self) -> None:
        """Go on with the query of the last time, unless another one was typed by now."""
        remembered = self.desk.session.query
        if self.line.text or self._query != CartQuery():
            return
        with suppress(QueryError):  # written by a cartui that knew other terms
            self._query = parse_query(remembered)
            self.line.put(remembered)
            self._show_views()

    async def ask(self, reading: Reading) -> Page[CartSummary]:
        """One page of the query, latest first or the other way round."""
        usual = CartSort()
        return await self.desk.client.carts.list(
            self._query,
            sort=CartSort(key=usual.key, descending=usual.descending != reading.reverse),
            limit=reading.limit,
            after=reading.after,
            before=reading.before,
        )

    def count(self) -> None:
        """Count what matches, and each view."""
        self.read(self._count_matches(), group="matches", quietly=True)
        self.read(self._count_views(), group="views", quietly=True)

    async def _count_matches(self) -> None:
        """Say how many match the query."""
        count = await self.desk.client.carts.count(self._query)
        self.line.show_matches(f"{'' if count.exact else 'at least '}{count.value:,} match")

    async def _count_views(self) -> None:
        """Count each view that this backend knows."""
        for view in CART_VIEWS:
            if self.why_not(view.command) is None:
                self._counts[view.name] = show_count(
                    await self.desk.client.carts.count(parse_query(view.query))
                )
        self._show_views()

    def search(self, text: str) -> bool:
        """Show the carts of this query, or point at what is wrong with it."""
        try:
            query = parse_query(text)
        except QueryError as error:
            self.line.show_trouble(error.message, error.start, error.end)
            return False
        self.desk.session = self.desk.session.model_copy(update={"query": text})
        self._show_views()
        self.table.empty = self._nothing(text)
        if query != self._query or self.line.has_trouble:
            self._query = query
            if self.desk.is_open:
                self.table.start()
                self.read(self._count_matches(), group="matches", quietly=True)
        return True

    def _nothing(self, text: str) -> str:
        """What an empty list says: where nothing was searched for, how to begin."""
        if text.strip():
            return "No cart matches"
        key = self.keymap.shown(NewCart)
        if self.desk.is_open and not self.desk.shop.markets:
            if not self.desk.client.actor.role.covers(Role.ADMIN):
                return "This shop is not set up yet: an admin does that."
            return "This shop is not set up yet" + (f": {key} begins." if key else ".")
        begin = f": {key} starts one" if key else ""
        return f"No open cart{begin}.\n\n{HOW_TO_IMPORT}"

    # --- views -------------------------------------------------------------------------------------

    def choose(self, view: CartView) -> None:
        """Put the view's query into the line and show it."""
        self.line.put(view.query)
        self.search(view.query)
        self.table.focus()

    def _show_views(self) -> None:
        """Mark the view that the query is, and name it above the list."""
        chosen = view_of(self.line.text)
        self.table.border_title = Content("carts" if chosen is None else f"carts · {chosen.name}")
        self.query_one(ViewsColumn).lines = tuple(
            ViewLine(
                command=view.command.id(),
                key=self.keymap.shown(view.command),
                name=view.name,
                count=self._counts.get(view.name, ""),
                chosen=view is chosen,
            )
            for view in CART_VIEWS
        )

    @on(ViewsColumn.Chosen)
    async def view_clicked(self, event: ViewsColumn.Chosen) -> None:
        """A view was clicked."""
        await self.action_command(event.command)

    def action_view_all(self) -> None:
        """Show every cart."""
        self.choose(CART_VIEWS[0])

    def action_view_locked(self) -> None:
        """Show the locked ones."""
        self.choose(CART_VIEWS[1])

    def action_view_mine(self) -> None:
        """Show mine."""
        self.choose(CART_VIEWS[2])

    def action_view_empty(self) -> None:
        """Show the empty ones."""
        self.choose(CART_VIEWS[3])

    def action_view_guests(self) -> None:
        """Show the guests'."""
        self.choose(CART_VIEWS[4])

    # --- the preview ---------------------------------------------------------------------------------

    @on(VirtualTable.Moved)
    def cursor_rests(self, event: VirtualTable.Moved) -> None:
        """Preview the cart on which the cursor comes to rest."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, partial(self._preview, event.key))

    def _preview(self, key: str | None) -> None:
        """Read the cart for the preview, if that is in sight."""
        pane = self.query_one("#preview")
        if not pane.display:
            return
        if key is None:
            pane.border_title = None
            pane.query_one(Static).update(Content(""))
        else:
            self.read(self._read_preview(key), group="preview", quietly=True)

    async def _read_preview(self, key: str) -> None:
        """Show a cart beside the list; one that cannot be read now never under the name of another."""
        pane = self.query_one("#preview")
        try:
            cart, known_at = await self.or_last_known(self.desk.client.carts.get(key))
        except NotFound:
            return  # it has just gone; the list will know in a moment
        except Unavailable:
            pane.border_title = None
            pane.query_one(Static).update(Content.styled(UNKNOWN, "dim"))
            raise
        pane.border_title = Content(cart.number)
        preview = preview_of(cart, self.desk.display.locale, pane.size.width - 1)
        age = "" if known_at is None else f"as known {show_ago(known_at, self.desk.now())}\n"
        pane.query_one(Static).update(Content.assemble((age, "bold $text-warning"), preview))

    def action_toggle_preview(self) -> None:
        """Show the preview or hide it, whatever the width says."""
        shown = not self.query_one("#preview").display
        self.set_class(shown, "-preview-on")
        self.set_class(not shown, "-preview-off")
        if shown:
            self.call_after_refresh(self._preview, self.table.current_key)

    # --- what is done with a cart ------------------------------------------------------------------

    def action_open_cart(self) -> None:
        """Open the cart at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read the cart and open it; keys typed meanwhile are meant for it."""
        self._trashed = None
        if (cart := self.table.current) is not None:
            self.read(self._open(cart.id), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open(self, ref: str) -> None:
        """Show a cart in a screen of its own; where the backend is away, as it was known last."""
        cart, known_at = await self.or_last_known(self.desk.client.carts.get(ref))
        self._show_cart(cart, fresh=False, known_at=known_at)

    def _show_cart(self, cart: Cart, *, fresh: bool, known_at: datetime | None = None) -> None:
        """Open the screen of one cart."""
        from cartui.screens.one_cart import OneCart

        self._stale = True
        self.app.push_screen(OneCart(cart, fresh=fresh, known_at=known_at))

    def action_new_cart(self) -> None:
        """Ask for the market; a shop that has none yet is set up first, by who may."""
        is_new = self.desk.is_open and not self.desk.shop.markets
        if is_new and self.desk.client.actor.role.covers(Role.ADMIN):
            SetUp(self.desk_app, self._shop_set_up).begin()
        else:
            self.app.push_screen(MarketChoice(), self._started)

    def _shop_set_up(self, shop: Shop | None) -> None:
        """On to the cart that was asked for."""
        if shop is not None:
            self.desk.shop = shop
            self.refresh_header()
            self.table.empty = self._nothing(self.line.text)
            self.app.push_screen(MarketChoice(), self._started)

    def _started(self, cart: Cart | None) -> None:
        """Open the cart that was started."""
        if cart is not None:
            self._show_cart(cart, fresh=True)

    def action_copy_number(self) -> None:
        """Copy the number of the cart at the cursor."""
        if (cart := self.table.current) is not None:
            self.app.copy_to_clipboard(cart.number)
            self.notify(f"{cart.number} is copied")
