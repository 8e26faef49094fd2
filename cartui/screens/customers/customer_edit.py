"""Changing what is known of a customer; what somebody else saved meanwhile is shown beside it, by field."""

from collections.abc import Mapping, Sequence
from functools import partial

from pydantic import ValidationError
from textual.widgets import Input

from cartui.client.protocol import Conflict
from cartui.model.customer import Customer, CustomerChanges
from cartui.rules.phones import show_phone
from cartui.screens.customers.customer_form import NO, YES, customer_values, sentence_of
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.form import Field, Form


class CustomerEdit(Form[Customer | None]):
    """The facts of a customer. Gives them as they are saved."""

    HEADING = "edit customer"

    def __init__(self, customer: Customer, drafts: dict[str, object]) -> None:
        """Start with what is known; ``drafts`` keeps what is typed when the form is left."""
        super().__init__(drafts, f"customer {customer.id}")
        self._customer = customer
        self._began = values_of(customer)
        self._meant = Intention()
        self._saving = False

    def heading(self) -> str:
        """Who it is."""
        return f"{self._customer.name}  #{self._customer.number}"

    def fields(self) -> Sequence[Field]:
        """All that can be changed of them."""
        levels = ", ".join(level.code for level in self.desk.shop.price_levels)
        of = self._began
        return (
            Field("name", "Name", of["name"], required=True),
            Field("phone", "Phone", of["phone"]),
            Field("email", "Email", of["email"]),
            Field("company", "Company", of["company"]),
            Field(
                "price_level", "Price level", of["price_level"], hint=f"empty: the market's; else {levels}"
            ),
            Field("rep", "Rep", of["rep"]),
            Field("vat_id", "VAT id", of["vat_id"]),
            Field("tax_exempt", "Tax exempt", of["tax_exempt"], hint=f"{YES} or {NO}"),
            Field("country", "Country", of["country"], hint="two letters, such as BD"),
        )

    def keep_draft(self) -> None:
        """Keep only what was typed: the other fields are to be what they are when it is gone on with."""
        super().keep_draft()
        kept = self.draft()
        if kept:
            self._drafts[self._draft_name] = {
                name: text for name, text in kept.items() if text.strip() != self._began[name]
            }

    def save(self, values: Mapping[str, str]) -> None:
        """Save the fields that are another than they were; the dialog stays until the backend has them."""
        if self._saving:
            self.desk.reach.try_now()
            return
        typed = {name: text for name, text in values.items() if text.strip() != self._began[name]}
        try:
            changes = CustomerChanges.model_validate(customer_values(typed))
        except ValidationError as error:
            self.show_problems({str(e["loc"][0]): sentence_of(e["loc"][0]) for e in error.errors()})
            return
        self._saving = True
        self.told.say("saving …")
        self.write(self._save(changes))

    async def _save(self, changes: CustomerChanges) -> None:
        """Save them for the version that was seen."""
        customer = self._customer
        words = Words(
            open=f"{customer.name}: not known yet whether the changes were saved.",
            not_known="Not known yet whether it is saved",
            once="it is saved once",
            then="you are told when it is saved",
        )
        key = self._meant.key_for(customer.version, changes)
        send = partial(self.desk.client.customers.update, customer.id, customer.version, changes, key=key)
        try:
            saved = await self.answer_to(send, words)
        except Conflict:
            await self._show_theirs()
            return
        finally:
            self._saving = False
        self._drafts.pop(self._draft_name, None)
        if self.is_current:
            self.dismiss(saved)
        else:
            self.app.notify(f"{saved.name} is saved.", timeout=LONG)

    async def _show_theirs(self) -> None:
        """Take over what only somebody else changed, and show beside the fields what both did."""
        theirs = await self.desk.client.customers.get(self._customer.id)
        if not self.is_current:
            self.app.notify(f"{theirs.name} was changed meanwhile: yours is not saved.", severity="error")
            return
        before, now = self._began, values_of(theirs)
        self._customer, self._began = theirs, now
        both: dict[str, str] = {}
        taken: list[str] = []
        for row in self.rows:
            name = row.field.name
            yours = row.value.strip()
            if now[name] in {before[name], yours}:
                continue
            if yours == before[name]:
                with self.prevent(Input.Changed):  # nobody has corrected anything
                    row.query_one(Input).value = now[name]
                taken.append(row.field.label)
            else:
                both[name] = f"Saved meanwhile: {now[name] or 'nothing'}. ctrl+s again saves yours."
        self.show_problems(both)
        news = f"Taken over from them: {', '.join(taken)}. " if taken else ""
        self.told.say(
            f"Somebody changed this customer meanwhile; yours is not saved yet. {news}ctrl+s saves it.",
            wrong=True,
        )


def values_of(customer: Customer) -> dict[str, str]:
    """The fields of a customer as they stand in the form."""
    return {
        "name": customer.name,
        "phone": show_phone(customer.phone),
        "email": customer.email,
        "company": customer.company,
        "price_level": customer.price_level or "",
        "rep": customer.rep,
        "vat_id": customer.vat_id,
        "tax_exempt": YES if customer.tax_exempt else NO,
        "country": customer.country or "",
    }
