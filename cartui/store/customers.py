"""Customers: loading by whatever names them, and saving."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    literal,
    select,
    update,
)

from cartui.model.customer import Customer
from cartui.model.query import Count
from cartui.store.bulk import insert_rows
from cartui.store.carts.records import customer_changed
from cartui.store.chunked import in_parts
from cartui.store.folding import (
    code_key,
    digits,
    fold,
    is_phone_like,
    number_key,
    run_together,
    search_text,
    sort_key,
    storable,
)
from cartui.store.limits import countable
from cartui.store.micros import from_micros
from cartui.store.raw_statements import RowsByKey
from cartui.store.row_keys import next_keys
from cartui.store.search import index
from cartui.store.sqlite import from_json
from cartui.store.tables import METADATA

_customer = METADATA.tables["customer"]
_address = METADATA.tables["customer_address"]
_cart = METADATA.tables["cart"]

_READ: Final = ["pk", *(column.name for column in _customer.c if column.name in Customer.model_fields)]
_CUSTOMERS: Final = RowsByKey(
    _customer.c.pk,
    select(*(_customer.c[name] for name in _READ), _address.c.id, _address.c.is_default, _address.c.address)
    .outerjoin(_address)
    .order_by(_customer.c.pk, _address.c.position),
)
"""A row for each address, or one without: what is read of a customer, and then id, default and address."""

FEWEST_DIGITS: Final = 6
"""Fewer digits do not name a person."""


_WAYS: Final[tuple[tuple[Column[Any], Callable[[str], str], Callable[[Customer], str]], ...]] = (
    (_customer.c.id, str, lambda customer: customer.id),
    (_customer.c.number, str, lambda customer: customer.number),
    (_customer.c.email_key, fold, lambda customer: fold(customer.email)),
    (_customer.c.number, str.upper, lambda customer: customer.number),
    (_customer.c.number, str.lower, lambda customer: customer.number),
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

    A number that nobody has as it stands may be written in another case. A phone number in any writing is
    compared from its end, so the country's code and the trunk zero may be there or not.
    """
    ref = storable(ref.strip())
    if not ref:
        return []
    conditions = [column == key(ref) for column, key, _ in _WAYS]
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
    asked: set[tuple[str, str, str]] = set()
    for column, key, key_of in _WAYS:
        wanted = {
            ref: name
            for ref, text in open_refs.items()
            if (name := key(text)) and (column.name, ref, name) not in asked
        }
        asked |= {(column.name, ref, name) for ref, name in wanted.items()}
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
    insert_rows(conn, _customer, [_values(customer) | {"pk": pk} for pk, customer in pairs])
    _insert_addresses(conn, pairs)
    index(conn, "customer", {pk: _text(customer) for pk, customer in pairs})


def load_customers_by_number(conn: Connection, numbers: Collection[str]) -> list[Customer]:
    """The customers of these numbers that there are."""
    return [each for part in in_parts(numbers) for each in _load(conn, _customer.c.number.in_(part))]


def load_customers_by_email(conn: Connection, emails: Collection[str]) -> list[Customer]:
    """Everybody who has one of these emails, however it is cased."""
    keys = {fold(email) for email in emails}
    return [each for part in in_parts(keys) for each in _load(conn, _customer.c.email_key.in_(part))]


def load_customers_without_email(conn: Connection, names: Collection[str]) -> list[Customer]:
    """The customers of these names, as they are written, who have no email."""
    return [
        customer
        for part in in_parts(names)
        for customer in _load(conn, and_(_customer.c.email_key == "", _customer.c.name.in_(part)))
    ]


def update_customer(conn: Connection, after: Customer) -> bool:
    """Save a customer and let the carts that link it show its names.

    Gives ``False``, with nothing saved, where the stored version is not an earlier one.
    """
    before = load_customers(conn, [after.id]).get(after.id)
    if before is None or before.version >= after.version:
        return False
    update_customers(conn, [(before, after)])
    return True


def update_customers(conn: Connection, changes: Sequence[tuple[Customer, Customer]]) -> None:
    """Save many customers of whom this transaction has read what is stored: pairs of before and after."""
    if not changes:
        return
    pks = _keys(conn, [after.id for _, after in changes])
    rows = [_values(after) | {"of": pks[after.id]} for _, after in changes]
    names: dict[str, object] = {name: bindparam(name) for name in rows[0] if name != "of"}
    conn.execute(update(_customer).where(_customer.c.pk == bindparam("of")).values(names), rows)
    moved = [after for before, after in changes if before.addresses != after.addresses]
    for part in in_parts([after.id for after in moved]):
        conn.execute(delete(_address).where(_address.c.customer_pk.in_([pks[each] for each in part])))
    _insert_addresses(conn, [(pks[after.id], after) for after in moved])
    texts = {pks[after.id]: _text(after) for before, after in changes if _text(before) != _text(after)}
    index(conn, "customer", texts)
    renamed = {after.id: after for before, after in changes if before.ref != after.ref}
    for customer_id in _with_carts(conn, renamed):
        customer_changed(conn, renamed[customer_id])


def load_customers_by_pk(conn: Connection, pks: Sequence[int]) -> list[Customer]:
    """The customers of these rows that there are, in the order of ``pks``."""
    found: dict[int, Customer] = {}
    for part in in_parts(pks):
        found |= _of_pks(conn, part)
    return [found[pk] for pk in pks if pk in found]


def _ends_with(reversed_digits: str) -> ColumnElement[bool]:
    """The condition that a phone number ends with these digits, given from the last to the first."""
    column = _customer.c.phone_reversed
    return and_(column >= reversed_digits, column < reversed_digits + ":")


def _load(conn: Connection, condition: ColumnElement[bool]) -> list[Customer]:
    """The customers that fulfil a condition, in the order of their making."""
    pks = conn.execute(select(_customer.c.pk).where(condition).order_by(_customer.c.pk)).scalars().all()
    return load_customers_by_pk(conn, pks)


def _of_pks(conn: Connection, pks: list[int]) -> dict[int, Customer]:
    """The customers of these rows by their keys, without SQLAlchemy's work for each row."""
    read: dict[int, dict[str, Any]] = {}
    for row in _CUSTOMERS(conn, pks):
        *values, id_, default, address = row
        customer = read.get(values[0])
        if customer is None:
            customer = read[values[0]] = dict(zip(_READ, values, strict=True))
            customer["addresses"] = []
        if id_ is not None:
            # Some drivers read JSON themselves.
            parts = from_json(address) if isinstance(address, str) else address
            customer["addresses"].append({"id": id_, "default": default, "address": parts})
    found = {}
    for customer in read.values():
        pk = customer.pop("pk")
        customer["created_at"] = from_micros(customer["created_at"])
        customer["updated_at"] = from_micros(customer["updated_at"])
        found[pk] = Customer.model_validate(customer)
    return found


def _values(customer: Customer) -> dict[str, object]:
    """The columns of a customer but for its key."""
    plain = customer.model_dump(exclude={"addresses", "warnings"})
    return plain | {
        "name_key": sort_key(customer.name),
        "email_key": fold(customer.email),
        "phone_reversed": digits(customer.phone)[::-1],
        "number_key": number_key(customer.number),
        "vat_key": code_key(customer.vat_id),
    }


def _keys(conn: Connection, ids: Collection[str]) -> dict[str, int]:
    """The keys of the rows of these customers."""
    found: dict[str, int] = {}
    for part in in_parts(ids):
        rows = conn.execute(select(_customer.c.id, _customer.c.pk).where(_customer.c.id.in_(part)))
        found |= {row.id: row.pk for row in rows}
    return found


def _with_carts(conn: Connection, ids: Collection[str]) -> Iterator[str]:
    """Those of these customers who have carts."""
    for part in in_parts(ids):
        linked = select(_cart.c.customer_id).where(_cart.c.customer_id.in_(part)).distinct()
        yield from conn.execute(linked).scalars().all()


def _insert_addresses(conn: Connection, customers: Iterable[tuple[int, Customer]]) -> None:
    """Store the addresses of customers, whose keys stand before them."""
    insert_rows(conn, _address, [row for pk, customer in customers for row in _address_values(pk, customer)])


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
    """What a customer is found by, the number and the name in front."""
    cities = dict.fromkeys(saved.address.city for saved in customer.addresses)
    named = [customer.name, customer.company]
    parts = [customer.number, *named, customer.email, *cities, *map(run_together, named)]
    return search_text(parts, phone=customer.phone)
