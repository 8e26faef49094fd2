"""The customers: by name, by number or the newest first, and the best match first where words are typed."""

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize

from cartui.commands.cart_list import TogglePreview
from cartui.commands.command import CommandClass
from cartui.commands.customers import (
    CUSTOMER_LIST,
    CartForCustomer,
    CopyCustomerNumber,
    EditCustomer,
    OpenCustomer,
    SortCustomers,
)
from cartui.commands.navigation import GoBack
from cartui.model.customer import Customer, CustomerSort
from cartui.model.query import Page
from cartui.rules.typed_person import person_from
from cartui.screens.customers.customer_columns import customer_columns
from cartui.screens.customers.customer_facts import with_addresses
from cartui.screens.customers.customer_levels import CustomerLevels
from cartui.screens.customers.one_customer import OneCustomer
from cartui.screens.lists.folding import LEAST, Folding
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part

SORTS: Final[dict[CustomerSort, str]] = {
    CustomerSort.NAME: "by name",
    CustomerSort.NUMBER: "by number",
    CustomerSort.NEWEST: "newest first",
}
"""The orders, one after the other, and what they are called."""

MOST_FOUND: Final = 200
"""So many of the best matches are listed; who is not among them is found by more words."""

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset(
    {OpenCustomer, CartForCustomer, EditCustomer, CopyCustomerNumber}
)
"""Commands that need a customer at the cursor."""


class CustomerList(ListScreen[Customer]):
    """The list of customers, searched as one types."""

    OFFERS = CUSTOMER_LIST
    DEFAULT_CSS = """
    CustomerList #body { height: 1fr; }
    CustomerList VirtualTable {
        width: 1fr;
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    CustomerList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    CustomerList #preview { display: none; width: 38; height: 1fr; scrollbar-size-vertical: 1; }
    CustomerList.-preview-on #preview { display: block; }
    """

    def __init__(self) -> None:
        """Start with all of them, by name."""
        super().__init__()
        self._text = ""
        self._sort = CustomerSort.NAME
        self._folding = Folding()
        self._levels = CustomerLevels(self)

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """What is done with many customers stands on its own."""
        return (self._levels,)

    def compose(self) -> ComposeResult:
        """Query, list and preview."""
        yield DeskHeader()
        yield QueryLine("name, email, phone, company or number")
        with Horizontal(id="body"):
            yield VirtualTable(
                customer_columns(self.desk.now, lambda: self.desk.shop),
                key=lambda customer: customer.id,
                version=lambda customer: customer.version,
                loud=lambda customer: customer.blocked,
                is_own=lambda customer: self.desk.seen.get(customer.id, 0) >= customer.version,
                is_selected=self._levels.is_selected,
            )
            with VerticalScroll(id="preview", can_focus=False):
                yield Pane("")
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_order()
        self._fold()

    def footer_word(self, command: CommandClass) -> str:
        """Back takes the selection back first."""
        if command is GoBack and not self._levels.is_empty:
            return "select none"
        return super().footer_word(command)

    def action_go_back(self) -> None:
        """Out of the query line, then the selection, then the query."""
        if self.line.field.has_focus or not self._levels.select_none():
            super().action_go_back()

    def why_not(self, command: CommandClass) -> str | None:
        """Some need a customer at the cursor, and the preview needs room."""
        if command in AT_THE_CURSOR and self._is_empty:
            return "There is no customer at the cursor"
        if command is TogglePreview and self.is_mounted and self.app.size.width < LEAST:
            return "The window is too narrow for the preview"
        return super().why_not(command)

    @property
    def _is_empty(self) -> bool:
        """Whether there is no row, and none on its way."""
        return self.is_mounted and self.table.current is None and not self.table.is_waiting

    # --- reading ---------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[Customer]:
        """One page of all, or what the words find."""
        customers = self.desk.client.customers
        if self._text:
            return await customers.list(self._text, limit=MOST_FOUND)
        sort = self._sort.reversed() if reading.reverse else self._sort
        return await customers.list(
            sort=sort, limit=reading.limit, after=reading.after, before=reading.before
        )

    def search(self, text: str) -> bool:
        """Show whom these words find."""
        if text.strip() != self._text or self.line.has_trouble:
            self._text = text.strip()
            self._start()
        return True

    def _start(self) -> None:
        """Show another list from its beginning."""
        self.line.show_matches("")
        self._show_order()
        if self.desk.is_open:
            self.table.start()

    def _show_order(self) -> None:
        """Name above the list what it is sorted by, and below it how else it can be."""
        table, key = self.table, self.keymap.shown(SortCustomers)
        table.title = "customers · best match first" if self._text else f"customers · {SORTS[self._sort]}"
        table.empty = "No customer matches" if self._text else "There are no customers yet"
        others = [name for sort, name in SORTS.items() if sort is not self._sort]
        table.border_subtitle = Content("" if self._text or not key else f"{key} {', '.join(others)}")

    def action_sort_customers(self) -> None:
        """List them in the next order."""
        orders = list(SORTS)
        self._sort = orders[(orders.index(self._sort) + 1) % len(orders)]
        if self._text:
            self.line.put("")
            self._text = ""
        self._start()

    # --- the preview -----------------------------------------------------------------------------

    @on(Resize)
    def pane_folds(self) -> None:
        """There may be room for the preview now, or none any more."""
        self._fold()

    def _fold(self) -> None:
        """Show the preview or hide it as the window is now."""
        self.set_class(self._folding.shown(self.app.size.width), "-preview-on")

    def action_toggle_preview(self) -> None:
        """Show the preview or hide it, whatever room there is."""
        self._folding.turn(self.app.size.width)
        self._fold()

    @on(VirtualTable.Moved)
    def show_beside(self) -> None:
        """Show who is at the cursor beside the list."""
        pane, customer = self.query_one(Pane), self.table.current
        name = "" if customer is None else f"{customer.name}  #{customer.number}"
        pane.border_title = Content(name)
        pane.show(() if customer is None else with_addresses(customer, self.desk.shop))

    # --- what is done with a customer --------------------------------------------------------------

    def action_open_customer(self) -> None:
        """Open the customer at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Open them."""
        if (customer := self.table.current) is not None:
            self.app.push_screen(OneCustomer(customer, self.known_at))

    def action_cart_for_customer(self) -> None:
        """Start a cart for the customer at the cursor."""
        self.when_there(self._start_cart)

    def _start_cart(self) -> None:
        """Offer their open carts, ask for the market, and find what they want."""
        from cartui.screens.one_cart.customers_cart import start_cart_for

        if (customer := self.table.current) is not None:
            self.flow(lambda hold: start_cart_for(self, customer, hold, offers_open=True))

    def action_edit_customer(self) -> None:
        """Change the customer at the cursor."""
        self.when_there(self._edit)

    def _edit(self) -> None:
        """Open the form."""
        from cartui.screens.customers.customer_edit import CustomerEdit

        if (customer := self.table.current) is not None:
            self.app.push_screen(CustomerEdit(customer, self.desk.half_typed.elsewhere), self._edited)

    def _edited(self, customer: Customer | None) -> None:
        """Show them as they are now."""
        if customer is not None:
            self.desk.seen[customer.id] = customer.version
            self.catch_up()

    def action_add_customer(self) -> None:
        """Create one, with what was looked for filled in."""
        from cartui.screens.customers.customer_form import CustomerForm

        form = CustomerForm(self._home, person_from(self._text), self.desk.half_typed.elsewhere)
        self.app.push_screen(form, self._added)

    @property
    def _home(self) -> str:
        """Where a number without country code is read: in the first country of the usual market."""
        shop = self.desk.shop
        market = shop.market(shop.settings.default_market or self.desk.last_market or "")
        market = market or next(iter(shop.markets), None)
        return market.countries[0] if market is not None else ""

    def _added(self, customer: Customer | None) -> None:
        """Show who was created, or found to be there already."""
        if customer is not None:
            self.catch_up()
            self.app.push_screen(OneCustomer(customer))

    def action_copy_customer_number(self) -> None:
        """Copy the number of the customer at the cursor."""
        if (customer := self.table.current) is not None:
            self.app.copy_to_clipboard(customer.number)
            self.notify(f"{customer.number} is copied")
