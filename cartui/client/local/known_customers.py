"""Who is meant by the customers of a file: those that there are, and those that came in just before."""

from collections.abc import Iterable, Sequence

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
    """Whether a row has nothing of the customer whose number it gives: no name, email, phone or company.

    Two systems may both have a customer 1042; what is known of ours must not become theirs.
    """
    given = imported.customer
    if not imported.named or not given.email or not known.email:
        return False
    theirs = (given.name.casefold(), email_key(given.email), given.company.casefold())
    ours = (known.name.casefold(), email_key(known.email), known.company.casefold())
    if any(their and their == our for their, our in zip(theirs, ours, strict=True)):
        return False
    phone, _ = normalise_phone(given.phone, given.country or known.country)
    return not phone or phone != known.phone
