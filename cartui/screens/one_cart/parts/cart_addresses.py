"""Where a cart goes and who is billed: a saved address, or one that is typed."""

from functools import partial
from secrets import token_hex
from typing import NamedTuple

from cartui.client.protocol import ClientError, Conflict
from cartui.commands.one_cart import BillTo, ShipTo
from cartui.model.actions import SetBillingAddress, SetShippingAddress
from cartui.model.address import Address
from cartui.model.customer import Customer, CustomerChanges, CustomerRef, SavedAddress
from cartui.rules.addresses import is_same_place
from cartui.screens.desk.cart_edits import Area
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.pick import Pick, PickBillTo
from cartui.screens.one_cart.begun_forms import as_begun, begin_on
from cartui.screens.one_cart.cart_choices import Other, address_options
from cartui.screens.one_cart.dialogs.cart_address_form import CartAddressForm
from cartui.screens.one_cart.parts.cart_part import CartPart

SHIPPING_DRAFT = "shipping address"
BILLING_DRAFT = "billing address"


class _Typed(NamedTuple):
    """An address that was typed."""

    address: Address
    began: Address | None
    """What was saved when it was begun; ``None``: no address."""


class CartAddresses(CartPart):
    """Sets the two addresses of a cart."""

    OFFERS = (ShipTo, BillTo)

    def action_ship_to(self) -> None:
        """Pick or type the shipping address."""
        self.screen.flow(self._ship_to)

    async def _ship_to(self, hold: Hold) -> None:
        """A saved address, or the form."""
        now = self.cart.shipping_address
        saved, why_none = await self._saved_addresses()
        if saved and SHIPPING_DRAFT not in self.edits.drafts:
            market = self.screen.market
            pick = Pick("ship to", address_options(saved, now, market=market))
            chosen = await self._ask(pick, hold)
        else:
            chosen = Other.TYPE
        if isinstance(chosen, Address):
            self.edits.ask(Area.SHIPPING, SetShippingAddress(address=chosen))
        elif chosen is Other.TYPE:
            typed = await self._typed_address(SHIPPING_DRAFT, now, hold, told=why_none)
            if typed is not None:
                before = as_begun(self.edits, SHIPPING_DRAFT, shipping_address=typed.began)
                action = SetShippingAddress(address=typed.address)
                self.edits.ask(Area.SHIPPING, action, draft=SHIPPING_DRAFT, before=before)

    def action_bill_to(self) -> None:
        """Pick or type the billing address; ``=``: the same as shipping."""
        self.screen.flow(self._bill_to)

    async def _bill_to(self, hold: Hold) -> None:
        """The same, a saved address, or the form."""
        cart = self.cart
        saved, why_none = await self._saved_addresses()
        same = cart.billing_same_as_shipping
        options = address_options(saved, cart.billing_address, same_as_shipping=same)
        chosen = await self._ask(PickBillTo("bill to", options, told=why_none), hold)
        if chosen is Other.SAME_AS_SHIPPING:
            self.edits.ask(Area.BILLING, SetBillingAddress(same_as_shipping=True))
        elif isinstance(chosen, Address):
            self.edits.ask(Area.BILLING, SetBillingAddress(address=chosen))
        elif chosen is Other.TYPE:
            typed = await self._typed_address(BILLING_DRAFT, cart.billing_address, hold)
            if typed is not None:
                before = as_begun(self.edits, BILLING_DRAFT, billing_address=typed.began)
                action = SetBillingAddress(address=typed.address)
                self.edits.ask(Area.BILLING, action, draft=BILLING_DRAFT, before=before)

    async def _ask(self, pick: Pick[Address | Other], hold: Hold) -> Address | Other | None:
        """Show a picker and wait for the choice."""
        chosen = self.screen.app.push_screen(pick, wait_for_dismiss=True)
        hold.release()
        return await chosen

    async def _saved_addresses(self) -> tuple[tuple[SavedAddress, ...], str]:
        """The customer's addresses, else why there are none: one can still be typed."""
        customer = self.cart.customer
        if customer is None:
            return (), "No customer is linked: there are no saved addresses."
        try:
            saved = (await self.desk.client.customers.get(customer.id)).addresses
        except ClientError:
            return (), f"The saved addresses of {customer.name} cannot be read now."
        return saved, "" if saved else f"{customer.name} has no saved address."

    async def _typed_address(
        self, draft: str, now: Address | None, hold: Hold, *, told: str = ""
    ) -> _Typed | None:
        """The form, filled with what there is; a new one with the cart's person. ``told``: said first."""
        market = self.screen.market
        if market is None:
            return None
        contact = self.cart.contact
        start = now or Address(name=contact.name, phone=contact.phone)
        begin_on(self.edits)
        form = CartAddressForm(
            draft, start, market, self.edits, self.screen.amounts, is_taxed=draft == SHIPPING_DRAFT, told=told
        )
        answer = self.screen.app.push_screen(form, wait_for_dismiss=True)
        hold.release()
        typed: Address | None = await answer
        if typed is None:
            return None
        customer = self.cart.customer
        if form.keeps and customer is not None:
            self.screen.write(self._keep(customer, typed))
        return _Typed(typed, start.model_copy(update=form.overtaken) if form.overtaken else now)

    # --- kept for the customer ----------------------------------------------------------------------

    async def _keep(self, customer: CustomerRef, address: Address) -> None:
        """Save it among the customer's addresses, on top of what somebody else saves meanwhile."""
        open_question = f"{customer.name}: not known yet whether the address is kept for them."
        key = token_hex(16)
        try:
            is_new = await self.screen.until_answered(
                open_question, partial(self._keep_now, customer.id, address, key)
            )
        except Conflict:
            is_new = await self.screen.until_answered(
                open_question, partial(self._keep_now, customer.id, address, token_hex(16))
            )
        said = "is kept for" if is_new else "was kept already for"
        self.screen.app.notify(f"The address {said} {customer.name}.")

    async def _keep_now(self, customer: str, address: Address, key: str) -> bool:
        """Add it behind the others, whose first is the default; false where they have it."""
        customers = self.desk.client.customers
        now: Customer = await customers.get(customer)
        if any(is_same_place(saved.address, address) for saved in now.addresses):
            return False
        others = sorted(now.addresses, key=lambda saved: not saved.default)
        addresses = (*(saved.address for saved in others), address)
        save = partial(customers.update, customer, now.version, key=key)
        await save(CustomerChanges(addresses=addresses))
        return True
