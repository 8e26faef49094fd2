"""One customer: who they are, and their carts, orders and addresses."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from secrets import token_hex

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from cartui.client.protocol import ClientError, Conflict
from cartui.commands.command import CommandClass
from cartui.commands.customers import OF_AN_ADDRESS, ONE_CUSTOMER, BlockCustomer, DefaultAddress, OpenRow
from cartui.model.address import Address
from cartui.model.cart import CartSummary
from cartui.model.changes import BULK, Change
from cartui.model.customer import Customer, CustomerChanges, SavedAddress
from cartui.model.order import OrderSummary
from cartui.model.query import Page
from cartui.screens.customers.customer_facts import customer_facts
from cartui.screens.customers.customer_rows import Had, More, Row, rows_of
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.address_editor import AddressEditor
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.dialogs.confirm import Confirm, Question
from cartui.screens.dialogs.dialog import Told
from cartui.screens.one_cart.opening import open_cart, open_order
from cartui.widgets.cart_facts import one_line
from cartui.widgets.choices import Choices
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane

AT_ONCE = 50
"""So many carts and orders are read at a time."""

CHANGED = "Somebody changed this customer meanwhile: nothing of yours was saved. Look, and do it once more."
"""Said where what was to be done was meant for what is no longer there."""


class OneCustomer(DeskScreen[None]):
    """The screen of one customer."""

    OFFERS = ONE_CUSTOMER
    AUTO_FOCUS = "Choices"
    DEFAULT_CSS = """
    OneCustomer > Pane { margin-top: 1; border-top: solid $panel-lighten-2; border-title-color: $accent; }
    OneCustomer > Choices { border: solid $panel-lighten-2; border-title-color: $text-muted; }
    OneCustomer > Choices:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self, customer: Customer, known_at: datetime | None = None) -> None:
        """Show this customer; ``known_at``: as they were known then (UTC), else they were read just now."""
        super().__init__()
        self.known_at = known_at
        self.customer = customer
        self._carts: Page[CartSummary] | None = None
        self._orders: Page[OrderSummary] | None = None
        self._rows: list[Row] = []

    def compose(self) -> ComposeResult:
        """Facts above, what they have below."""
        yield DeskHeader()
        yield Pane("")
        yield Choices(right=(2, 3))
        yield Told(id="trouble")
        yield Hints()

    def on_mount(self) -> None:
        """Write what is known, and read the rest."""
        self.desk.seen[self.customer.id] = self.customer.version
        self._draw()
        self.read(self._read_belongings(), group="again")

    # --- what is shown -----------------------------------------------------------------------------

    def _draw(self) -> None:
        """Write facts and rows; the cursor stays on what it stands on."""
        customer, choices = self.customer, self.query_one(Choices)
        pane = self.query_one(Pane)
        pane.border_title = Content(f"{customer.name}  #{customer.number}")
        pane.show(customer_facts(customer, self.desk.shop))
        at = _identity(self.had)
        rows = rows_of(customer, self._carts, self._orders, self.desk.now, self.desk.display.locale)
        where = next((index for index, row in enumerate(rows) if at and _identity(row.had) == at), None)
        index = choices.index or 0
        self._rows = rows
        choices.border_title = Content("carts, orders, addresses")
        choices.show([row.choice for row in rows], index=index if where is None else where)
        self.refresh_hints()

    @property
    def had(self) -> Had:
        """What is at the cursor."""
        index = self.query_one(Choices).index if self._rows else None
        return self._rows[index].had if index is not None and index < len(self._rows) else None

    async def _read_belongings(self) -> None:
        """Read the first carts and orders; where the backend is away, as they were known last."""
        customers, ref = self.desk.client.customers, self.customer.id
        self._carts, known_at = await self.or_last_known(customers.carts(ref, limit=AT_ONCE))
        self._orders, _ = await self.or_last_known(customers.orders(ref, limit=AT_ONCE))
        self.known_at = self.known_at or known_at
        self._draw()

    async def _read_more(self, what: More) -> None:
        """Read what comes behind the last carts or orders."""
        customers, ref = self.desk.client.customers, self.customer.id
        if what is More.CARTS and self._carts is not None:
            carts = await customers.carts(ref, limit=AT_ONCE, after=self._carts.next)
            self._carts = replace(carts, items=(*self._carts, *carts))
        elif what is More.ORDERS and self._orders is not None:
            orders = await customers.orders(ref, limit=AT_ONCE, after=self._orders.next)
            self._orders = replace(orders, items=(*self._orders, *orders))
        self._draw()

    async def _read_again(self) -> None:
        """Read all of it."""
        now = await self.desk.client.customers.get(self.customer.id)
        self.known_at = None
        self.refresh_header()
        if now.version >= self.customer.version:
            self.customer = now
        await self._read_belongings()

    def when_changed(self, changes: Sequence[Change]) -> None:
        """The customer or any cart was changed, or many were: it may be theirs."""
        mine = {self.customer.id, *(cart.id for cart in self._carts or ())}
        news = any(
            change.kind == BULK or (change.id in mine and change.kind != "customer") for change in changes
        )
        newer = any(
            change.id == self.customer.id and change.version > self.customer.version for change in changes
        )
        if news or newer:
            self.when_missed()

    def when_missed(self) -> None:
        """Show it as it is now, whatever happened."""
        self.read(self._read_again(), group="again", quietly=True)

    def on_screen_resume(self) -> None:
        """What was opened from here may be another now."""
        super().on_screen_resume()
        if self._carts is not None:
            self.when_missed()

    def show_error(self, error: ClientError) -> None:
        """Say it in the lines above the keys, where a long sentence is whole."""
        if not self.query(Told):
            super().show_error(error)
            return
        self.query_one(Told).say(error.message, wrong=True)

    def action_refresh(self) -> None:
        """Read it again, and try again what waits for the backend."""
        self.desk.reach.try_now()
        self.query_one(Told).say("")
        self.read(self._read_again(), group="again")

    # --- what can be done --------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Some are about the address at the cursor."""
        if command in OF_AN_ADDRESS and self.is_mounted:
            if not isinstance(self.had, SavedAddress):
                return "There is no address at the cursor"
            if command is DefaultAddress and self.had.default:
                return "It is the default already"
        if command is OpenRow and self.is_mounted and self.had is None:
            return "There is nothing to open"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """What can be done with an address is offered on one, and blocking as what it would do."""
        if command is BlockCustomer:
            return "unblock" if self.customer.blocked else "block"
        if command in OF_AN_ADDRESS and not isinstance(self.had, SavedAddress):
            return ""
        return super().footer_word(command)

    def action_open_row(self) -> None:
        """Open what is at the cursor."""
        had, hold = self.had, self.desk_app.type_ahead.hold
        if isinstance(had, SavedAddress):
            self._edit_address(had)
        elif isinstance(had, CartSummary):
            self.read(open_cart(self, had.id), group="open", hold=hold())
        elif isinstance(had, OrderSummary):
            self.read(open_order(self, had.id), group="open", hold=hold())
        elif isinstance(had, More):
            self.read(self._read_more(had), group="again", hold=hold())

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click moves the cursor; enter opens."""
        self.refresh_hints()

    def action_cart_for_customer(self) -> None:
        """Ask for the market, and find what they want; their open carts are in sight."""
        from cartui.screens.one_cart.customers_cart import start_cart_for

        self.flow(lambda hold: start_cart_for(self, self.customer, hold, offers_open=False))

    def action_edit_customer(self) -> None:
        """Change their facts."""
        from cartui.screens.customers.customer_edit import CustomerEdit

        self.app.push_screen(CustomerEdit(self.customer, self.desk.half_typed.elsewhere), self._show_saved)

    def _show_saved(self, customer: Customer | None) -> None:
        """Show them as they are now."""
        if customer is not None and customer.version >= self.customer.version:
            self.customer = customer
            self.desk.seen[customer.id] = customer.version
            self.query_one(Told).say(" ".join(customer.warnings))
            self._draw()

    def action_block_customer(self) -> None:
        """Ask why they are to be blocked, or let them order again."""
        if self.customer.blocked:
            self._save(CustomerChanges(blocked=False, blocked_reason=""), "They may order again.")
            return
        form = AskLine("block: no order of theirs is placed", "Reason", check=_reason_is_needed)
        self.app.push_screen(form, self._block)

    def _block(self, reason: str | None) -> None:
        """Block them."""
        if reason:
            self._save(CustomerChanges(blocked=True, blocked_reason=reason), "They are blocked now.")

    # --- addresses ---------------------------------------------------------------------------------

    def action_add_address(self) -> None:
        """Type another address."""
        customer, known = self.customer, self.customer.default_address
        start = Address(country=customer.country or (known.country if known else ""))
        editor = AddressEditor(self._new_address, start, None, self.desk.half_typed.elsewhere)
        self.app.push_screen(editor, lambda typed: self._keep(None, typed))

    @property
    def _new_address(self) -> str:
        """What an address that is being typed is called, and kept under when it is left."""
        return f"new address of {self.customer.name} #{self.customer.number}"

    def _edit_address(self, saved: SavedAddress) -> None:
        """Change an address."""
        editor = AddressEditor("address", saved.address, None, {})
        self.app.push_screen(editor, lambda typed: self._keep(saved, typed))

    def _keep(self, saved: SavedAddress | None, typed: Address | None) -> None:
        """Save the addresses with this one in its place, or behind the others."""
        if typed is None:
            return
        addresses = self._addresses(lambda other: typed if other == saved else other.address)
        self._save_addresses(addresses if saved is not None else (*addresses, typed), "The address is saved.")
        self.desk.half_typed.elsewhere.pop(self._new_address, None)

    def action_default_address(self) -> None:
        """Put the address at the cursor in front: the first is the default."""
        if isinstance(chosen := self.had, SavedAddress):
            others = self._addresses(lambda other: None if other == chosen else other.address)
            self._save_addresses((chosen.address, *others), "New carts are sent there now.")

    def action_remove_address(self) -> None:
        """Ask before the address at the cursor is removed."""
        if isinstance(chosen := self.had, SavedAddress):
            question = Question(
                "Remove this address?",
                f"{one_line(chosen.address)}\nCarts and orders that have it keep it.",
                "Remove",
            )
            self.app.push_screen(Confirm(question), lambda yes: self._remove(chosen) if yes else None)

    def _remove(self, chosen: SavedAddress) -> None:
        """Save the others."""
        self._save_addresses(
            self._addresses(lambda other: None if other == chosen else other.address),
            "The address is removed.",
        )

    def _addresses(self, kept: Callable[[SavedAddress], Address | None]) -> tuple[Address, ...]:
        """The addresses as they are to be, the default one first."""
        saved = sorted(self.customer.addresses, key=lambda each: not each.default)
        return tuple(address for each in saved if (address := kept(each)) is not None)

    def _save_addresses(self, addresses: tuple[Address, ...], done: str) -> None:
        """Save these addresses, the first of which is the default."""
        self._save(CustomerChanges(addresses=addresses), done)

    # --- saving ------------------------------------------------------------------------------------

    def _save(self, changes: CustomerChanges, done: str) -> None:
        """Save what was decided here; ``done`` is said once it is."""
        hold = self.desk_app.type_ahead.hold()
        self.write(self._saved(changes, done, hold), hold=hold)

    async def _saved(self, changes: CustomerChanges, done: str, hold: Hold) -> None:
        """Save it for the version in sight; one that somebody else changed is shown first."""
        customer = self.customer
        send = partial(
            self.desk.client.customers.update, customer.id, customer.version, changes, key=token_hex(16)
        )
        waits = f"{customer.name}: not known yet whether it was saved."
        try:
            now = await self.until_answered(waits, send, hold=hold)
        except Conflict:
            await self._read_again()
            self.query_one(Told).say(CHANGED, wrong=True)
            return
        if self.is_attached:
            self._show_saved(now)
            self.query_one(Told).say(" ".join([done, *now.warnings]))

    # --- keys ----------------------------------------------------------------------------------------

    def action_copy_customer_number(self) -> None:
        """Copy the customer's number."""
        self.app.copy_to_clipboard(self.customer.number)
        self.notify(f"{self.customer.number} is copied")

    def action_go_back(self) -> None:
        """Back to where one came from."""
        self.app.pop_screen()


def _reason_is_needed(text: str) -> str | None:
    """Whoever is asked why cannot say nothing."""
    return None if text else "A reason is needed: whoever is asked on the phone reads it out."


def _identity(had: Had) -> object:
    """What tells a row from the others while it changes."""
    if isinstance(had, SavedAddress | CartSummary | OrderSummary):
        return had.id
    return had
