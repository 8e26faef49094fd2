"""Customers who have something in common with somebody who is about to be created, found by their indexes."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select

from cartui.model.customer import Customer, Sameness
from cartui.store.customers import FEWEST_DIGITS, load_customers_by_pk
from cartui.store.folding import code_key, digits, fold, sort_key, storable
from cartui.store.tables import METADATA

_customer = METADATA.tables["customer"]

_NATIONAL: Final = 9
"""Last digits compared: the country code and trunk zero before them may be missing."""

_LOOKED_AT: Final = 200
"""Most customers looked at for one kind of likeness: a name that thousands share says little."""


def customers_like(
    conn: Connection, *, email: str, phone: str, vat_id: str, name: str
) -> Mapping[Sameness, list[Customer]]:
    """Who has this email, a phone that ends so, this VAT id; who is called so stands under ``COMPANY``.

    An empty text finds nobody. The longest known come first.
    """
    found: dict[Sameness, list[Customer]] = {}
    for same, condition in _conditions(email=email, phone=phone, vat_id=vat_id, name=name):
        pks = select(_customer.c.pk).where(condition).order_by(_customer.c.pk).limit(_LOOKED_AT)
        found[same] = load_customers_by_pk(conn, list(conn.execute(pks).scalars()))
    return found


def _conditions(
    *, email: str, phone: str, vat_id: str, name: str
) -> Iterator[tuple[Sameness, ColumnElement[bool]]]:
    """What customers fulfil who have each of these."""
    if key := fold(storable(email.strip())):
        yield Sameness.EMAIL, _customer.c.email_key == key
    number = digits(phone).lstrip("0")
    if len(number) >= FEWEST_DIGITS:
        ending = number[: -_NATIONAL - 1 : -1]
        column = _customer.c.phone_reversed
        yield Sameness.PHONE, and_(column >= ending, column < f"{ending}:")
    if key := code_key(vat_id):
        yield Sameness.VAT_ID, and_(_customer.c.vat_key == key, _customer.c.vat_key != "")
    if key := sort_key(storable(" ".join(name.split()))):
        yield Sameness.COMPANY, _customer.c.name_key == key
