"""Typing an address of a cart: what it does to the tax is shown before it is saved."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import ValidationError
from textual import on
from textual.content import Content
from textual.events import DescendantBlur
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import ClientError
from cartui.commands.cart_prices import KeepForCustomer
from cartui.commands.command import CommandClass
from cartui.commands.picking import FILLING
from cartui.model.actions import SetShippingAddress
from cartui.model.address import Address
from cartui.model.market import Market
from cartui.rules.tax.address_change import tax_change
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.dialogs.address_editor import COUNTRY_LETTERS, AddressEditor
from cartui.widgets.amounts import Amounts

PAUSE: Final = 0.3
"""Seconds without a key before the tax is worked out: fields of a place are typed slowly."""

_PLACE: Final = ("country", "region", "postcode")
"""The fields on which tax depends."""


class CartAddressForm(AddressEditor):
    """Gives the address; :attr:`keeps` then says whether it is to be kept for the customer as well."""

    OFFERS = (*FILLING, KeepForCustomer)
    DEFAULT_CSS = """
    CartAddressForm #tax, CartAddressForm #keeps { height: auto; color: $text-muted; display: none; }
    CartAddressForm #tax.-shown, CartAddressForm #keeps.-shown { display: block; }
    """

    def __init__(
        self,
        heading: str,
        address: Address,
        market: Market,
        edits: CartEdits,
        amounts: Amounts,
        *,
        is_taxed: bool,
        told: str = "",
    ) -> None:
        """``is_taxed``: whether tax depends on it, as it does on where the goods go; ``told``: said first."""
        super().__init__(heading, address, market, edits.drafts)
        self._edits = edits
        self._amounts = amounts
        self._is_taxed = is_taxed
        self._first_words = told
        self._place: Sequence[str] = ()
        self.keeps = False

    def inside(self) -> Iterable[Widget]:
        """The fields, the tax, and whether it is kept."""
        yield from super().inside()
        yield Static(id="tax")
        yield Static(id="keeps")

    def why_not(self, command: CommandClass) -> str | None:
        """A guest has nobody for whom it could be kept."""
        if command is KeepForCustomer and self._edits.cart.customer is None:
            return "This cart has no customer to keep it for"
        return super().why_not(command)

    def action_keep_for_customer(self) -> None:
        """Keep it for the customer as well when it is saved, or not."""
        self.keeps = not self.keeps
        customer = self._edits.cart.customer
        name = customer.name if customer is not None else "the customer"
        self._say("keeps", f"✓ kept for {name} as well when it is saved" if self.keeps else "")

    def _say(self, where: str, text: str) -> None:
        """Say it in that line; empty: it takes no room."""
        for line in self.query(f"#{where}").results(Static):
            line.update(Content(text))
            line.set_class(bool(text), "-shown")

    # --- the tax ------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Work out the tax of the address as it is."""
        if self._first_words and not self.draft():
            self.told.say(self._first_words)
        self._look()

    @on(Input.Changed)
    def place_typed(self) -> None:
        """Another place may be meant."""
        self._look()

    @on(DescendantBlur)
    def place_left(self) -> None:
        """Another country has other fields."""
        self._look()

    def _look(self) -> None:
        """Work out the tax of the place that is typed, unless that is done."""
        if not self._is_taxed or not self._edits.cart.lines:
            return
        values = self.values()
        place = [values.get(part, "").strip() for part in _PLACE]
        if place == self._place:
            return
        self._place = place
        if len(place[0]) != COUNTRY_LETTERS:
            self.workers.cancel_group(self, "prices")
            self._say("tax", "")
            return
        self._say("tax", "Tax: being worked out …")
        self.read(self._work_out(values), group="prices")

    async def _work_out(self, values: dict[str, str]) -> None:
        """Ask the backend once the typing pauses; where it cannot say, nothing is said."""
        await asyncio.sleep(PAUSE)
        try:
            address = Address.model_validate(values)
            cart = await self._edits.saved()
            after = await self._edits.carts.preview(
                cart.id, cart.version, [SetShippingAddress(address=address)]
            )
        except (ClientError, ValidationError):
            self._say("tax", "Tax: cannot be worked out now")
            return
        self._say("tax", tax_change(cart, after, self._amounts.number))
