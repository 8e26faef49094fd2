"""`cartui bulk` at a terminal: it shows what it would do, and asks."""

import asyncio
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import CartState
from tests.contract.jobs import carts_with_mugs
from tests.desk.pty_desk import PtyDesk
from tests.furnished import FurnishedFile


@pytest.mark.parametrize(
    ("answer", "status", "state"),
    [("y", 0, CartState.DELETED), ("n", 1, CartState.OPEN), ("", 1, CartState.OPEN)],
    ids=["yes", "no", "nothing"],
)
def test_nothing_is_done_before_somebody_says_yes(
    tmp_path: Path, furnished_file: FurnishedFile, answer: str, status: int, state: CartState
) -> None:
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="owner")) as client:
            await carts_with_mugs(client, 2)

    async def states() -> set[CartState]:
        async with LocalClient(str(path), Actor(name="owner")) as client:
            return {(await client.carts.get(f"C-00000{number}")).state for number in (1, 2)}

    asyncio.run(make())
    command = ("-m", "cartui", "--db", str(path), "bulk", "delete", "C-000001", "C-000002")
    with PtyDesk(*command, home=tmp_path) as terminal:
        assert terminal.read_until("Change 2? [y/N]"), terminal.screen.display
        assert asyncio.run(states()) == {CartState.OPEN}
        terminal.press(f"{answer}\r")
        assert terminal.status() == status
    assert asyncio.run(states()) == {state}


def test_nothing_is_asked_where_nothing_would_change(tmp_path: Path, furnished_file: FurnishedFile) -> None:
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="owner")) as client:
            await carts_with_mugs(client, 1)

    asyncio.run(make())
    nobody = ("-m", "cartui", "--db", str(path), "bulk", "tag", "--remove", "spring", "C-000001")
    with PtyDesk(*nobody, home=tmp_path) as terminal:
        assert terminal.read_until("Nothing was changed."), terminal.screen.display
        assert terminal.status() == 0
    restored = ("-m", "cartui", "--db", str(path), "bulk", "restore", "C-000001")
    with PtyDesk(*restored, home=tmp_path) as terminal:
        assert terminal.read_until("Nothing was changed."), terminal.screen.display
        assert terminal.status() == 1
