"""The orders: what carts became."""

from collections.abc import Collection
from functools import partial
from typing import Final

from textual.app import ComposeResult

from cartui.commands.command import CommandClass
from cartui.commands.history import OrderHistory
from cartui.commands.one_cart import CloneCart
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
from cartui.formatting.counts import count_words
from cartui.formatting.states import state_word
from cartui.model.order import Order, OrderState, OrderSummary
from cartui.model.query import OrderQuery, OrderSort, Page
from cartui.rules.query.error import QueryError
from cartui.rules.query.order_keys import ORDER_KEYS
from cartui.rules.query.order_query import parse_order_query, write_order_query
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.lists.completing import CompletingList
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.one_cart.opening import open_order
from cartui.screens.orders.order_columns import order_columns
from cartui.screens.orders.order_decisions import (
    APPROVE,
    CANCEL,
    HOLD,
    Move,
    moved_notice,
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
    {OpenOrder, OrderHistory, CloneCart, CopyOrderNumber, *DECISIONS}
)
"""Commands that need an order at the cursor."""


STATE: Final = "state"
"""The key of a query that says in which states orders are looked for."""


class OrderList(CompletingList[OrderSummary]):
    """The list of orders, latest first: those to approve, until something is looked for among all of them."""

    KEYS = ORDER_KEYS
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
        self._query = OrderQuery()
        self._browsed: OrderState | None = OrderState.PENDING
        self._searched: OrderState | None = None
        self._said = ""
        """What came of the last decision, which stands where otherwise is said how many match."""

    def compose(self) -> ComposeResult:
        """Query and list."""
        yield DeskHeader()
        yield QueryLine("words, or terms such as market:BD is:due, among all orders")
        yield VirtualTable(
            self._columns(),
            key=lambda order: order.id,
            version=lambda order: order.version,
            loud=self._is_loud,
            is_own=self._is_own,
        )
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_state()

    def known_keys(self) -> Collection[str]:
        """Keys that the backend can filter orders by."""
        return self.desk.client.capabilities.order_filters

    @property
    def state(self) -> OrderState | None:
        """The one state that the list is narrowed to, by its view or by the query.

        A search has a view of its own, and starts without.
        """
        if self._names_states:
            return _only_state(self._query)
        return self._browsed if self._query.is_empty else self._searched

    @property
    def _names_states(self) -> bool:
        """Whether the query says itself in which states orders are looked for."""
        return any(term.key == STATE for term in self._query.terms)

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
        if command is CloneCart:
            return "order again" if row is not None and row.state == OrderState.CANCELLED else ""
        gone = row is not None and why_not_move(command, row) is not None
        return "" if gone else super().footer_word(command)

    @property
    def _is_empty(self) -> bool:
        """Whether there is no row, and none on its way."""
        return self.is_mounted and self.table.current is None and not self.table.is_waiting

    # --- reading ---------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[OrderSummary]:
        """One page, from the latest on or from the other end."""
        return await self.desk.client.orders.list(
            self._query,
            state=self._view_asked,
            sort=OrderSort.EARLIEST if reading.reverse else OrderSort.LATEST,
            limit=reading.limit,
            after=reading.after,
            before=reading.before,
        )

    @property
    def _view_asked(self) -> str | None:
        """The state that the backend is asked for beside the query."""
        return None if self._names_states or self.state is None else self.state.value

    def count(self) -> None:
        """Count what matches."""
        self.read(self._count_matches(), group="matches", quietly=True)

    async def _count_matches(self) -> None:
        """Say how many match, unless something was said that matters more."""
        count = await self.desk.client.orders.count(self._query, state=self._view_asked)
        self.line.show_matches(self._said or count_words(count, "match"))

    def search(self, text: str) -> bool:
        """Show the orders of this query, in whatever state they are, or point at what is wrong with it."""
        try:
            query = parse_order_query(text, self.zone)
        except QueryError as error:
            self.line.point_at(error)
            if self.line.is_unfinished:
                self._list(parse_order_query(text[: error.begins], self.zone))
            return False
        self._list(query)
        self.line.understood()
        return True

    def _list(self, query: OrderQuery) -> None:
        """Show the orders of this query, unless they are shown already."""
        if query == self._query and not self.line.has_trouble:
            return
        if self._query.is_empty or query.is_empty:
            self._searched = None
        self._query = query
        self._start()

    # --- the state it is narrowed to ---------------------------------------------------------------

    def _narrow(self, state: OrderState | None) -> None:
        """List the orders in that state only; ``None``: all of them. What the query says of it is over."""
        if self._names_states:
            others = tuple(term for term in self._query.terms if term.key != STATE)
            self._query = self._query.model_copy(update={"terms": others})
            self.line.put(write_order_query(self._query))
        if self._query.is_empty:
            self._browsed = state
        else:
            self._searched = state
        self._start()

    def _start(self) -> None:
        """Show another list from its beginning."""
        self._said = ""
        self.line.forget_matches()
        self._show_state()
        if self.desk.is_open:
            self.table.start()
            self.count()

    def _show_state(self) -> None:
        """Name above the list what it is narrowed to, and below it the keys of the others."""
        state, table = self.state, self.table
        table.columns = self._columns()
        table.empty = self._nothing_there()
        table.title = "orders" if self._names_states and state is None else f"orders · {_view_name(state)}"
        self.name_other_views((view, _view_name(of)) for view, of in VIEWS.items() if of is not state)

    def _nothing_there(self) -> str:
        """What an empty list says."""
        all_of_them = self.keymap.shown(ViewAllOrders)
        if self.state is None or self._names_states:
            return "There are no orders" if self._query.is_empty else "No order matches"
        more = f"; {all_of_them} shows all orders" if all_of_them else ""
        if not self._query.is_empty:
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
        if self.state is OrderState.PENDING and self._query.is_empty and not self.line.text:
            return
        self.line.put("")
        self.line.understood()
        self._query, self._browsed = OrderQuery(), OrderState.PENDING
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
        self._said = moved_notice(order, self.desk.client.actor.name)
        self.line.show_matches(self._said)
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

    def action_clone_cart(self) -> None:
        """Order what is at the cursor again: open a new cart with the same content."""
        self.when_there(self._order_again)

    def _order_again(self) -> None:
        """Copy it; keys typed meanwhile are meant for the copy."""
        if (order := self.table.current) is not None:
            hold = self.desk_app.type_ahead.hold()
            self.write(self._copy(order.id, hold), hold=hold)

    async def _copy(self, ref: str, hold: Hold) -> None:
        """Read the whole order, and copy its cart."""
        from cartui.screens.orders.order_again import order_again

        order = await self.desk.client.orders.get(ref)
        await order_again(self, order.cart, hold)

    def action_copy_order_number(self) -> None:
        """Copy the number of the order at the cursor."""
        if (order := self.table.current) is not None:
            self.app.copy_to_clipboard(order.number)
            self.notify(f"{order.number} is copied")


def _view_name(state: OrderState | None) -> str:
    """What a view is called."""
    return "All" if state is None else state_word(state)


def _only_state(query: OrderQuery) -> OrderState | None:
    """The state that all orders of the query are in, where it names just one."""
    named = [term for term in query.terms if term.key == STATE]
    if len(named) != 1 or named[0].negated or len(named[0].values) != 1:
        return None
    value = named[0].values[0]
    return OrderState(ORDER_KEYS.keys[STATE].stored.get(value, value))
