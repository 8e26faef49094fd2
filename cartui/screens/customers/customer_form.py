"""A new customer, without leaving the cart; who is probably the same is shown before they are created."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Final

from pydantic import ValidationError
from textual.containers import VerticalScroll
from textual.widgets import Input

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.picking import FILLING, MoreFields
from cartui.model.customer import Alike, Customer, NewCustomer
from cartui.rules.phones import show_phone
from cartui.rules.typed_person import TypedPerson
from cartui.screens.customers.customer_facts import blocked_name
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.form import Field, FieldRow, Form
from cartui.screens.dialogs.pick import Option, Pick

DRAFT: Final = "new customer"

YES: Final = "yes"
NO: Final = "no"

_YES: Final = frozenset({YES, "y", "true", "1"})
_NO: Final = frozenset({NO, "n", "false", "0", ""})


class Answer(Enum):
    """What can be said beside who it is."""

    CREATE = "create"


class CustomerForm(Form[Customer | None]):
    """What was typed into the search is filled in already. Gives the customer once saved, or who it is."""

    HEADING = "new customer"
    OFFERS = (*FILLING, MoreFields)
    EDITS_SAVED = False

    def __init__(self, home: str, person: TypedPerson, drafts: dict[str, object]) -> None:
        """``home`` is the country, unless another is typed; a draft of somebody else is left alone."""
        super().__init__(drafts, DRAFT)
        self._home = home
        self._person = person
        self._meant = Intention()
        self._seen_alike: NewCustomer | None = None
        self._saving = False

    def fields(self) -> Sequence[Field]:
        """What is asked of a person on the phone; of a draft that has more, that as well."""
        fields = (
            Field("name", "Name", self._person.name, required=True),
            Field("phone", "Phone", self._person.phone),
            Field("email", "Email", self._person.email),
            Field("company", "Company"),
            Field("country", "Country", self._home, hint="two letters, such as BD"),
            Field("vat_id", "VAT id"),
        )
        more = self._more()
        has_more = any(self.draft().get(field.name, field.value) != field.value for field in more)
        return (*fields, *more) if has_more else fields

    def _more(self) -> tuple[Field, ...]:
        """What hardly anybody is asked while they wait."""
        levels = ", ".join(level.code for level in self.desk.shop.price_levels)
        return (
            Field("price_level", "Price level", hint=f"empty: the market's; else {levels}"),
            Field("rep", "Rep"),
            Field("tax_exempt", "Tax exempt", NO, hint=f"{YES} or {NO}"),
        )

    def draft(self) -> Mapping[str, str]:
        """What was typed of this person and not saved; of another one it stays where it is."""
        kept, person = super().draft(), self._person
        typed = {"name": person.name, "phone": person.phone, "email": person.email}
        words = {name: text for name, text in typed.items() if text}
        return kept if not words or any(kept.get(name) == text for name, text in words.items()) else {}

    def why_not(self, command: CommandClass) -> str | None:
        """There is no more than all."""
        if command is MoreFields and self._has_more:
            return "All fields are there"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """More fields are offered as long as there are any."""
        return "" if command is MoreFields and self._has_more else super().footer_word(command)

    @property
    def _has_more(self) -> bool:
        """Whether the fields are there that are folded at first."""
        return self.is_mounted and any(row.field.name == "rep" for row in self.rows)

    async def action_more_fields(self) -> None:
        """Show price level, rep and exemption, and stand in the first of them."""
        await self.query_one(VerticalScroll).mount_all(map(FieldRow, self._more()))
        self._started |= {field.name: field.value for field in self._more()}
        next(row for row in self.rows if row.field.name == "price_level").query_one(Input).focus()

    def save(self, values: Mapping[str, str]) -> None:
        """Show who is probably the same, else create them; the dialog stays until the backend has them."""
        if self._saving:
            self.desk.reach.try_now()
            return
        try:
            new = NewCustomer.model_validate(customer_values(values))
        except ValidationError as error:
            self.show_problems({str(e["loc"][0]): sentence_of(e["loc"][0]) for e in error.errors()})
            return
        self._saving = True
        self.told.say("saving …")
        if new == self._seen_alike:
            self._send(new)
        else:
            self.write(self._look_for_alike(new))

    async def _look_for_alike(self, new: NewCustomer) -> None:
        """Ask who is probably the same; a backend that cannot say so now keeps nobody from being created."""
        try:
            alike = await self.desk.client.customers.alike(new)
        except ClientError:
            alike = ()
        if not alike or not self.is_current:
            self._send(new)
            return
        self._saving = False
        self.told.say("")
        self.app.push_screen(Pick("Is it one of these?", list(_options(alike))), partial(self._decided, new))

    def _decided(self, new: NewCustomer, chosen: Customer | Answer | None) -> None:
        """Take who it is, create them all the same, or go back to the form."""
        if isinstance(chosen, Customer):
            self._drafts.pop(DRAFT, None)
            self.dismiss(chosen)
        elif chosen is Answer.CREATE:
            self._seen_alike = new
            self._saving = True
            self.told.say("saving …")
            self._send(new)

    def _send(self, new: NewCustomer) -> None:
        """Create them, once for what is typed."""
        self.write(self._create(new))

    async def _create(self, new: NewCustomer) -> None:
        """Create them and say what looked odd."""
        words = Words(
            open=f"{new.name}: not known yet whether the customer was created.",
            not_known="Not known yet whether it is saved",
            once="it is saved once",
            then="you are told when it is saved",
        )
        send = partial(self.desk.client.customers.create, new, key=self._meant.key_for(new))
        try:
            customer = await self.answer_to(send, words)
        finally:
            self._saving = False
        self._drafts.pop(DRAFT, None)
        for warning in customer.warnings:
            self.app.notify(warning, severity="warning")
        if self.is_current:
            self.dismiss(customer)
        else:
            self.app.notify(f"#{customer.number} was created: {customer.name}", timeout=LONG)


def _options(alike: Sequence[Alike]) -> Iterator[Option[Customer | Answer]]:
    """Those who are there, each with why, and creating somebody all the same."""
    for each in alike:
        who = each.customer
        reach = show_phone(who.phone) or who.email
        yield Option(who, (f"{blocked_name(who)}  #{who.number}", each.reason, reach))
    yield Option(Answer.CREATE, ("No: create a new customer all the same",))


def customer_values(typed: Mapping[str, str]) -> dict[str, object]:
    """Typed fields as the models take them; what is no yes and no no stays as it is, to be refused."""
    values: dict[str, object] = {**typed}
    if "country" in typed:
        values["country"] = typed["country"].strip() or None
    if "price_level" in typed:
        values["price_level"] = typed["price_level"].strip() or None
    if "tax_exempt" in typed:
        word = typed["tax_exempt"].strip().lower()
        values["tax_exempt"] = True if word in _YES else False if word in _NO else word
    return values


def sentence_of(field: object) -> str:
    """What is wrong with a field, in words."""
    known = {"country": "Two letters are needed, such as BD.", "tax_exempt": f"Type {YES} or {NO}."}
    return known.get(str(field), "This is too long.")
