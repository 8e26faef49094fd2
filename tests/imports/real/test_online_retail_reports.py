"""UCI Online Retail: what reports say of a year of invoices, against SQL over the carts themselves."""

import asyncio
import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.imports.carts import read_carts
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import load_mapping
from cartui.imports.shop_file import read_shop
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.reports import CartFigure, ProductFigure, ProductOrder, ReportGroup, ReportQuery, Statistics
from tests.imports.real.data_sets import DATA, needs
from tests.scale import full_or_tenth

pytestmark = needs("online-retail-uci")

ROWS = full_or_tenth(541_909)

OPEN_SINCE = datetime(2010, 12, 17, tzinfo=UTC)
"""Carts from then on are open ones: only those before can be orders."""

SHOP = """
[[price_levels]]
code = "retail"
name = "Retail"
[[markets]]
code = "GB"
name = "Great Britain"
countries = ["GB"]
currency = "GBP"
time_zone = "Europe/London"
base_level = "retail"
"""

ALL = ReportQuery()

GROUPS = {
    ReportGroup.MARKET: "market",
    ReportGroup.STATE: "state",
    ReportGroup.DAY: "london_day(created_at)",
    ReportGroup.LEVEL: "price_level",
    ReportGroup.ORIGIN: "origin",
}

PRODUCTS = """
WITH added AS (
    SELECT sku, count(DISTINCT cart_pk) AS carts, sum(quantity) AS units FROM cart_line
    WHERE sku IS NOT NULL GROUP BY sku
), ordered AS (
    SELECT sku, count(DISTINCT cart_line.cart_pk) AS carts, sum(quantity) AS units FROM cart_line
    JOIN orders ON orders.cart_pk = cart_line.cart_pk AND orders.state <> 'cancelled'
    WHERE sku IS NOT NULL GROUP BY sku
)
SELECT added.sku, added.carts, added.units, coalesce(ordered.carts, 0), coalesce(ordered.units, 0)
FROM added LEFT JOIN ordered ON ordered.sku = added.sku
"""


@dataclass(frozen=True)
class Said:
    """What the reports say, and the database that they say it of."""

    database: Path
    statistics: tuple[Statistics, ...]
    carts: dict[ReportGroup, tuple[CartFigure, ...]]
    products: dict[ProductOrder, tuple[ProductFigure, ...]]
    product_count: int

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds, asked past cartui."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.create_function("london_day", 1, london_day, deterministic=True)
            return connection.execute(query).fetchall()


def london_day(micros: int) -> str:
    """The day of a stored moment in London."""
    return datetime.fromtimestamp(micros / 1_000_000, ZoneInfo("Europe/London")).date().isoformat()


def hundredths_of_a_percent(part: int, whole: int) -> int:
    """A share, rounded half up."""
    return int((Decimal(part) * 10_000 / whole).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Said]:
    """The reports after the import, when all of it is counted."""
    folder = tmp_path_factory.mktemp("online-retail")
    source, database = folder / "year.csv", folder / "shop.sqlite3"
    packed = DATA / "online-retail-uci" / "online_retail_2010-12_2011-12.csv.xz"
    with lzma.open(packed, "rt", encoding="utf-8", newline="") as lines:
        source.write_text("".join(islice(lines, ROWS + 1)), encoding="utf-8", newline="")
    yield asyncio.run(_say(source, database))
    for path in folder.iterdir():
        path.unlink()


async def _say(source: Path, database: Path) -> Said:
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(database), actor) as client:
        shop = await client.shop.apply(read_shop(SHOP))
        mapping = load_mapping("online-retail", kind=ImportKind.CARTS)
        for part in read_carts(
            source, shop=shop, mapping=mapping, market="GB", open_since=OPEN_SINCE, create_products=True
        ):
            await client.imports.apply(part.batch)
        assert not (await client.reports.statistics(ALL)).counted.is_complete
        while (await client.upkeep.run()).entries_counted:
            pass
        return await _reports(client, database)


async def _reports(client: Client, database: Path) -> Said:
    statistics = await client.reports.statistics(ALL)
    assert statistics.counted.is_complete
    products = {each: await client.reports.products(ALL, order=each) for each in ProductOrder}
    return Said(
        database=database,
        statistics=statistics.figures,
        carts={by: (await client.reports.carts(ALL, by=by)).figures for by in ReportGroup},
        products={order: report.figures for order, report in products.items()},
        product_count=products[ProductOrder.ADDED].products,
    )


def test_carts_are_those_of_the_table(said: Said) -> None:
    for by, column in GROUPS.items():
        rows = said.select(
            f"SELECT {column}, currency, count(*), sum(units), sum(total) FROM cart GROUP BY 1, 2"  # noqa: S608 - a constant
        )
        found = [(each.group, each.currency, each.carts, each.units, each.value) for each in said.carts[by]]
        assert sorted(found) == sorted(rows), by
        assert found


def test_statistics_are_those_of_the_table(said: Said) -> None:
    [(begun, still_open, ordered, value, ordered_value)] = said.select(
        "SELECT count(*), sum(state = 'open'), sum(state = 'ordered'), sum(total), "
        "sum(CASE WHEN state = 'ordered' THEN total ELSE 0 END) FROM cart"
    )
    [figure] = said.statistics
    assert (figure.begun, figure.open, figure.ordered) == (begun, still_open, ordered)
    assert 0 < still_open < begun
    assert (figure.locked, figure.deleted, figure.recovered) == (0, 0, 0)
    assert figure.abandoned == still_open, "all of them were left years ago"
    assert (figure.value, figure.ordered_value) == (value, ordered_value)
    assert figure.average == int((Decimal(value) / begun).quantize(Decimal(1), ROUND_HALF_UP))
    assert figure.conversion == hundredths_of_a_percent(ordered, begun)


def test_products_are_those_of_the_lines(said: Said) -> None:
    rows = [(*row, hundredths_of_a_percent(row[3], row[1])) for row in said.select(PRODUCTS)]
    assert said.product_count == len(rows)
    most_first = {ProductOrder.ADDED: 1, ProductOrder.ORDERED: 3, ProductOrder.CONVERSION: 5}
    for order, column in most_first.items():
        rows.sort(key=lambda row: (-row[column], -row[1], -row[3], row[0]))
        found = [
            (
                each.sku,
                each.added_carts,
                each.added_units,
                each.ordered_carts,
                each.ordered_units,
                each.conversion,
            )
            for each in said.products[order]
        ]
        assert found == rows[:50], order
