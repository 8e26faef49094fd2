"""Customers of a file: the same number updates, and without one the same email and name do (decision 23)."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.customer_changes import changed_customer, new_customer
from cartui.client.local.importing.known_customers import (
    is_named,
    is_nameless,
    is_only_renamed,
    is_somebody_else,
    known_customers,
)
from cartui.client.local.numbers import MOST_DIGITS, next_customer_numbers
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.errors import Invalid
from cartui.model.imports import ImportedCustomer, ImportReport, Refusal, total_of
from cartui.model.problem import Problem
from cartui.rules.emails import email_warning
from cartui.store.customers import insert_customers, update_customers
from cartui.store.numbering import raise_to
from cartui.store.shop_config import load_shop

_CHANGEABLE = frozenset(CustomerChanges.model_fields)


def import_customers(
    backend: LocalBackend, connection: Connection, customers: Sequence[ImportedCustomer]
) -> ImportReport:
    """Write the customers; one that cannot be taken is refused and the others go in."""
    if not customers:
        return ImportReport()
    return CustomerImport(backend, connection, customers).take()


class CustomerImport:
    """One batch of customers on its way into the database: looked up, decided and written as a whole."""

    def __init__(
        self, backend: LocalBackend, connection: Connection, customers: Sequence[ImportedCustomer]
    ) -> None:
        """Read what all customers of the batch need."""
        self._connection = connection
        self._customers = customers
        self._shop = load_shop(connection)
        self._now = backend.clock()
        self._known = known_customers(connection, customers)
        self._before: dict[str, Customer] = {}
        """Who was there already and is changed, as they were."""
        self._after: dict[str, Customer] = {}
        """Who is new or changed, as they should be; a new one may still be without a number."""

    def take(self) -> ImportReport:
        """Add or update all of them; say what became of every row."""
        reports = [self._take(imported) for imported in self._customers]
        self._save()
        return total_of([*reports, ImportReport(customers=len(self._after))])

    def _take(self, imported: ImportedCustomer) -> ImportReport:
        """Add or update one customer."""
        rows = len(imported.rows)
        try:
            known = self._meant(imported)
            after = self._new(imported) if known is None else self._changed(imported, known)
        except Invalid as error:
            refusals = tuple(
                Refusal(file=row.file, line=row.line, column=error.problems[0].field, reason=error.message)
                for row in imported.rows
            )
            return ImportReport(rows=rows, refused=rows, refusals=refusals)
        if after is known:
            return ImportReport(rows=rows, unchanged=rows)
        if known is not None and known.id not in self._after:
            self._before[known.id] = known
        self._after[after.id] = after
        self._known.put(after)
        warnings = _notes(imported, self._odd(imported, known, after))
        return ImportReport(rows=rows, accepted=rows, warnings=warnings)

    def _odd(
        self, imported: ImportedCustomer, known: Customer | None, after: Customer
    ) -> Iterator[tuple[str, str]]:
        """What is to be said of a customer who goes in: the column and the remark."""
        of_email = email_warning(imported.customer.email)
        for text in after.warnings:
            yield ("email" if text == of_email else "phone"), text
        if known is not None and imported.number and is_only_renamed(imported, known):
            yield "name", f"{known.number} was {known.name} until now"
        shared = self._shared_email(after, known)
        if shared is not None:
            yield "email", shared

    def _meant(self, imported: ImportedCustomer) -> Customer | None:
        """The one customer that the row means, if there is one.

        Raises ``Invalid`` where it could mean several, or is somebody else than who has the number.
        """
        email = imported.customer.email
        if imported.number:
            known = self._known.of_number(imported.number)
            if known is not None and is_somebody_else(imported, known):
                theirs = ", ".join(filter(None, (known.name, known.email, known.phone)))
                raise _refused("number", f"{known.number} is {theirs}: nothing here is theirs")
            return known
        if not email:
            return self._same_in_all(imported)
        meant = self._of_email(imported)
        if len(meant) > 1:
            numbers = ", ".join(customer.number or "one of this file" for customer in meant)
            raise _refused("email", f"{email} is the email of {numbers}: give the number")
        return meant[0] if meant else None

    def _of_email(self, imported: ImportedCustomer) -> list[Customer]:
        """Whom a row without a number can mean by its email: couples and companies share one.

        A row that names somebody means who goes by that name, or the one of whom no name was said yet.
        """
        found = self._known.of_email(imported.customer.email)
        if not imported.named:
            return found
        named = [known for known in found if is_named(known, imported.customer.name)]
        return named or [known for known in found if is_nameless(known)]

    def _same_in_all(self, imported: ImportedCustomer) -> Customer | None:
        """Somebody of whom the row says nothing new, for one that gives neither number nor email.

        Two people may have one name, so any difference makes a new customer.
        """
        alike = self._known.without_email(imported.customer.name)
        return next((known for known in alike if self._changed(imported, known) is known), None)

    def _new(self, imported: ImportedCustomer) -> Customer:
        """A new customer; without a number of its own it gets one in the end."""
        created_at = imported.created_at or self._now
        made = new_customer(imported.customer, number=imported.number, shop=self._shop, now=created_at)
        return made.model_copy(update={"blocked": True}) if imported.blocked else made

    def _changed(self, imported: ImportedCustomer, known: Customer) -> Customer:
        """A known customer as it should be, or ``known`` itself; what the file does not say stays."""
        given = imported.customer
        fields = given.model_fields_set & _CHANGEABLE
        values = {name: getattr(given, name) for name in fields if imported.named or name != "name"}
        if imported.blocked is not None:
            values["blocked"] = imported.blocked
        changes = CustomerChanges.model_construct(**values)  # checked when the file was read
        return changed_customer(known, changes, shop=self._shop, now=self._now)

    def _shared_email(self, after: Customer, known: Customer | None) -> str | None:
        """What to say where an email that is new to this customer is somebody else's as well."""
        if not after.email or (known is not None and known.email == after.email):
            return None
        others = [each for each in self._known.of_email(after.email) if each.id != after.id]
        if not others:
            return None
        return f"{after.email} is also the email of {others[0].number or others[0].name}"

    def _save(self) -> None:
        """Write what is new, under numbers that nobody has, and what is different."""
        new = [customer for customer in self._after.values() if customer.id not in self._before]
        first = self._shop.settings.numbering.first_customer
        raise_to(self._connection, "customer", _counted([each.number for each in new]), first=first)
        nameless = sum(not customer.number for customer in new)
        numbers = iter(next_customer_numbers(self._connection, self._shop, nameless) if nameless else ())
        insert_customers(
            self._connection,
            [each if each.number else each.model_copy(update={"number": next(numbers)}) for each in new],
        )
        changes = [(before, self._after[customer_id]) for customer_id, before in self._before.items()]
        update_customers(self._connection, changes)


def _counted(numbers: Sequence[str]) -> list[int]:
    """Those of the numbers of customers that could be counted on from."""
    return [int(each) for each in numbers if each.isascii() and each.isdecimal() and len(each) <= MOST_DIGITS]


def _refused(column: str, message: str) -> Invalid:
    """The refusal of a row for one of its columns."""
    return Invalid(message, [Problem(field=column, message=message)])


def _notes(imported: ImportedCustomer, remarks: Iterable[tuple[str, str]]) -> tuple[Refusal, ...]:
    """Remarks on a customer: columns and texts, each told once, of the first row that speaks of them."""
    row = next(iter(imported.rows), None)
    if row is None:
        return ()
    return tuple(
        Refusal(file=row.file, line=row.line, column=column, reason=text) for column, text in remarks
    )
