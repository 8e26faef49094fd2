"""Customers by what people type."""

from rapidfuzz.fuzz import ratio
from sqlalchemy import Connection, select

from cartui.model.customer import Customer
from cartui.store.customers import find_customers, load_customers_by_pk
from cartui.store.folding import digits, is_phone_like, spaced
from cartui.store.limits import page_size
from cartui.store.search import CANDIDATES, matches
from cartui.store.tables import METADATA

_customer = METADATA.tables["customer"]


def search_customers(conn: Connection, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
    """Customers by name, email, phone in any writing, company or number; the best match first."""
    limit = page_size(limit)
    asked = text.strip()
    found = matches(conn, "customer", _customer.c.pk, asked.split())
    if found is None:
        return ()
    named = {customer.id: customer for customer in find_customers(conn, asked)}
    pks = conn.execute(select(_customer.c.pk).where(found).limit(CANDIDATES)).scalars().all()
    named |= {customer.id: customer for customer in load_customers_by_pk(conn, pks)}
    return tuple(sorted(named.values(), key=lambda customer: _rank(customer, asked))[:limit])


def _rank(customer: Customer, asked: str) -> tuple[int, float, str, str]:
    """How far a customer is from what was asked, the nearest lowest; equals by how alike the names are."""
    wanted, name = spaced(asked), spaced(customer.name)
    ending = digits(asked).lstrip("0") if is_phone_like(asked) else ""
    if wanted in {spaced(customer.number), spaced(customer.email)}:
        distance = 0
    elif ending and digits(customer.phone).endswith(ending):
        distance = 1
    elif name == wanted:
        distance = 2
    elif name.startswith(wanted):
        distance = 3
    elif all(f" {word}" in f" {name}" for word in wanted.split()):
        distance = 4
    elif spaced(customer.company).startswith(wanted) or spaced(customer.number).startswith(wanted):
        distance = 5
    else:
        distance = 6
    return distance, -ratio(wanted, name), name, customer.number
