"""Trouble with the database's file at the desk: the sentence is on the screen, and what was typed is kept."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.events import Paste

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.store import sqlite_engine
from cartui.store.backup import back_up
from tests.cli.small_disk import SmallDisk, small_disk
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent, at_the_desk
from tests.waiting import until

LONG = "call back, " * 600 + "soon"
"""A note that needs new pages."""


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """A disk that can be filled, and little patience with other programs."""
    monkeypatch.setattr(sqlite_engine, "BUSY_SECONDS", 0.05)
    with small_disk(tmp_path / "disk", monkeypatch) as disk:
        yield disk


@pytest.fixture
async def agent(disk: SmallDisk) -> AsyncIterator[Agent]:
    """Somebody at a desk, with two shirts for Rahim open in front of them."""
    path = disk.folder / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    await asyncio.to_thread(back_up, path, path.with_name(f"{path.name}.backup-1.sqlite3"))
    async with at_the_desk(path, (120, 40)) as somebody:
        await somebody.open(cart)
        yield somebody


async def write_note(agent: Agent, text: str) -> None:
    """Paste a note and ask for it to be saved, without waiting."""
    await agent.press("o")
    agent.app.post_message(Paste(text))
    await agent.quiet()
    await agent.pilot.press("ctrl+s")


async def sees_in_time(agent: Agent, words: str) -> None:
    """Wait until the words stand on the screen."""
    await until(lambda: words in agent.words, lambda: agent.screen, pause=agent.pilot.pause)


async def test_a_full_disk_is_told_and_the_note_is_saved_when_there_is_room(
    agent: Agent, disk: SmallDisk
) -> None:
    disk.fill()
    await write_note(agent, LONG)
    await sees_in_time(agent, "is full. Nothing was saved. Make room on it")
    assert "NOT SAVED" in agent.screen
    disk.make_room()
    await agent.press("ctrl+r")
    assert (await agent.stored()).note == LONG
    assert "NOT SAVED" not in agent.screen


async def test_a_locked_database_is_told_and_the_note_is_saved_after_it(
    agent: Agent, disk: SmallDisk
) -> None:
    with closing(sqlite3.connect(disk.folder / "shop.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await write_note(agent, "call back")
        await sees_in_time(agent, "is locked by another program. Nothing was saved; try again.")
        other.execute("ROLLBACK")
    await agent.press("ctrl+r")
    assert (await agent.stored()).note == "call back"


async def test_damage_is_told_with_the_way_out_and_the_text_stays(agent: Agent, disk: SmallDisk) -> None:
    path = disk.folder / "shop.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    await write_note(agent, "call back")
    await sees_in_time(agent, "is damaged; nothing was saved. The newest backup is")
    await sees_in_time(agent, "db restore")
    await agent.pilot.press("o")
    await sees_in_time(agent, "call back")
    assert agent.app.is_running
