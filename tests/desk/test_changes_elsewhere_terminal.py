"""Another program edits carts while somebody scrolls in a real terminal: cursor and selection stay."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from tests.contract.shop import NOW, furnish
from tests.desk.pty_desk import PtyDesk

CARTS = 120

BELOW = "000070"
"""Where two pages and two rows further down lead: beyond the first page that is read."""

EDITS = """\
import asyncio, sys
from cartui.client.local import LocalClient
from cartui.model.actions import SetNote
from cartui.model.agent import Actor

async def edit():
    async with LocalClient(sys.argv[1], Actor(name="bob")) as client:
        print("begun", flush=True)
        for number in (*range(1, 13), 80):
            cart = await client.carts.get(str(number))
            await client.carts.edit(cart.id, cart.version, [SetNote(note="from elsewhere")])
            await asyncio.sleep(0.05)

asyncio.run(edit())
"""
"""The other program: it edits carts far below what is in sight, and at the end one that is in sight."""


def a_cart(number: int) -> ImportedCart:
    """A cart that is the later the higher its number."""
    begun = NOW - timedelta(minutes=CARTS - number)
    line = ImportedLine(sku="MUG-01", quantity=1)
    return ImportedCart(reference=str(number), source="test", market="BD", created_at=begun, lines=(line,))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A shop with carts, the latest of the highest number."""
    path = tmp_path / "shop.sqlite3"

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="admin")) as client:
            await furnish(client)
            await client.imports.apply(ImportBatch(carts=tuple(map(a_cart, range(1, CARTS + 1)))))

    asyncio.run(make())
    return path


def number_at(desk: PtyDesk, mark: str) -> dict[str, int]:
    """The numbers of the rows with that mark, each with its line on the screen."""
    lines = enumerate(desk.screen.display)
    return {row.split("C-")[1][:6]: at for at, row in lines if mark in row.split("C-")[0] and "C-" in row}


def test_what_another_program_changes_appears_and_moves_neither_cursor_nor_selection(
    database: Path, tmp_path: Path
) -> None:
    with PtyDesk("-m", "cartui", "--db", str(database), home=tmp_path, columns=90, lines=30) as desk:
        assert desk.read_until("C-000120"), desk.screen.display
        desk.press("\x1b[6~\x1b[6~")
        assert desk.read_until_only("C-000075", "C-000120")
        desk.press("  ")
        assert desk.read_until("2 of 120 selected")
        assert desk.read_until_that(lambda: [*number_at(desk, "▌")] == [BELOW]), (
            "on the next page, once it came"
        )
        cursor, selected = number_at(desk, "▌"), number_at(desk, "✓")
        assert len(selected) == 2

        command = [sys.executable, "-c", EDITS, str(database)]
        folder = Path(__file__).parents[2]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=folder) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"begun\n"
            while other.poll() is None:
                desk.press("kj")
                desk.read_for(0.1)
        assert other.returncode == 0

        assert desk.read_until_only("selected", "C-000080"), "what was changed has gone to the top"
        assert desk.read_until_that(lambda: number_at(desk, "▌") == cursor), "on its cart, on its line"
        assert number_at(desk, "✓").keys() == selected.keys()
        desk.press("\x1b[H")
        assert desk.read_until("C-000080"), "\n".join(desk.screen.display)
        assert "2 of 120 selected" in desk.screen.display[-1]
        desk.press("q")
        assert desk.status() == 0
