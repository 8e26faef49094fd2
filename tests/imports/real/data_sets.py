"""The data sets beside this checkout, and the plain files that the tests make of them."""

import asyncio
import csv
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.imports.batches import ReadBatch
from cartui.imports.shop_file import read_shop
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.imports import ImportReport
from cartui.model.shop import Shop

DATA: Final = Path(__file__).resolve().parents[4] / "shared" / "data"

Row = dict[str, str]
"""One row of a file, by column."""

Reader = Callable[[BytesIO, Shop], Iterator[ReadBatch]]
"""Reads a plain file."""

COUNTRIES: Final = {
    "Argentina": "AR",
    "Australia": "AU",
    "Austria": "AT",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Chile": "CL",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Hungary": "HU",
    "India": "IN",
    "Ireland": "IE",
    "Italy": "IT",
    "Mexico": "MX",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "UK": "GB",
    "USA": "US",
    "United Kingdom": "GB",
    "Venezuela": "VE",
}
"""What the sets call countries, and their codes."""


def needs(*folders: str) -> list[pytest.MarkDecorator]:
    """The marks of a module that reads these data sets."""
    there = all((DATA / folder).is_dir() for folder in folders)
    return [
        pytest.mark.real_data,
        pytest.mark.skipif(not there, reason=f"{' and '.join(folders)} is not in ../shared/data"),
    ]


def csv_rows(path: str) -> list[Row]:
    """The rows of a CSV file of a set."""
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def json_of(path: str) -> Any:
    """The content of a JSON file of a set, with its decimals as they are written."""
    with (DATA / path).open(encoding="utf-8") as file:
        return json.load(file, parse_float=Decimal)


def a_shop(*markets: tuple[str, str, Sequence[str]], levels: Sequence[str] = ("retail",)) -> Shop:
    """A shop of these markets: code, currency, countries."""
    parts = [f'[[price_levels]]\ncode = "{level}"\nname = "{level.title()}"\n' for level in levels]
    parts += [
        f'[[markets]]\ncode = "{code}"\nname = "{code}"\ncountries = {json.dumps(list(countries))}\n'
        f'currency = "{currency}"\nbase_level = "{levels[0]}"\n'
        for code, currency, countries in markets
    ]
    return read_shop("\n".join(parts))


@dataclass(frozen=True)
class PlainFile:
    """A plain file of cartui's that a test made of a set."""

    name: str
    rows: Sequence[Row]
    read: Reader

    def stream(self) -> BytesIO:
        """The file's bytes."""
        text = StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys(column for row in self.rows for column in row)))
        writer.writeheader()
        writer.writerows(self.rows)
        return BytesIO(text.getvalue().encode())


@dataclass(frozen=True)
class Taken:
    """A shop into which files were imported, each of them twice."""

    database: Path
    first: Mapping[str, ImportReport]
    again: Mapping[str, ImportReport]

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds, asked past cartui."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()

    def prices(self) -> dict[tuple[str, str], tuple[int, int]]:
        """How many prices each market and level has, and their sum in minor units."""
        found = self.select("SELECT market, level, count(*), sum(amount) FROM price GROUP BY market, level")
        return {(market, level): (count, total) for market, level, count, total in found}

    def line_values(self) -> dict[str, int]:
        """The sum of quantity times price of all lines, by currency, in minor units."""
        found = self.select(
            "SELECT cart.currency, sum(quantity * unit_price) FROM cart_line JOIN cart ON cart.pk = cart_pk "
            "GROUP BY cart.currency"
        )
        return dict(found)

    def order_totals(self) -> dict[str, tuple[int, int]]:
        """How many orders there are in each currency, and their sum in minor units."""
        found = self.select("SELECT currency, count(*), sum(total) FROM orders GROUP BY currency")
        return {currency: (count, total) for currency, count, total in found}


def take(folder: Path, shop: Shop, *files: PlainFile) -> Taken:
    """Set up a shop, import the files in their order, and all of them once more.

    Each reading has to account for every row of its file; a second one must find nothing to change.
    """
    database = folder / "shop.sqlite3"
    first, again = asyncio.run(_take(database, shop, files))
    for file in files:
        assert again[file.name].accepted == 0, file.name
        assert again[file.name].refusals == first[file.name].refusals, file.name
    return Taken(database, first, again)


async def _take(
    database: Path, shop: Shop, files: Sequence[PlainFile]
) -> tuple[dict[str, ImportReport], dict[str, ImportReport]]:
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(database), actor) as client:
        await client.shop.apply(shop)
        first = {file.name: await _import(client, shop, file) for file in files}
        again = {file.name: await _import(client, shop, file) for file in files}
    return first, again


async def _import(client: Client, shop: Shop, file: PlainFile) -> ImportReport:
    report = ImportReport()
    for part in file.read(file.stream(), shop):
        assert part.total == len(file.rows)
        report += part.report + await client.imports.apply(part.batch)
    assert report.rows == len(file.rows), file.name
    assert report.rows == report.accepted + report.refused + report.unchanged
    lines = Counter(refusal.line for refusal in report.refusals)
    assert len(lines) == report.refused, "each refused row is named once"
    return report


def minor(amount: Decimal) -> int:
    """An amount of a currency with two decimals in minor units; it must have no more of them."""
    cents = amount * 100
    assert cents == int(cents)
    return int(cents)
