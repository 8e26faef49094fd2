"""Whoever waits for the database's threads is answered, also where the program itself is at fault."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend, LocalDatabase
from cartui.model.agent import Actor


async def test_an_exhausted_iterator_is_a_fault_and_no_endless_wait(tmp_path: Path) -> None:
    def at_fault(_connection: Connection) -> str:
        return next(iter(()))

    database = LocalDatabase(str(tmp_path / "shop.sqlite3"))
    backend = LocalBackend(database, Actor(name="alice"))
    await database.open()
    try:
        with pytest.raises(RuntimeError, match="has to be there"):
            await asyncio.wait_for(backend.read(at_fault), timeout=10)
    finally:
        await database.close()
