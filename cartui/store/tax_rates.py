"""Tax rates by country, without the rest of the shop; each stands at a position of its own."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from cartui.model.shop import TaxRate
from cartui.store import core_tables
from cartui.store.chunked import in_parts

_rate = core_tables.tax_rate


def load_tax_rates(conn: Connection, countries: Collection[str]) -> dict[int, TaxRate]:
    """The rates of these countries by their positions, in that order."""
    found: dict[int, TaxRate] = {}
    for part in in_parts(countries):
        rows = conn.execute(select(_rate).where(_rate.c.country.in_(part)).order_by(_rate.c.position))
        found |= {row.position: tax_rate_of(row) for row in rows}
    return found


def save_tax_rates(conn: Connection, changed: Mapping[int, TaxRate], new: Sequence[TaxRate]) -> None:
    """Put rates in place of those at these positions, and others behind all that there are."""
    if changed:
        names: dict[str, object] = {name: bindparam(name) for name in TaxRate.model_fields}
        rows = [{"at": at, **rate.model_dump(by_alias=False)} for at, rate in changed.items()]
        conn.execute(update(_rate).where(_rate.c.position == bindparam("at")).values(names), rows)
    if new:
        last = conn.execute(select(func.coalesce(func.max(_rate.c.position), -1))).scalar_one()
        rows = [
            {"position": at, **rate.model_dump(by_alias=False)} for at, rate in enumerate(new, start=last + 1)
        ]
        conn.execute(insert(_rate), rows)


def tax_rate_of(row: Row[Any]) -> TaxRate:
    """The rate of a row."""
    return TaxRate(
        country=row.country,
        region=row.region,
        postcode=row.postcode,
        tax_class=row.tax_class,
        name=row.name,
        rate=row.rate,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
