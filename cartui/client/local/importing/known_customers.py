"""Who is meant by the customers of a file: those that there are, and those that came in just before."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection

from cartui.model.customer import Customer
from cartui.model.imports import ImportedCustomer
from cartui.rules.emails import normalise_email
from cartui.rules.phones import normalise_phone
from cartui.store.customers import (
    load_customers_by_email,
    load_customers_by_number,
    load_customers_without_email,
)

_FEWEST_OF_SOMEBODY: Final = 2
"""A row that says fewer of name, email, phone and company does not describe a person."""


class KnownCustomers:
    """Customers by number and by email, as they are while a batch goes in."""

    def __init__(self, customers: Iterable[Customer] = ()) -> None:
        """Know these."""
        self._by_id: dict[str, Customer] = {}
        self._id_by_number: dict[str, str] = {}
        self._ids_by_email: dict[str, list[str]] = {}
        self._ids_without_email: dict[str, list[str]] = {}
        for customer in customers:
            self.put(customer)

    def put(self, customer: Customer) -> None:
        """Know a customer, or know one as they are now."""
        before = self._by_id.get(customer.id)
        if before is not None:
            self._ids_like(before).remove(before.id)
        self._by_id[customer.id] = customer
        self._id_by_number[customer.number] = customer.id
        self._ids_like(customer).append(customer.id)

    def of_number(self, number: str) -> Customer | None:
        """The customer of that number."""
        found = self._id_by_number.get(number)
        return None if found is None else self._by_id[found]

    def of_email(self, email: str) -> list[Customer]:
        """Everybody who has that email, in whatever case."""
        return [self._by_id[each] for each in self._ids_by_email.get(email_key(email), ())]

    def without_email(self, name: str) -> list[Customer]:
        """Those of that name who have no email."""
        return [self._by_id[each] for each in self._ids_without_email.get(name, ())]

    def _ids_like(self, customer: Customer) -> list[str]:
        """Where a customer stands: under the email, or under the name without one."""
        if customer.email:
            return self._ids_by_email.setdefault(email_key(customer.email), [])
        return self._ids_without_email.setdefault(customer.name, [])


def known_customers(connection: Connection, imported: Sequence[ImportedCustomer]) -> KnownCustomers:
    """Everybody in the database whom these customers of a file could mean, asked for in a few statements."""
    found = load_customers_by_number(connection, {each.number for each in imported if each.number})
    same = {(customer.number, email_key(customer.email)) for customer in found}
    emails = {
        normalise_email(each.customer.email)[0]
        for each in imported
        if each.customer.email and (each.number, email_key(each.customer.email)) not in same
    }
    names = {each.customer.name for each in imported if not each.number and not each.customer.email}
    found += load_customers_by_email(connection, emails)
    found += load_customers_without_email(connection, names)
    return KnownCustomers({customer.id: customer for customer in found}.values())


def email_key(email: str) -> str:
    """An email as it is compared: written in one way, and without its case."""
    return normalise_email(email)[0].casefold()


def is_somebody_else(imported: ImportedCustomer, known: Customer) -> bool:
    """Whether a row says nothing that is true of the customer whose number it gives.

    Two systems may both have a customer 1042; what is known of ours must not become theirs. One thing that
    is different is a change (a new phone number, say); several, and nothing that agrees, are another person.
    """
    given = imported.customer
    phone, _ = normalise_phone(given.phone, given.country or known.country)
    email, names = email_key(given.email), _names(given.name if imported.named else "", given.company)
    said = [bool(phone), bool(email), bool(imported.named), bool(given.company)]
    compared = [bool(names), bool(phone and known.phone), bool(email and known.email)]
    if sum(said) < _FEWEST_OF_SOMEBODY or not any(compared):
        return False
    agrees = (
        bool(names & _names(known.name, known.company))
        or (phone and phone == known.phone)
        or (email and email == email_key(known.email))
    )
    return not agrees


def is_only_renamed(imported: ImportedCustomer, known: Customer) -> bool:
    """Whether a row says another name of the customer whose number it gives, and nothing to know them by."""
    given = imported.customer
    others = given.email or given.phone or given.company
    return imported.named and not others and not is_named(known, given.name)


def is_named(known: Customer, name: str) -> bool:
    """Whether the customer goes by that name, in whatever case."""
    return name.casefold() in _names(known.name, known.company)


def is_nameless(known: Customer) -> bool:
    """Whether something else stands in for a name that nobody said."""
    return known.name.casefold() in {known.email.casefold(), known.company.casefold(), known.number}


def _names(*names: str) -> set[str]:
    """What is said of the names of a person or their company."""
    return {name.casefold() for name in names if name}
