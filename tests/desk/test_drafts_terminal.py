"""A desk that is killed in a real terminal while one types loses nothing that stood there for a second."""

import asyncio
import signal
from pathlib import Path

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from tests.desk.pty_desk import PtyDesk
from tests.furnished import FurnishedFile
from tests.waiting import wait_until


def _is_written_down(home: Path, text: str) -> bool:
    """Whether some file of drafts has that text."""
    return any(text in file.read_text() for file in home.rglob("drafts/*.json"))


def test_what_was_typed_before_the_desk_was_killed_is_there_at_the_next_start(
    furnished_file: FurnishedFile, tmp_path: Path
) -> None:
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="admin")) as client:
            cart = await client.carts.create(NewCart(market="BD"))
            await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01")])

    asyncio.run(make())
    with PtyDesk("-m", "cartui", "--db", str(path), home=tmp_path) as desk:
        assert desk.read_until("C-000001")
        desk.press("\r")
        assert desk.read_until("MUG-01")
        desk.press("ocalls back at five")
        wait_until(lambda: _is_written_down(tmp_path, "calls back at five"))
        desk.signal(signal.SIGKILL)
        assert desk.status() == -signal.SIGKILL
    with PtyDesk("-m", "cartui", "--db", str(path), home=tmp_path) as desk:
        assert desk.read_until("C-000001")
        desk.press("\r")
        assert desk.read_until("note: draft")
        desk.press("o")
        assert desk.read_until("calls back at five")
