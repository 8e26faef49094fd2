"""Customers: loading by whatever names them, and saving."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from cartui.model.address import Address
from cartui.model.customer import Customer, SavedAddress
from cartui.model.query import Count
from cartui.store.cart_records import customer_changed
from cartui.store.folding import digits, fold, is_phone_like, search_text, storable
from cartui.store.in_parts import in_parts
from cartui.store.limits import countable
from cartui.store.row_keys import next_keys
from cartui.store.search import index
from cartui.store.tables import METADATA

_customer = METADATA.tables["customer"]
_address = METADATA.tables["customer_address"]

FEWEST_DIGITS: Final = 6
"""Fewer digits do not name a person."""


_WAYS: Final[tuple[tuple[Column[Any], Callable[[str], str], Callable[[Customer], str]], ...]] = (
    (_customer.c.id, str, lambda customer: customer.id),
    (_customer.c.number, str, lambda customer: customer.number),
    (_customer.c.email_key, fold, lambda customer: fold(customer.email)),
)
"""What names a customer before any phone: a column, and what is in it for a reference and for a customer."""


def load_customers(conn: Connection, ids: Collection[str]) -> dict[str, Customer]:
    """The customers of these ids that there are."""
    found: dict[str, Customer] = {}
    for part in in_parts(ids):
        found |= {customer.id: customer for customer in _load(conn, _customer.c.id.in_(part))}
    return found


def count_customers(conn: Connection, *, at_most: int = 1_000) -> Count:
    """How many customers there are, counting no further than ``at_most``."""
    at_most = countable(at_most)
    some = select(literal(1)).select_from(_customer).limit(at_most + 1)
    found = int(conn.execute(select(func.count()).select_from(some.subquery())).scalar_one())
    return Count(value=min(found, at_most), exact=found <= at_most)


def find_customers(conn: Connection, ref: str) -> list[Customer]:
    """Whom an id, number, email or phone number means: the first of these that anybody has; maybe several.

    A phone number in any writing is compared from its end, so the country's code and the trunk zero may be
    there or not.
    """
    ref = storable(ref.strip())
    if not ref:
        return []
    conditions = [_customer.c.id == ref, _customer.c.number == ref, _customer.c.email_key == fold(ref)]
    if is_phone_like(ref) and len(digits(ref)) >= FEWEST_DIGITS:
        wanted = digits(ref)[::-1]
        conditions += [_customer.c.phone_reversed == wanted, _ends_with(wanted.rstrip("0"))]
    for condition in conditions:
        found = _load(conn, condition)
        if found:
            return found
    return []


def find_each(conn: Connection, refs: Collection[str]) -> dict[str, list[Customer]]:
    """What :func:`find_customers` gives for each of many references, asked for in a few statements."""
    found: dict[str, list[Customer]] = {ref: [] for ref in refs}
    open_refs = {ref: storable(ref.strip()) for ref in found}
    for column, key, key_of in _WAYS:
        wanted = {ref: key(text) for ref, text in open_refs.items() if text}
        by_key: dict[str, list[Customer]] = {}
        for part in in_parts(list(wanted.values())):
            for customer in _load(conn, column.in_(part)):
                by_key.setdefault(key_of(customer), []).append(customer)
        for ref, name in wanted.items():
            if name in by_key:
                found[ref] = by_key[name]
                del open_refs[ref]
    for ref, text in open_refs.items():
        if is_phone_like(text) and len(digits(text)) >= FEWEST_DIGITS:
            found[ref] = find_customers(conn, text)
    return found


def insert_customer(conn: Connection, customer: Customer) -> None:
    """Store a new customer."""
    insert_customers(conn, [customer])


def insert_customers(conn: Connection, customers: Iterable[Customer]) -> None:
    """Store many new customers in a few statements."""
    customers = list(customers)
    pks = next_keys(conn, "customer", len(customers))
    pairs = list(zip(pks, customers, strict=True))
    if not pairs:
        return
    conn.execute(insert(_customer), [_values(customer) | {"pk": pk} for pk, customer in pairs])
    addresses = [row for pk, customer in pairs for row in _address_values(pk, customer)]
    if addresses:
        conn.execute(insert(_address), addresses)
    index(conn, "customer", {pk: _text(customer) for pk, customer in pairs})


def update_customer(conn: Connection, after: Customer) -> bool:
    """Save a customer and let the carts that link it show its names.

    Gives ``False``, with nothing saved, where the stored version is not an earlier one.
    """
    before = load_customers(conn, [after.id]).get(after.id)
    if before is None or before.version >= after.version:
        return False
    changed = update(_customer).where(_customer.c.id == after.id).values(_values(after))
    pk = conn.execute(changed.returning(_customer.c.pk)).scalar_one()
    if before.addresses != after.addresses:
        conn.execute(delete(_address).where(_address.c.customer_pk == pk))
        rows = _address_values(pk, after)
        if rows:
            conn.execute(insert(_address), rows)
    if _text(before) != _text(after):
        index(conn, "customer", {pk: _text(after)})
    if before.ref != after.ref:
        customer_changed(conn, after)
    return True


def load_customers_by_pk(conn: Connection, pks: Sequence[int]) -> list[Customer]:
    """The customers of these rows."""
    return _load(conn, _customer.c.pk.in_(pks))


def _ends_with(reversed_digits: str) -> ColumnElement[bool]:
    """The condition that a phone number ends with these digits, given from the last to the first."""
    column = _customer.c.phone_reversed
    return and_(column >= reversed_digits, column < reversed_digits + ":")


def _load(conn: Connection, condition: ColumnElement[bool]) -> list[Customer]:
    """The customers that fulfil a condition, in the order of their making."""
    rows = conn.execute(select(_customer).where(condition).order_by(_customer.c.pk)).all()
    addresses: dict[int, list[SavedAddress]] = {row.pk: [] for row in rows}
    if rows:
        chosen = select(_address).where(_address.c.customer_pk.in_(addresses)).order_by(_address.c.position)
        for row in conn.execute(chosen):
            saved = SavedAddress(
                id=row.id, address=Address.model_validate(row.address), default=row.is_default
            )
            addresses[row.customer_pk].append(saved)
    return [_customer_of(row, tuple(addresses[row.pk])) for row in rows]


def _customer_of(row: Row[Any], addresses: tuple[SavedAddress, ...]) -> Customer:
    """The customer of a row."""
    return Customer(
        id=row.id,
        number=row.number,
        version=row.version,
        name=row.name,
        email=row.email,
        phone=row.phone,
        company=row.company,
        price_level=row.price_level,
        rep=row.rep,
        tax_exempt=row.tax_exempt,
        vat_id=row.vat_id,
        blocked=row.blocked,
        blocked_reason=row.blocked_reason,
        country=row.country,
        addresses=addresses,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _values(customer: Customer) -> dict[str, object]:
    """The columns of a customer but for its key."""
    plain = customer.model_dump(exclude={"addresses", "warnings"})
    return plain | {"email_key": fold(customer.email), "phone_reversed": digits(customer.phone)[::-1]}


def _address_values(pk: int, customer: Customer) -> list[dict[str, object]]:
    """The rows of a customer's addresses."""
    return [
        {
            "customer_pk": pk,
            "position": position,
            "id": saved.id,
            "is_default": saved.default,
            "address": saved.address.model_dump(exclude_defaults=True),
        }
        for position, saved in enumerate(customer.addresses)
    ]


def _text(customer: Customer) -> str:
    """What a customer is found by."""
    return search_text(
        [customer.number, customer.name, customer.company, customer.email], phone=customer.phone
    )
