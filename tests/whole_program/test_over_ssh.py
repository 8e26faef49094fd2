"""Over a real SSH server: a key opens the desk of one agent, and nothing gets past it."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from tests.contract.shop import furnish
from tests.desk.pty_desk import ESCAPE
from tests.ssh_server import SshServer, ssh_server
from tests.waiting import wait_until
from tests.whole_program.over_ssh import come_in, desks_of, opens, present


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A shop with two carts, in which alice and bob have accounts."""
    path = tmp_path / "shop.sqlite3"

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="owner")) as client:
            await furnish(client)
            await client.agents.add("alice", Role.AGENT)
            await client.agents.add("bob", Role.LEAD)
            for _ in range(2):
                cart = await client.carts.create(NewCart(market="BD"))
                await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01")])

    asyncio.run(make())
    return path


@pytest.fixture
def server(database: Path, tmp_path: Path) -> Iterator[SshServer]:
    """A server where two keys open the desk for their agents, and a third for one who has no account."""

    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    keys = {name: opens(name, database, tmp_path / "home") for name in ("alice", "bob", "mallory")}
    with ssh_server(folder, keys) as server:
        yield server


def ask(
    server: SshServer, key: str, *options: str, words: tuple[str, ...] = ()
) -> "subprocess.CompletedProcess[str]":
    """Connect without a terminal, and hear what comes of it."""
    command = server.command(key, *options, words=words)
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
    )


def test_a_key_opens_the_desk_of_its_agent_in_their_role(server: SshServer, tmp_path: Path) -> None:
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until("C-000002"), desk.screen.display
        assert desk.read_until("alice · agent")
        desk.press("q")
        assert desk.status() == 0
    with come_in(server, "bob", tmp_path) as desk:
        assert desk.read_until("bob · lead"), desk.screen.display


def test_nothing_gets_past_the_desk(server: SshServer, tmp_path: Path) -> None:
    sent = "CARTUI_DB=/dev/null CARTUI_CONFIG=/dev/null PYTHONSTARTUP=/dev/stdin TEXTUAL_DRIVER=os:system"
    told = f"SetEnv={sent} LC_ALL=../../etc LC_MESSAGES=$(sh) LANG=xx"
    with come_in(server, "alice", tmp_path, "-o", told, words=("sh", "-c", "echo past it")) as desk:
        assert desk.read_until("C-000002"), "what is asked for instead of the desk is not run"
        desk.press("\x1a")
        assert desk.read_until("Your login is for this desk alone.")
        desk.press(f"{ESCAPE}gp")
        desk.press("\x1c\x03")
        desk.press("q")
        assert desk.status() == 0
        assert b"past it" not in desk.written
        assert b"in your settings" not in desk.written, "the choice of another shop"


@pytest.mark.parametrize("words", [("sh",), ("carts", "list"), ("cat", "/etc/passwd")])
def test_without_a_terminal_there_is_only_what_to_do(server: SshServer, words: tuple[str, ...]) -> None:
    ended = ask(server, "alice", words=words)
    assert ended.stdout == ""
    assert "connect with `ssh -t`" in ended.stderr
    assert ended.returncode == 2


def test_ports_and_files_stay_closed(server: SshServer) -> None:
    forwarded = ask(server, "alice", "-o", "ExitOnForwardFailure=yes", "-N", "-R", "127.0.0.1:0:127.0.0.1:1")
    assert forwarded.returncode == 255
    files = ask(server, "alice", "-s", words=("sftp",))
    assert (files.stdout, files.returncode) == ("", 2), "the desk was asked for, which has no terminal"


def test_who_has_no_account_sees_no_cart(server: SshServer, tmp_path: Path) -> None:
    with come_in(server, "mallory", tmp_path) as desk:
        assert desk.read_until("mallory has no account in this shop"), desk.screen.display
        assert b"C-000002" not in desk.written
        desk.press("q")
        desk.status()


def test_whose_account_was_revoked_sees_not_even_what_they_saw_last(
    server: SshServer, database: Path, tmp_path: Path
) -> None:
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until("C-000002"), desk.screen.display
        desk.press("q")
        assert desk.status() == 0

    async def revoke() -> None:
        async with LocalClient(str(database), Actor(name="owner")) as client:
            await client.agents.revoke("alice")

    asyncio.run(revoke())
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until("alice has no account in this shop any more"), desk.screen.display
        assert b"C-000002" not in desk.written
        desk.press("q")
        desk.status()


def test_a_line_that_drops_leaves_nobody_at_the_cart_and_loses_nothing(
    server: SshServer, database: Path, tmp_path: Path
) -> None:
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until("carts 2"), desk.screen.display
        desk.press("\r")
        assert desk.read_until("MUG-01"), desk.screen.display
        desk.press("o")
        assert desk.read_until("note")
        desk.press("call back after five")
        assert desk.read_until("call back after five")
        assert desk.read_until_that(lambda: present(database) == ["alice"])
        desk.signal(signal.SIGKILL)
    wait_until(lambda: not desks_of(database) and not present(database))
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until("carts 2"), desk.screen.display
        desk.press("\r")
        assert desk.read_until("MUG-01"), desk.screen.display
        desk.press("o")
        assert desk.read_until("call back after five"), desk.screen.display
