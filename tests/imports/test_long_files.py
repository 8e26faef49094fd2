"""A long file: memory stays level however long it is, and progress adds up to the whole."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.imports.batches import BATCH_ITEMS, BATCH_ROWS
from cartui.imports.carts import read_carts
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.imports import ImportReport
from tests.imports.reading import a_shop
from tests.scale import full_or_tenth

HEADER = "reference,date,sku,title,quantity,unit_price\n"

SHORT = full_or_tenth(50_000)
"""Rows of the shorter file: more than are remembered of any column."""

SLACK = 256 * 1024
"""Bytes by which two runs of the same may differ."""


def rows(carts: int, lines: int = 1) -> Iterator[str]:
    """Rows of that many carts; only their references differ."""
    for cart in range(carts):
        for line in range(lines):
            yield f"R{cart:07},2026-11-{cart % 28 + 1:02},SKU-{line % 50},Thing {line % 50},2,9.95\n"


def a_file(folder: Path, name: str, carts: int, lines: int = 1) -> Path:
    """A file of generated carts."""
    path = folder / name
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(rows(carts, lines))
    return path


def peak_of_reading(path: Path) -> int:
    """The most bytes that reading a file held at once, when each batch is let go."""
    tracemalloc.start()
    try:
        for part in read_carts(path, shop=a_shop(), market="BD"):
            assert part.rows <= BATCH_ROWS + BATCH_ITEMS
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_file_twice_as_long_takes_no_more_memory_to_read(tmp_path: Path) -> None:
    short, long = a_file(tmp_path, "short.csv", SHORT), a_file(tmp_path, "long.csv", 2 * SHORT)
    peak_of_reading(a_file(tmp_path, "first.csv", 10))  # what is made once, whatever is read
    known = 16 * SHORT  # the survey keeps eight bytes of each key, in lists with some room to grow
    assert peak_of_reading(long) <= 1.1 * peak_of_reading(short) + known + SLACK


async def test_what_goes_into_a_shop_is_let_go_batch_by_batch(tmp_path: Path) -> None:
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.CLI)
    path = a_file(tmp_path, "carts.csv", 6 * BATCH_ITEMS - 1)  # the file itself is one item
    peaks = []
    async with LocalClient(str(tmp_path / "shop.sqlite3"), actor) as client:
        await client.shop.apply(a_shop())
        for part in read_carts(path, shop=a_shop(), market="BD", create_products=True):
            tracemalloc.start()
            await client.imports.apply(part.batch)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert len(peaks) == 6
    assert peaks[-1] <= 1.1 * max(peaks[1:3]) + SLACK  # the first one makes products, and warms up


@pytest.mark.parametrize(("carts", "lines"), [(2 * BATCH_ITEMS + 7, 1), (5, BATCH_ROWS // 4), (1, 1)])
async def test_progress_adds_up(tmp_path: Path, carts: int, lines: int) -> None:
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.CLI)
    path = a_file(tmp_path, "carts.csv", carts, lines)
    with path.open("a", encoding="utf-8") as file:
        file.write("R9,never,SKU-1,,1,1\n,2026-11-01,SKU-1,,1,1\n")
    done, whole = 0, ImportReport()
    async with LocalClient(str(tmp_path / "shop.sqlite3"), actor) as client:
        await client.shop.apply(a_shop())
        for part in read_carts(path, shop=a_shop(), market="BD", create_products=True):
            report = await client.imports.apply(part.batch) + part.report
            assert report.rows == part.rows == report.accepted + report.refused + report.unchanged
            done += part.rows
            assert done <= part.total == carts * lines + 2
            whole += report
    assert done == whole.rows == carts * lines + 2
    assert (whole.accepted, whole.refused, whole.carts) == (carts * lines, 2, carts)
