"""`kill -9` during an import: whole carts or none, and running it again completes it to the unit."""

import asyncio
import csv
from collections.abc import Iterator
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.imports.carts import read_carts
from cartui.model.agent import Actor
from tests.contract.shop import furnish
from tests.storms.killing import killing_storm
from tests.storms.soundness import ask, assert_sound

CARTS: Final = 1_100
LINES: Final = 4
SKUS: Final = ("MUG-01", "POSTER", "LAMP", "SHIRT-LB")


def rows() -> Iterator[dict[str, Any]]:
    """The rows of the file, so that the sums can be had from them alone."""
    for cart in range(CARTS):
        for place in range(LINES):
            yield {
                "reference": f"R{cart}",
                "date": "2026-11-20 10:00",
                "sku": SKUS[place],
                "quantity": 1 + (cart + place) % 7,
                "unit_price": Decimal(100 + cart % 50) / 4,
                "contact_name": f"Caller {cart}",
            }


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of several batches."""
    path = tmp_path_factory.mktemp("import") / "carts.csv"
    every = list(rows())
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(every[0]))
        writer.writeheader()
        writer.writerows(every)
    return path


@pytest.fixture(scope="module")
def prepared(file: Path) -> Path:
    """A shop without carts, beside the file."""

    async def prepare(database: str) -> None:
        async with LocalClient(database, Actor(name="alice")) as client:
            await furnish(client)

    path = file.with_name("shop.sqlite3")
    asyncio.run(prepare(str(path)))
    return path


def importing(database: str, pipe: Connection) -> None:
    """Import the file that a link beside the database leads to."""

    async def work() -> None:
        async with LocalClient(database, Actor(name="bob")) as client:
            shop = await client.shop.get()
            pipe.send(None)
            for part in read_carts(Path(database).with_name("carts.csv"), shop=shop, market="BD"):
                report = await client.imports.apply(part.batch)
                assert report.refused == 0
                pipe.send(report.carts + report.orders)

    asyncio.run(work())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_importing(prepared: Path, file: Path, tmp_path: Path) -> None:
    (tmp_path / "carts.csv").symlink_to(file)
    expected = sum(row["quantity"] * row["unit_price"] for row in rows()) * 100

    def check(database: Path, acknowledged: list[int]) -> None:
        ((there, whole),) = ask(database, 'SELECT count(*), total("items" = ?) FROM cart', LINES)
        assert there == whole
        assert there >= sum(acknowledged)
        asyncio.run(complete(database, file, there))
        ((gross, carts),) = ask(database, "SELECT sum(gross), count(DISTINCT cart_pk) FROM cart_line")
        assert (gross, carts) == (expected, CARTS)
        assert_sound(database)

    killing_storm(importing, prepared, tmp_path, check)


async def complete(database: Path, file: Path, there: int) -> None:
    """Import the file once more: what is there counts as unchanged."""
    async with LocalClient(str(database), Actor(name="bob")) as client:
        shop = await client.shop.get()
        unchanged = made = 0
        for part in read_carts(file, shop=shop, market="BD"):
            report = await client.imports.apply(part.batch)
            unchanged += report.unchanged
            made += report.carts + report.orders
        assert (unchanged, made) == (there * LINES, CARTS - there)
