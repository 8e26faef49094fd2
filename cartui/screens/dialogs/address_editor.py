"""An address with the fields of its country, in that country's order and with its names for them."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import ValidationError
from textual import on
from textual.containers import VerticalScroll
from textual.events import DescendantBlur
from textual.widgets import Input

from cartui.model.address import Address
from cartui.model.market import Market
from cartui.rules.addresses import address_fields, address_warnings, missing_address_parts, not_delivered_to
from cartui.screens.dialogs.form import Field, FieldRow, Form

COUNTRY_LETTERS: Final = 2
"""Letters of a country's code, once it is typed."""


class AddressEditor(Form[Address | None]):
    """Gives the address. Countries outside the market are refused; what is unusual is asked about once."""

    def __init__(
        self, heading: str, address: Address, market: Market | None, drafts: dict[str, object]
    ) -> None:
        """Start with that address; an empty country is the market's home.

        Without a market, as a customer has none, it may be in any country.
        """
        super().__init__(drafts, heading)
        self._heading = heading
        self._market = market
        home = market.countries[0] if market is not None else ""
        self._address = address if address.country else address.model_copy(update={"country": home})
        self._country = self._address.country
        self._warned: Address | None = None

    def heading(self) -> str:
        """Shipping or billing."""
        return self._heading

    def fields(self) -> Sequence[Field]:
        """The country's fields with what the address has, and the country's code among them."""
        self._country = self.draft().get("country", self._country).strip().upper()
        return self._fields_of(self._country, dict(self._address))

    def _fields_of(self, country: str, values: Mapping[str, str]) -> list[Field]:
        """The fields of a country."""
        choice = ", ".join(self._market.countries) if self._market else "two letters, such as BD"
        return [
            Field(
                field.name,
                field.label,
                values[field.name],
                field.required,
                choice if field.name == "country" else "",
            )
            for field in address_fields(country)
        ]

    @on(DescendantBlur)
    async def field_left(self) -> None:
        """Another country has other fields: ask for those, with what is typed already."""
        typed = self.values()
        country = typed.get("country", "").strip().upper()
        if country in {self._country, ""} or not self._delivers_to(country):
            return
        self._country = country
        values = dict(Address()) | typed | {"country": country}
        focused = next((row.field.name for row in self.rows if row.query_one(Input).has_focus), "country")
        fields = self.query_one(VerticalScroll)
        async with self.batch():
            await fields.remove_children()
            await fields.mount_all(FieldRow(field) for field in self._fields_of(country, values))
        row = next((row for row in self.rows if row.field.name == focused), self.rows[0])
        row.query_one(Input).focus()

    def _delivers_to(self, country: str) -> bool:
        """Whether an address may be there; without a market wherever people live."""
        if self._market is None:
            return len(country) == COUNTRY_LETTERS
        return country in self._market.countries

    def save(self, values: Mapping[str, str]) -> None:
        """Refuse what cannot be right; ask once about what is unusual."""
        try:
            address = Address.model_validate(dict(values))
        except ValidationError as error:
            self.show_problems(
                {str(e["loc"][0]): "Two letters are needed, such as BD." for e in error.errors()}
            )
            return
        wrong = {problem.field: problem.message for problem in missing_address_parts(address)}
        if self._market is not None and address.country and not self._delivers_to(address.country):
            wrong["country"] = not_delivered_to(address, self._market)
        odd = {
            problem.field: f"{problem.message} ctrl+s again keeps it."
            for problem in address_warnings(address)
        }
        if wrong or (odd and address != self._warned):
            self._warned = None if wrong else address
            self.show_problems(odd | wrong)
            return
        self.dismiss(address)
