"""The orders: what carts became."""

from textual.app import ComposeResult
from textual.content import Content

from cartui.commands.command import CommandClass
from cartui.commands.order_list import ORDER_LIST, CopyOrderNumber, OpenOrder
from cartui.formatting.ages import show_age
from cartui.model.order import OrderState, OrderSummary
from cartui.model.query import Page
from cartui.screens.cart_columns import GUEST, total
from cartui.screens.keyset_reader import Reading
from cartui.screens.list_screen import ListScreen
from cartui.screens.one_order import OneOrder, state_word
from cartui.widgets.columns import Column
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

STATES: tuple[OrderState | None, ...] = (None, *OrderState)
"""What the list is narrowed to, one after the other."""


class OrderList(ListScreen[OrderSummary]):
    """The list of orders, latest first."""

    OFFERS = ORDER_LIST
    DEFAULT_CSS = """
    OrderList VirtualTable { border: solid $panel-lighten-2; border-title-color: $text-muted; }
    OrderList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self) -> None:
        """Start with all of them."""
        super().__init__()
        self._text = ""
        self._state: OrderState | None = None

    def compose(self) -> ComposeResult:
        """Query and list."""
        yield DeskHeader()
        yield QueryLine("number, cart or customer")
        yield VirtualTable(
            self._columns(),
            key=lambda order: order.id,
            loud=_is_pending,
            empty="No order matches",
            forwards_only=True,
        )
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed, and let the ages grow."""
        self._show_state()
        self.set_interval(60, self.table.refresh)

    def _columns(self) -> tuple[Column[OrderSummary], ...]:
        """Number, state, customer and the rest."""
        locale, now = self.desk.display.locale, self.desk.now
        return (
            Column("Number", 16, lambda order: order.number),
            Column("State", 9, lambda order: state_word(order.state), rank=2),
            Column("Customer", 12, lambda order: order.customer or GUEST, grows=1, rank=1),
            Column("Cart", 9, lambda order: order.cart, rank=5),
            Column("Market", 6, lambda order: order.market, rank=4),
            Column("Items", 5, lambda order: str(order.items), right=True, rank=6),
            Column("Total", 18, lambda order: total(order.total, order.currency, locale), right=True),
            Column("Due", 18, lambda order: total(order.due, order.currency, locale), right=True, rank=7),
            Column("Placed", 6, lambda order: show_age(order.placed_at, now()), right=True, rank=3),
        )

    def why_not(self, command: CommandClass) -> str | None:
        """Some need an order at the cursor."""
        if command in {OpenOrder, CopyOrderNumber} and self.is_mounted and self.table.current is None:
            return "There is no order at the cursor"
        return super().why_not(command)

    async def ask(self, reading: Reading) -> Page[OrderSummary]:
        """One page; orders are read from the latest on only."""
        page = await self.desk.client.orders.list(
            self._text,
            state=None if self._state is None else self._state.value,
            limit=reading.limit,
            after=reading.after,
        )
        return Page(page.items, next=page.next)

    def search(self, text: str) -> bool:
        """Show the orders that these words find."""
        if text.strip() != self._text or self.line.has_trouble:
            self._text = text.strip()
            self.line.show_matches("")
            if self.desk.is_open:
                self.table.start()
        return True

    def action_next_state(self) -> None:
        """Narrow the list to the next state."""
        self._state = STATES[(STATES.index(self._state) + 1) % len(STATES)]
        self._show_state()
        self.table.start()

    def _show_state(self) -> None:
        """Name above the list what it is narrowed to."""
        self.table.border_title = Content(f"orders · {state_word(self._state) if self._state else 'All'}")

    def action_open_order(self) -> None:
        """Open the order at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read the order and open it."""
        if (order := self.table.current) is not None:
            self.read(self._open(order.id), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open(self, ref: str) -> None:
        """Show an order in a screen of its own."""
        self.app.push_screen(OneOrder(await self.desk.client.orders.get(ref)))

    def action_copy_order_number(self) -> None:
        """Copy the number of the order at the cursor."""
        if (order := self.table.current) is not None:
            self.app.copy_to_clipboard(order.number)
            self.notify(f"{order.number} is copied")


def _is_pending(order: OrderSummary) -> bool:
    """Whether somebody has to approve it."""
    return order.state == OrderState.PENDING
