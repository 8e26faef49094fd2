"""The orders: what carts became."""

from functools import partial
from typing import Final

from textual.app import ComposeResult
from textual.content import Content

from cartui.commands.command import CommandClass
from cartui.commands.history import OrderHistory
from cartui.commands.order_list import (
    DECISIONS,
    ORDER_LIST,
    CopyOrderNumber,
    OpenOrder,
    ViewAllOrders,
    ViewApprovedOrders,
    ViewCancelledOrders,
    ViewHeldOrders,
    ViewPendingOrders,
)
from cartui.model.order import Order, OrderState, OrderSummary
from cartui.model.query import Page
from cartui.screens.desk.opening import open_order
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.orders.order_columns import order_columns
from cartui.screens.orders.order_moves import (
    APPROVE,
    CANCEL,
    HOLD,
    Move,
    moved_notice,
    state_word,
    why_not_move,
)
from cartui.screens.orders.order_question import OrderQuestion
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

VIEWS: Final[dict[CommandClass, OrderState | None]] = {
    ViewAllOrders: None,
    ViewPendingOrders: OrderState.PENDING,
    ViewHeldOrders: OrderState.ON_HOLD,
    ViewApprovedOrders: OrderState.APPROVED,
    ViewCancelledOrders: OrderState.CANCELLED,
}
"""What each view narrows the list to."""

ROUND: Final[tuple[OrderState | None, ...]] = (*OrderState, None)
"""The views, one after the other as staff need them."""

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset(
    {OpenOrder, OrderHistory, CopyOrderNumber, *DECISIONS}
)
"""Commands that need an order at the cursor."""


class OrderList(ListScreen[OrderSummary]):
    """The list of orders, latest first: those to approve, until words are looked for among all of them."""

    OFFERS = ORDER_LIST
    DEFAULT_CSS = """
    OrderList VirtualTable {
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    OrderList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self) -> None:
        """Start with what is to be approved."""
        super().__init__()
        self._text = ""
        self._browsed: OrderState | None = OrderState.PENDING
        self._searched: OrderState | None = None

    def compose(self) -> ComposeResult:
        """Query and list."""
        yield DeskHeader()
        yield QueryLine("number, cart or customer, among all orders")
        yield VirtualTable(
            self._columns(),
            key=lambda order: order.id,
            version=lambda order: order.version,
            loud=self._is_loud,
            is_own=self._is_own,
            forwards_only=True,
        )
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_state()

    @property
    def state(self) -> OrderState | None:
        """What the list is narrowed to; a search has a narrowing of its own, and starts without."""
        return self._searched if self._text else self._browsed

    def why_not(self, command: CommandClass) -> str | None:
        """Some need an order at the cursor, and one that has not come too far."""
        row = self.table.current if self.is_mounted else None
        if command in AT_THE_CURSOR and self._is_empty:
            return "There is no order at the cursor"
        reason = super().why_not(command)
        return why_not_move(command, row) if reason is None and row is not None else reason

    def footer_word(self, command: CommandClass) -> str:
        """What an order has come too far for is not offered."""
        row = self.table.current if self.is_mounted else None
        gone = row is not None and why_not_move(command, row) is not None
        return "" if gone else super().footer_word(command)

    @property
    def _is_empty(self) -> bool:
        """Whether there is no row, and none on its way."""
        return self.is_mounted and self.table.current is None and not self.table.is_waiting

    # --- reading ---------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[OrderSummary]:
        """One page; orders are read from the latest on only."""
        page = await self.desk.client.orders.list(
            self._text,
            state=None if self.state is None else self.state.value,
            limit=reading.limit,
            after=reading.after,
        )
        return Page(page.items, next=page.next)

    def search(self, text: str) -> bool:
        """Show the orders that these words find, in whatever state they are."""
        if text.strip() != self._text or self.line.has_trouble:
            if not self._text or not text.strip():
                self._searched = None
            self._text = text.strip()
            self._start()
        return True

    # --- the state it is narrowed to ---------------------------------------------------------------

    def _narrow(self, state: OrderState | None) -> None:
        """List the orders in that state only; ``None``: all of them."""
        if self._text:
            self._searched = state
        else:
            self._browsed = state
        self._start()

    def _start(self) -> None:
        """Show another list from its beginning."""
        self.line.show_matches("")
        self._show_state()
        if self.desk.is_open:
            self.table.start()

    def _show_state(self) -> None:
        """Name above the list what it is narrowed to, and below it the keys of the others."""
        state, table = self.state, self.table
        table.columns = self._columns()
        table.empty = self._nothing_there()
        table.title = f"orders · {_view_name(state)}"
        keys = ((self.keymap.shown(view), _view_name(of)) for view, of in VIEWS.items() if of is not state)
        table.border_subtitle = Content("  ".join(f"{key} {name}" for key, name in keys if key))

    def _nothing_there(self) -> str:
        """What an empty list says."""
        all_of_them = self.keymap.shown(ViewAllOrders)
        if self.state is None:
            return "No order matches" if self._text else "There are no orders"
        more = f"; {all_of_them} shows all orders" if all_of_them else ""
        if self._text:
            return f"No order that is {state_word(self.state)} matches{more}"
        return f"No order is {state_word(self.state)}{more}"

    def _is_loud(self, order: OrderSummary) -> bool:
        """Whether it is one that somebody has to approve, among others."""
        return self.state is None and order.state == OrderState.PENDING

    def _is_own(self, order: OrderSummary) -> bool:
        """Whether it is as it was seen or made at this desk, so that it is no news."""
        return self.desk.seen.get(order.id, 0) >= order.version

    def _columns(self) -> tuple[Column[OrderSummary], ...]:
        """What there is to see of orders in that state."""
        return order_columns(self.state, self.desk.now, self.desk.display.locale)

    def action_next_state(self) -> None:
        """Narrow the list to the next state."""
        self._narrow(ROUND[(ROUND.index(self.state) + 1) % len(ROUND)])

    def action_view_all_orders(self) -> None:
        """Show all of them."""
        self._narrow(None)

    def action_view_pending_orders(self) -> None:
        """Show what is to be approved."""
        self._narrow(OrderState.PENDING)

    def show_to_approve(self) -> None:
        """Go to what waits for approval, whatever was looked at or looked for before."""
        if self.state is OrderState.PENDING and not self._text and not self.line.text:
            return
        self.line.put("")
        self._text, self._browsed = "", OrderState.PENDING
        self._start()
        self.table.focus()

    def look_for(self, text: str) -> None:
        """Show the orders that these words find, as if they were typed here."""
        self.line.put(text)
        self.search(text)
        self.table.focus()

    def action_view_held_orders(self) -> None:
        """Show those on hold."""
        self._narrow(OrderState.ON_HOLD)

    def action_view_approved_orders(self) -> None:
        """Show the approved ones."""
        self._narrow(OrderState.APPROVED)

    def action_view_cancelled_orders(self) -> None:
        """Show the cancelled ones."""
        self._narrow(OrderState.CANCELLED)

    # --- what is done with an order ----------------------------------------------------------------

    def action_approve_order(self) -> None:
        """Ask about approving the order at the cursor."""
        self.when_there(partial(self._ask_about, APPROVE))

    def action_hold_order(self) -> None:
        """Ask why the order at the cursor is to be held."""
        self.when_there(partial(self._ask_about, HOLD))

    def action_cancel_order(self) -> None:
        """Ask about cancelling the order at the cursor."""
        self.when_there(partial(self._ask_about, CANCEL))

    def _ask_about(self, move: Move) -> None:
        """Ask, unless the row that has come meanwhile is one for which it makes no sense."""
        order = self.table.current
        reason = self.why_not(move.command)
        if reason is not None:
            self.notify(reason, severity="warning")
        elif order is not None:
            self.app.push_screen(OrderQuestion(order, move), self._moved)

    def _moved(self, order: Order | None) -> None:
        """Say what came of it, and go on with the next row."""
        if order is None:
            return
        self.desk.seen[order.id] = order.version
        if order.id == self.table.current_key:
            self.table.action_move_down()
        self.line.show_matches(moved_notice(order, self.desk.client.actor.name))
        self.catch_up()
        self.desk_app.count_waiting()

    def action_open_order(self) -> None:
        """Open the order at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read the order and open it."""
        if (order := self.table.current) is not None:
            self.read(open_order(self, order.id), group="open", hold=self.desk_app.type_ahead.hold())

    def action_order_history(self) -> None:
        """Show what happened to the order at the cursor."""
        if (order := self.table.current) is not None:
            self.read(self._open_history(order.id), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open_history(self, ref: str) -> None:
        """Show the history of the cart that the order was."""
        from cartui.screens.history.cart_history import CartHistory, OfCart

        order, _ = await self.or_last_known(self.desk.client.orders.get(ref))
        self.app.push_screen(CartHistory(OfCart.of(order.cart)))

    def action_copy_order_number(self) -> None:
        """Copy the number of the order at the cursor."""
        if (order := self.table.current) is not None:
            self.app.copy_to_clipboard(order.number)
            self.notify(f"{order.number} is copied")


def _view_name(state: OrderState | None) -> str:
    """What a view is called."""
    return "All" if state is None else state_word(state)
