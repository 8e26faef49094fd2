"""Customers by what people type.

First come those of that very number, email or phone, then those whose name begins so, then those of whom all
words begin words, then the others. Each kind is asked for only while there is room, from an index and no
further than the room: a name that 40,000 have costs no more than a rare one. Equals stand by name, then by
how long the shop knows them.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, literal_column, select, union_all

from cartui.model.customer import Customer
from cartui.store.customers import load_customers_by_pk
from cartui.store.folding import FIELDS, digits, fold, sort_key, storable
from cartui.store.limits import page_size
from cartui.store.raw_statements import Prepared
from cartui.store.search import Candidate, Wanted, candidates, is_any_in, readings
from cartui.store.tables import METADATA

_customer = METADATA.tables["customer"]

_FEWEST_DIGITS: Final = 4
"""From this many digits on, the ends of phone numbers are searched; fewer match only where a word begins."""

_NATIONAL: Final = 9
"""Last digits compared if a number was saved without its country code but typed with it."""

_LAST_LETTER: Final = "\U0010ffff"
"""Stands behind all that begins alike."""

_LOOKED_AT: Final = 40
"""Most matches that are ranked."""


def search_customers(conn: Connection, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
    """Customers by name, email, phone in any writing, company, number or city; the best match first."""
    limit = page_size(limit)
    words = storable(text).split()
    if not words:
        return ()
    found = _by_keys(conn, " ".join(words), limit)
    wanted = readings(words)
    if len(found) < limit and wanted:
        ranked = candidates(conn, "customer", wanted, max(limit, _LOOKED_AT))
        found += [each.pk for each in sorted(ranked, key=_ranking(wanted))]
    return tuple(load_customers_by_pk(conn, list(dict.fromkeys(found))[:limit]))


def _ranged(rank: int, name: str) -> Select[Any]:
    """The first rows of which a column begins with the value of that name."""
    column = _customer.c[name]
    begins = (column >= bindparam(name), column < bindparam(f"{name}_end"))
    first = select(_customer.c.pk).where(*begins).order_by(column, _customer.c.pk).limit(bindparam("limit"))
    return select(literal_column(str(rank)).label("rank"), first.subquery().c.pk)


def _equal(rank: int, name: str) -> Select[Any]:
    """The row of which a column is the value of that name."""
    is_it = _customer.c[name] == bindparam(name)
    return select(literal_column(str(rank)).label("rank"), _customer.c.pk).where(is_it)


_BY_KEYS: Final = Prepared(
    union_all(
        _equal(0, "number"),
        _equal(0, "id"),
        _ranged(1, "email_key"),
        _ranged(2, "phone_reversed"),
        _ranged(3, "name_key"),
    )
)
"""What is found without looking into texts, with how good it is."""


def _by_keys(conn: Connection, asked: str, limit: int) -> list[int]:
    """The keys of whom the text names, or whose email, phone or name it begins; the best first."""
    number = digits(asked)
    values: dict[str, object] = {"limit": limit, "number": asked.removeprefix("#"), "id": asked}
    values |= _range("email_key", fold(asked) if "@" in asked else "")
    values |= _range("phone_reversed", number.lstrip("0")[::-1] if len(number) >= _FEWEST_DIGITS else "")
    values |= _range("name_key", sort_key(asked))
    rows = _BY_KEYS(conn, values)
    if not rows and len(number) > _NATIONAL:
        rows = _BY_KEYS(conn, values | _range("phone_reversed", number[: -_NATIONAL - 1 : -1]))
    # The engine gives them in this order, but it need not.
    return [pk for _, pk in sorted(rows, key=itemgetter(0))]


def _range(name: str, beginning: str) -> dict[str, str | None]:
    """Between what values a column begins so; nothing does with an empty beginning."""
    return {name: beginning or None, f"{name}_end": f"{beginning}{_LAST_LETTER}" if beginning else None}


def _ranking(wanted: Sequence[Wanted]) -> Callable[[Candidate], tuple[int, str, int]]:
    """What sorts customers by how far they are from what was asked; equals by name, then by age."""
    whole = [reading.whole for reading in wanted]
    beginnings = [reading.beginnings for reading in wanted]

    def rank(candidate: Candidate) -> tuple[int, str, int]:
        name = f"  {candidate.text.split(FIELDS, 2)[1].strip()}  "
        if is_any_in(whole, name):
            distance = 0
        elif is_any_in(beginnings, name):
            distance = 1
        elif is_any_in(beginnings, candidate.text):
            distance = 2
        else:
            distance = 3 if is_any_in(wanted, name) else 4
        return distance, name, candidate.pk

    return rank
