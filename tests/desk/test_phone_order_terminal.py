"""The phone order in a real terminal, typed as fast as a machine can: one write, nobody waiting."""

import asyncio
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from tests.contract.shop import furnish
from tests.desk.pty_desk import PtyDesk


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A furnished shop in a file."""
    path = tmp_path / "shop.sqlite3"

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="admin")) as client:
            await furnish(client)

    asyncio.run(make())
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_whole_order_in_one_write_to_the_terminal(
    database: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    columns, lines = size
    with PtyDesk("-m", "cartui", "--db", str(database), home=tmp_path, columns=columns, lines=lines) as desk:
        assert desk.read_until("0 match"), desk.screen.display
        desk.press("n\r01712345678\rshirt l blue x2\rmug\r\x1bP\r")
        assert desk.read_until("Order placed"), "\n".join(desk.screen.display)
        for text in ("2 × Cotton Shirt L / Blue", "1 × Ceramic Mug", "Rahim Uddin"):
            assert desk.read_until(text), "\n".join(desk.screen.display)
        desk.press("\r")
        assert desk.read_until("0 match")
        desk.press("q")
        assert desk.status() == 0
