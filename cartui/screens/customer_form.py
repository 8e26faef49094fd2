"""A new customer, without leaving the cart."""

from collections.abc import Mapping, Sequence
from functools import partial
from secrets import token_hex

from pydantic import ValidationError

from cartui.model.customer import Customer, NewCustomer
from cartui.model.market import Market
from cartui.rules.typed_person import TypedPerson
from cartui.screens.dialog import LONG, Words
from cartui.screens.form import Field, Form


class CustomerForm(Form[Customer | None]):
    """What was typed into the search is filled in already. Gives the customer once saved."""

    HEADING = "new customer"

    def __init__(self, market: Market, person: TypedPerson) -> None:
        """``market`` gives the country, unless another is typed."""
        super().__init__({}, "customer")
        self._market = market
        self._person = person
        self._key = token_hex(16)
        self._asked: NewCustomer | None = None
        self._saving = False

    def fields(self) -> Sequence[Field]:
        """What is asked of a person on the phone."""
        return (
            Field("name", "Name", self._person.name, required=True),
            Field("phone", "Phone", self._person.phone),
            Field("email", "Email", self._person.email),
            Field("company", "Company"),
            Field("country", "Country", self._market.countries[0], hint="two letters, such as BD"),
            Field("vat_id", "VAT id"),
        )

    def save(self, values: Mapping[str, str]) -> None:
        """Create the customer; the dialog stays until the backend has them."""
        if self._saving:
            self.desk.reach.try_now()
            return
        try:
            new = NewCustomer.model_validate({**values, "country": values["country"].strip() or None})
        except ValidationError as error:
            self.show_problems({str(e["loc"][0]): _sentence(e["loc"][0]) for e in error.errors()})
            return
        if new != self._asked:
            self._asked, self._key = new, token_hex(16)
        self._saving = True
        self.told.say("saving …")
        self.write(self._create(new))

    async def _create(self, new: NewCustomer) -> None:
        """Create them and say what looked odd."""
        words = Words(
            open=f"{new.name}: not known yet whether the customer was created.",
            not_known="Not known yet whether it is saved",
            once="it is saved once",
            then="you are told when it is saved",
        )
        send = partial(self.desk.client.customers.create, new, key=self._key)
        try:
            customer = await self.answer_to(send, words)
        finally:
            self._saving = False
        for warning in customer.warnings:
            self.app.notify(warning, severity="warning")
        if self.is_current:
            self.dismiss(customer)
        else:
            self.app.notify(f"#{customer.number} was created: {customer.name}", timeout=LONG)


def _sentence(field: object) -> str:
    """What is wrong with a field, in words."""
    return "Two letters are needed, such as BD." if field == "country" else "This is too long."
