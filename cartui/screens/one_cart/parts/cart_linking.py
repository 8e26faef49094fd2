"""Whose cart it is: the customer is searched for and linked to it."""

from typing import TYPE_CHECKING

from cartui.client.protocol import ClientError
from cartui.commands.one_cart import ChooseCustomer
from cartui.model.actions import SetCustomer
from cartui.model.cart import CartSummary
from cartui.model.customer import Customer
from cartui.screens.desk.cart_edits import Area
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.dialogs.customer_search import CustomerSearch
from cartui.screens.one_cart.parts.cart_part import CartPart

if TYPE_CHECKING:
    from cartui.screens.one_cart.one_cart import OneCart


class CartLinking(CartPart):
    """Finds the customer, looks whether they have other open carts, and links them."""

    OFFERS = (ChooseCustomer,)

    def __init__(self, screen: "OneCart") -> None:
        """Nobody was linked here yet."""
        super().__init__(screen)
        self._abroad = ("", "")
        """Id of a customer who was linked here, and that they live outside of the market."""

    @property
    def abroad(self) -> str:
        """That the customer who was linked here lives outside of the market, in words; or nothing."""
        customer, words = self._abroad
        return words if self.cart.customer is not None and self.cart.customer.id == customer else ""

    def action_choose_customer(self) -> None:
        """Search for the customer and link them."""
        self.screen.flow(self._choose_customer)

    async def take_the_call(self, hold: Hold) -> None:
        """Customer first, then products."""
        if await self._linked(hold):
            self.screen.line_edits.action_add_product()

    async def _choose_customer(self, hold: Hold) -> None:
        """Search, then link."""
        await self._linked(hold)

    async def _linked(self, hold: Hold) -> bool:
        """Search for the customer and link them, unless one goes on with another cart of theirs."""
        from cartui.screens.one_cart.callers_carts import goes_to_another_cart

        customer = await self._found(hold)
        if customer is None:
            return False
        with self.screen.desk_app.type_ahead.hold() as again:
            if await goes_to_another_cart(self.screen, customer, again):
                return False
            self._link(customer)
            return True

    async def _found(self, hold: Hold) -> Customer | None:
        """Open the search and wait for what is chosen."""
        market = self.screen.market
        if market is None:
            return None
        search = CustomerSearch(market, self.edits.drafts)
        chosen = self.screen.app.push_screen(search, wait_for_dismiss=True)
        hold.release()
        return await chosen

    def _link(self, customer: Customer) -> None:
        """Make it the customer's cart; say so where they live outside of its market."""
        home = customer.default_address.country if customer.default_address else customer.country
        market = self.screen.market
        if market is not None and home and home not in market.countries:
            self._abroad = (customer.id, f"{customer.name} is in {home}; this cart is for {market.name}.")
        self.edits.ask(Area.CUSTOMER, SetCustomer(customer=customer.id))

    async def other_open_carts(self, customer: Customer) -> list[CartSummary]:
        """The customer's open carts beside this one (decision 4); none when that cannot be found out."""
        try:
            carts = await self.desk.client.customers.open_carts(customer.id)
        except ClientError:
            return []
        return [cart for cart in carts if cart.id != self.cart.id]
