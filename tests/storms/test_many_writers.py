"""Several programs write for a minute: no edit is lost, and nobody is told that the database is locked."""

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine, SetQuantity
from cartui.model.agent import Actor
from cartui.model.cart import NewCart, Origin
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from tests.contract.shop import NOW, furnish
from tests.scale import full_or_tenth
from tests.storms.soundness import ask, assert_sound

EDITORS: Final = ("MUG-01", "POSTER", "SHIRT-LB")
"""The SKU of the line that each of the editing programs changes, all in the same cart."""

SECONDS: Final = 60
CARTS_A_BATCH: Final = 300


def editing(database: str, pipe: Connection, sku: str, until: float) -> None:
    """Raise the quantity of one line by one, again and again, whatever others do to the cart meanwhile."""

    async def work() -> int:
        edits = 0
        async with LocalClient(database, Actor(name=sku)) as client:
            while time.time() < until:
                cart = await client.carts.get("1")
                line = next(line for line in cart.lines if line.sku == sku)
                more = SetQuantity(line=line.id, quantity=line.quantity + 1)
                await client.carts.edit(cart.id, cart.version, [more], rebase=True)
                edits += 1
        return edits

    pipe.send(asyncio.run(work()))


def importing(database: str, pipe: Connection, until: float) -> None:
    """Write batch after batch of carts, which is what keeps others waiting the longest."""

    async def work() -> int:
        batches = 0
        async with LocalClient(database, Actor(name="importer")) as client:
            while time.time() < until:
                await client.imports.apply(ImportBatch(carts=tuple(_carts(batches))))
                batches += 1
        return batches

    pipe.send(asyncio.run(work()))


def _carts(batch: int) -> list[ImportedCart]:
    """One batch of carts."""
    lines = tuple(ImportedLine(sku=sku, quantity=2) for sku in EDITORS)
    return [
        ImportedCart(
            reference=f"{batch}-{place}",
            source="storm",
            market="BD",
            origin=Origin.STOREFRONT,
            created_at=NOW,
            lines=lines,
        )
        for place in range(CARTS_A_BATCH)
    ]


async def prepare(database: str) -> None:
    """A shop with one cart that has a line for each of the editors."""
    async with LocalClient(database, Actor(name="alice")) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        await client.carts.edit(cart.id, cart.version, [AddLine(sku=sku, quantity=1) for sku in EDITORS])


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_no_edit_is_lost_and_nobody_meets_a_locked_database(tmp_path: Path) -> None:
    database = tmp_path / "shop.sqlite3"
    await prepare(str(database))
    before = ask(database, "SELECT version FROM cart WHERE number_key = 1")[0][0]
    spawn = multiprocessing.get_context("spawn")
    until = time.time() + 2 + full_or_tenth(SECONDS)

    def start(program: Any, *arguments: object) -> tuple[Any, Connection]:
        here, there = spawn.Pipe(duplex=False)
        process = spawn.Process(target=program, args=(str(database), there, *arguments))
        process.start()
        there.close()
        return process, here

    programs = [*(start(editing, sku, until) for sku in EDITORS), start(importing, until)]
    results = [await asyncio.to_thread(_result, process, pipe) for process, pipe in programs]

    *edits, batches = results
    assert min(*edits, batches) > 0, "everybody got their turn"
    quantities = "SELECT sku, quantity - 1 FROM cart_line JOIN cart ON pk = cart_pk WHERE number_key = 1"
    assert dict(ask(database, quantities)) == dict(zip(EDITORS, edits, strict=True))
    assert ask(database, "SELECT version FROM cart WHERE number_key = 1") == [(before + sum(edits),)]
    assert ask(database, "SELECT count(*) FROM cart") == [(1 + batches * CARTS_A_BATCH,)]
    assert_sound(database)


def _result(process: Any, pipe: Connection) -> int:
    """What a program did; fails where it ended in any other way than by itself."""
    wait([pipe], timeout=240)
    try:
        done: int = pipe.recv()
    except EOFError:
        process.join()
        pytest.fail(f"a program ended with {process.exitcode}: its trouble is above")
    finally:
        pipe.close()
    process.join(30)
    return done
