"""Customers of a file: the same number updates, and without one the same email does (decision 23)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.customer_changes import changed_customer, new_customer
from cartui.client.local.numbers import next_customer_number
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.errors import Invalid
from cartui.model.imports import ImportedCustomer, ImportReport, Refusal, total_of
from cartui.model.shop import Shop
from cartui.store.customers import find_customers, insert_customer, update_customer
from cartui.store.numbering import raise_to
from cartui.store.shop_config import load_shop


def import_customers(
    backend: LocalBackend, connection: Connection, customers: Sequence[ImportedCustomer]
) -> ImportReport:
    """Write the customers one by one; a row that cannot be taken is refused and the others go in."""
    if not customers:
        return ImportReport()
    shop = load_shop(connection)
    return total_of(_take(backend, connection, imported, shop) for imported in customers)


def _take(
    backend: LocalBackend, connection: Connection, imported: ImportedCustomer, shop: Shop
) -> ImportReport:
    """Add or update one customer."""
    rows = len(imported.rows)
    meant = _meant(connection, imported)
    if len(meant) > 1:
        numbers = ", ".join(customer.number for customer in meant)
        reason = f"{imported.customer.email} is the email of {numbers}: give the number"
        return ImportReport(rows=rows, refused=rows, refusals=_notes(imported, "email", reason))
    known = meant[0] if meant else None
    try:
        after = _after(backend, connection, imported, known, shop)
    except Invalid as error:
        return ImportReport(rows=rows, refused=rows, refusals=_notes(imported, "price_level", error.message))
    if known is not None and after == known:
        return ImportReport(rows=rows, unchanged=rows)
    if known is None:
        insert_customer(connection, after)
        if after.number.isascii() and after.number.isdecimal():
            raise_to(connection, "customer", int(after.number))
    else:
        update_customer(connection, after)
    warnings = tuple(note for text in after.warnings for note in _notes(imported, "phone or email", text))
    return ImportReport(rows=rows, accepted=rows, customers=1, warnings=warnings)


def _meant(connection: Connection, imported: ImportedCustomer) -> list[Customer]:
    """The customers that the row could mean: by number, or without one by email."""
    if imported.number:
        return [
            found for found in find_customers(connection, imported.number) if found.number == imported.number
        ]
    email = imported.customer.email.casefold()
    if not email:
        return []
    return [found for found in find_customers(connection, email) if found.email.casefold() == email]


def _after(
    backend: LocalBackend,
    connection: Connection,
    imported: ImportedCustomer,
    known: Customer | None,
    shop: Shop,
) -> Customer:
    """The customer as it should be."""
    given, now = imported.customer, backend.clock()
    if known is not None:
        fields = given.model_fields_set & CustomerChanges.model_fields.keys()
        if not imported.named:
            fields.discard("name")
        values = {name: getattr(given, name) for name in fields}
        if imported.blocked is not None:
            values["blocked"] = imported.blocked
        return changed_customer(known, CustomerChanges.model_validate(values), shop=shop, now=now)
    number = imported.number or next_customer_number(connection, shop)
    made = new_customer(given, number=number, shop=shop, now=imported.created_at or now)
    return made.model_copy(update={"blocked": bool(imported.blocked)})


def _notes(imported: ImportedCustomer, column: str, text: str) -> tuple[Refusal, ...]:
    """The same remark on each row of the customer."""
    return tuple(Refusal(file=row.file, line=row.line, column=column, reason=text) for row in imported.rows)
