"""`cartui serve` is killed while people work, and started again: nothing is lost, nothing is there twice."""

import asyncio
import json
import random
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.client.rest import RestClient
from cartui.model.agent import Actor, ActorOrigin
from tests.desk.pty_desk import ESCAPE, PtyDesk
from tests.scale import full_or_tenth
from tests.storms.shared_carts import HOT, Storm, assert_file_is_sound, prepare
from tests.storms.test_faulty_network import AGENTS, HURRIED
from tests.whole_program.conftest import Program
from tests.whole_program.served import ServedProgram

ORDERS: Final = 50
KILLS: Final = 20

ADMIN: Final = Actor(name="owner")


async def kill_now_and_then(server: ServedProgram, kills: int) -> None:
    """Kill the server so often at random moments, and start it again."""
    chance = random.Random("kills")
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.05, 1.5))
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_what_agents_were_told_holds_however_often_the_server_is_killed(tmp_path: Path) -> None:
    database = tmp_path / "shop.sqlite3"
    orders, kills = full_or_tenth(ORDERS), full_or_tenth(KILLS)
    async with LocalClient(str(database), ADMIN) as owner:
        storm = Storm(await prepare(owner, HOT + orders), placed=orders)
    server = ServedProgram(tmp_path, database)
    tokens = {name: SecretStr(server.new_token(name)) for name in AGENTS}
    with server:
        async with AsyncExitStack() as stack:
            clients: dict[str, Client] = {}
            for name, token in tokens.items():
                client = RestClient(server.url, token, origin=ActorOrigin.DESK, timeouts=HURRIED)
                clients[name] = await stack.enter_async_context(client)
            async with asyncio.TaskGroup() as together:
                killing = together.create_task(kill_now_and_then(server, kills))
                await storm.rage(clients, full_or_tenth(1_500))
                while not killing.done():  # on a fast machine: no server is killed in a calm
                    await storm.edit_on(clients)
                    await asyncio.sleep(0.05)
    async with LocalClient(str(database), ADMIN) as owner:
        await storm.assert_nothing_lost_or_twice(owner)
    assert_file_is_sound(database, orders)


def test_a_command_repeated_with_its_key_after_the_server_was_killed_does_its_work_once(
    program: Program,
) -> None:
    with ServedProgram(program.home, program.database) as server:
        there = ("--url", server.url)
        token = server.new_token("alice")
        cart = json.loads(server.run(*there, "carts", "new", "--market", "BD", "--json", CARTUI_TOKEN=token))
        edit = (*there, "carts", "edit", cart["number"], "-", "--version", str(cart["version"]), "--json")
        adding = json.dumps([{"type": "add_line", "sku": "MUG-01", "quantity": 2}])
        said = []
        for _ in range(2):
            said.append(server.run(*edit, "--key", "once", stdin=adding, CARTUI_TOKEN=token))
            server.kill()
            server.start()
        assert said[0] == said[1]
        [line] = program.run("carts", "show", cart["number"])["lines"]
        assert line["quantity"] == 2


def test_a_desk_keeps_what_was_typed_while_the_server_was_dead_and_saves_it_once(program: Program) -> None:
    cart = program.run("carts", "new", "--market", "BD")
    adding = json.dumps([{"type": "add_line", "sku": "MUG-01", "quantity": 1}])
    edit = ("carts", "edit", cart["number"], "-", "--version", str(cart["version"]))
    cart = program.run(*edit, stdin=adding)
    with ServedProgram(program.home, program.database) as server:
        server.run("--url", server.url, "login", stdin=f"{server.new_token('alice')}\n")
        with PtyDesk("-m", "cartui", "--url", server.url, home=program.home, columns=110) as desk:

            def sees(text: str, gone: str = "\x00") -> None:
                assert desk.read_until_only(text, gone), "\n".join(desk.screen.display)

            sees(cart["number"])
            desk.press("\r")
            sees("Ceramic Mug")
            desk.press("+")
            sees("1,200.00")
            server.kill()
            desk.press("++")
            sees("NOT SAVED")
            sees("4 …")  # what was typed; what it costs is the server's to say
            server.start()
            sees("2,400.00", gone="NOT SAVED")
            desk.press(f"{ESCAPE}q")
            assert desk.status() == 0
    [line] = program.run("carts", "show", cart["number"])["lines"]
    assert line["quantity"] == 4
    history = program.run("carts", "history", cart["number"])["items"]
    versions = [entry["version"] for entry in history]
    assert versions == list(range(len(versions), 0, -1))
    assert {entry["agent"] for entry in history if entry["version"] > cart["version"]} == {"alice"}
