"""Finding the person of a cart by name, email or phone, however it is written; or creating them."""

from collections.abc import Sequence

from cartui.commands.customers import CreateCustomer
from cartui.commands.picking import CHOOSING
from cartui.model.customer import Customer
from cartui.model.market import Market
from cartui.rules.phones import show_phone
from cartui.rules.typed_person import person_from
from cartui.screens.customers.customer_form import DRAFT, CustomerForm
from cartui.screens.dialogs.search import Search
from cartui.widgets.choices import Choice


class CustomerSearch(Search[Customer | None, Customer]):
    """Enter gives the customer at the cursor; the last row creates one from what was typed."""

    DEFAULT_CSS = """
    CustomerSearch > #box { width: 100%; max-width: 100; }
    """
    OFFERS = (*CHOOSING, CreateCustomer)
    HEADING = "customer"
    PLACEHOLDER = "name, email, phone, company or customer number"

    def __init__(self, market: Market, drafts: dict[str, object], text: str = "") -> None:
        """``market`` says where a new customer's phone number is read; ``drafts`` keeps one half typed."""
        super().__init__(text)
        self._market = market
        self._drafts = drafts

    def on_mount(self) -> None:
        """Say that somebody is half typed."""
        if self._drafts.get(DRAFT) and (key := self.keymap.shown(CreateCustomer)):
            self.told.say(f"A new customer is half typed: {key} goes on with that.")

    async def find(self, text: str) -> Sequence[Customer]:
        """Ask the backend."""
        return await self.desk.client.customers.search(text)

    def row(self, hit: Customer) -> Choice:
        """Name, number, phone, email; a blocked customer says so first."""
        name = f"▲ BLOCKED {hit.name}" if hit.blocked else hit.name
        company = f"{name}, {hit.company}" if hit.company else name
        return Choice((company, f"#{hit.number}", show_phone(hit.phone), hit.email), quiet=hit.blocked)

    def other_row(self, text: str) -> Choice:
        """A new customer."""
        return Choice((f"Create customer “{text}” …",), quiet=bool(self.hits))

    def take(self, hit: Customer) -> None:
        """This one it is, and so nobody who is half typed."""
        self._drafts.pop(DRAFT, None)
        self.dismiss(hit)

    def take_other(self) -> None:
        """Create one."""
        self.action_create_customer()

    def take_unseen(self, text: str) -> None:
        """Wait for what is found. One match is meant; among several a person has to choose."""
        words = self.words_of(text)
        hold = self.desk_app.type_ahead.hold()

        async def find_and_take() -> None:
            hits = await self.find(words)
            self.show_hits(words, hits)
            if not self.is_current:
                return
            if len(hits) == 1:
                self.take(hits[0])
            elif hits:
                self.told.say(f"{len(hits)} customers match: choose one.")

        self.read(find_and_take(), group="search", hold=hold)

    def action_create_customer(self) -> None:
        """Open the form with what was typed in the right fields."""
        home = self._market.countries[0]
        form = CustomerForm(home, person_from(self.field.value), self._drafts)
        self.app.push_screen(form, self._created)

    def _created(self, customer: Customer | None) -> None:
        """A new customer is the one that was wanted."""
        if customer is not None:
            self.dismiss(customer)
