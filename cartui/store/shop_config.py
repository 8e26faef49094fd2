"""What the business decides, as one value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, TableClause, delete, insert, select

from cartui.model.frozen import Frozen
from cartui.model.shop import Shop
from cartui.store import core_tables
from cartui.store.first_reads import NO_RETURN_AFTER
from cartui.store.raw_statements import run
from cartui.store.shop_rows import QUERIES, shop_of


@dataclass(frozen=True, slots=True)
class ShopCodes:
    """Codes of markets and price levels."""

    markets: frozenset[str]
    price_levels: frozenset[str]


def load_shop(conn: Connection) -> Shop:
    """The shop; an empty one with the defaults where none was ever saved."""
    return shop_of(*(tuple(run(conn, query, ())) for query in QUERIES))


def save_shop(conn: Connection, shop: Shop) -> None:
    """Put this shop in place of the one that is stored; ask :func:`codes_in_use` first."""
    levels = [each.model_dump() | {"position": at} for at, each in enumerate(shop.price_levels)]
    rates = [each.model_dump(by_alias=False) | {"position": at} for at, each in enumerate(shop.tax_rates)]
    _replace(conn, core_tables.shop_settings, [{"id": 1, "definition": _json(shop.settings)}])
    _keep_patience(conn, shop.settings.locks.no_return_after)
    _replace(conn, core_tables.price_level, levels)
    _replace(conn, core_tables.market, _defined((each.code, each) for each in shop.markets))
    _replace(conn, core_tables.tax_rate, rates)
    _replace(conn, core_tables.coupon, _defined((each.code, each) for each in shop.coupons))


def codes_of_shop(conn: Connection) -> ShopCodes:
    """The markets and price levels that there are."""
    return ShopCodes(
        markets=frozenset(conn.execute(select(core_tables.market.c.code)).scalars()),
        price_levels=frozenset(conn.execute(select(core_tables.price_level.c.code)).scalars()),
    )


def codes_in_use(conn: Connection) -> ShopCodes:
    """What cannot go away: the markets of carts and prices, and the levels of carts, customers and prices."""
    cart, customer, price = core_tables.cart, core_tables.customer, core_tables.price
    overrides = select(cart.c.price_level_override).where(cart.c.price_level_override.is_not(None))
    of_customers = select(customer.c.price_level).where(customer.c.price_level.is_not(None))
    levels = select(cart.c.price_level).union(overrides, of_customers, select(price.c.level))
    markets = select(cart.c.market).union(select(price.c.market))
    return ShopCodes(
        markets=frozenset(conn.execute(markets).scalars()),
        price_levels=frozenset(conn.execute(levels).scalars()) - {""},
    )


def _keep_patience(conn: Connection, no_return_after: timedelta) -> None:
    """Keep after how long a payer's cart is locked as a plain number, too: every list goes by it."""
    counter, value = core_tables.counter, no_return_after // timedelta(microseconds=1)
    conn.execute(delete(counter).where(counter.c.name == NO_RETURN_AFTER))
    conn.execute(insert(counter).values(name=NO_RETURN_AFTER, value=value))


def _defined(values: Iterable[tuple[str, Frozen]]) -> list[dict[str, object]]:
    """Rows of code, place and definition."""
    return [
        {"code": code, "position": at, "definition": _json(value)} for at, (code, value) in enumerate(values)
    ]


def _json(value: Frozen) -> object:
    """A value as JSON, without what is as by default."""
    return value.model_dump(mode="json", exclude_defaults=True)


def _replace(conn: Connection, table: TableClause, rows: list[dict[str, object]]) -> None:
    """Put rows in place of all that a table holds."""
    conn.execute(delete(table))
    if rows:
        conn.execute(insert(table), rows)
