"""What becomes of messages when their process ends, is killed, or is not the only one."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cartui.client.clock import utc_now
from cartui.client.local import LocalClient
from cartui.client.local.outbox import hand_over_now, queue_for_staff
from cartui.mail.delivery import MailServer
from cartui.model.actions import SetContact
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.message import MessageKind, MessageState, NewMessage, OutboxMessage
from cartui.rules.permissions import Operation
from cartui.store.outbox import messages_for
from tests.contract.test_outbox import seen_when
from tests.furnished import FurnishedFile
from tests.smtp_server import HOST, RunningMailServer, mail_server
from tests.waiting import wait_until

PLEASE = NewMessage(kind=MessageKind.REOPEN_BROWSER, subject="Please", text="reopen your browser")

ALICE = Actor(name="alice")


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    """The shop's mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
def path(furnished_file: FurnishedFile, tmp_path: Path) -> Path:
    """A furnished shop."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    return path


def opened(path: Path, server: RunningMailServer, later: timedelta = timedelta(0)) -> LocalClient:
    """A client that sends by that mail server, perhaps later."""
    mail = partial(MailServer, server.settings())
    return LocalClient(str(path), ALICE, mail=mail, clock=lambda: utc_now() + later)


async def queued(client: LocalClient) -> OutboxMessage:
    """A message that is on its way."""
    cart = await client.carts.create(NewCart(market="BD"))
    await client.carts.edit(cart.id, cart.version, [SetContact(email="rahim@example.com")])
    return await client.outbox.send(cart.id, PLEASE)


async def test_what_is_being_handed_over_is_noted_before_a_client_is_closed(
    path: Path, server: RunningMailServer
) -> None:
    async with opened(path, server) as client:
        message = await queued(client)
    async with opened(path, server) as client:
        assert (await client.outbox.get(message.id)).state is MessageState.SENT
    assert len(server.received) == 1


async def test_what_is_not_handed_over_yet_stays_queued_and_is_sent_by_the_next_process(
    path: Path, server: RunningMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cartui.client.local.deliveries.GRACE", 0.0)
    with socket.create_server((HOST, 0)) as silent:
        away = RunningMailServer(port=silent.getsockname()[1])
        async with opened(path, away) as client:
            message = await queued(client)
            line, _ = await asyncio.to_thread(silent.accept)
        line.close()
    async with opened(path, server) as client:
        left = await client.outbox.get(message.id)
        assert left.state is MessageState.QUEUED
        assert (await client.upkeep.run()).messages_sent == 1
    assert len(server.received) == 1


async def test_a_client_that_is_closed_does_not_wait_for_long_for_a_server_that_looks_at_a_message(
    path: Path, server: RunningMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("GRACE", "FAREWELL"):
        monkeypatch.setattr(f"cartui.client.local.deliveries.{bound}", 0.0)
    server.hold.clear()
    async with opened(path, server) as client:
        message = await queued(client)
        await asyncio.to_thread(wait_until, lambda: server.held)
    async with opened(path, server) as client:
        left = await client.outbox.get(message.id)
        assert left.state is MessageState.UNKNOWN
        assert "closed before the mail server had answered" in left.error
        assert (await client.upkeep.run()).messages_sent == 0


SENDER = """
import asyncio, sys
from functools import partial
from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.agent import Actor
from cartui.settings.model import Mail

async def main() -> None:
    settings = Mail(host="127.0.0.1", port=int(sys.argv[2]), security="none", sender="shop@example.com")
    async with LocalClient(sys.argv[1], Actor(name="bob"), mail=partial(MailServer, settings)) as client:
        print("ready", flush=True)
        sys.stdin.readline()
        await client.upkeep.run()

asyncio.run(main())
"""


def process(path: Path, server: RunningMailServer) -> "subprocess.Popen[str]":
    """Another process, which does a round of the background's work once it is told to."""
    started = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(path), str(server.port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def go(started: "subprocess.Popen[str]") -> None:
    """Tell it to begin."""
    assert started.stdin is not None
    started.stdin.write("\n")
    started.stdin.flush()


async def refused_first(path: Path, server: RunningMailServer, count: int) -> list[int]:
    """Messages that wait for another try, and are due."""
    server.refusals["rahim@example.com"] = "450 later"
    earlier = timedelta(hours=-2)
    async with opened(path, server, earlier) as client:
        messages = [(await queued(client)).id for _ in range(count)]
        for message in messages:
            await seen_when(client, message, lambda found: found.error)
    server.refusals.clear()
    return messages


async def test_a_process_that_is_killed_while_it_sends_leaves_it_open_and_nobody_sends_again(
    path: Path, server: RunningMailServer
) -> None:
    [message] = await refused_first(path, server, 1)
    server.hold.clear()
    sender = process(path, server)
    try:
        held = server.held
        go(sender)
        await asyncio.to_thread(wait_until, lambda: server.held > held)
    finally:
        sender.kill()
        sender.communicate()
    server.hold.set()
    async with opened(path, server) as client:
        assert (await client.outbox.get(message)).state is MessageState.SENDING
        assert (await client.upkeep.run()).messages_sent == 0
    async with opened(path, server, timedelta(minutes=6)) as client:
        await client.upkeep.run()
        assert (await client.outbox.get(message)).state is MessageState.UNKNOWN
        assert (await client.upkeep.run()).messages_sent == 0
    assert len(server.received) <= 1


async def test_two_processes_send_each_message_once(path: Path, server: RunningMailServer) -> None:
    messages = await refused_first(path, server, 3)
    senders = [process(path, server) for _ in range(2)]
    for sender in senders:
        go(sender)
    for sender in senders:
        await asyncio.to_thread(sender.communicate, timeout=60)
        assert sender.returncode == 0
    ids = [str(received.mail["Message-ID"]) for received in server.received]
    assert len(ids) == len(set(ids)) == len(messages)
    async with opened(path, server) as client:
        assert {(await client.outbox.get(message)).state for message in messages} == {MessageState.SENT}


async def test_a_message_to_staff_is_queued_with_html_and_handed_over_at_once(
    path: Path, server: RunningMailServer
) -> None:
    async with opened(path, server) as client:
        backend = client._backend
        to = ("lea@example.com", "max@example.com", "lea@example.com")
        made = await backend.write(
            Operation.KEEP_UP,
            lambda connection: queue_for_staff(
                backend,
                connection,
                MessageKind.DIGEST,
                to,
                subject="Digest",
                text="7 locked",
                html="<b>7</b> locked",
                intention="digest:2026-11-22",
            ),
        )
        server.refusals["max@example.com"] = "550 gone"
        done = await hand_over_now(backend, [message.id for message in made])
        assert [(each.to, each.state) for each in done] == [
            ("lea@example.com", MessageState.SENT),
            ("max@example.com", MessageState.FAILED),
        ]
        assert [each.text for each in done] == ["", "7 locked"], "what was sent is kept by nobody"
        known = await backend.read(lambda connection: messages_for(connection, "digest:2026-11-22"))
        assert known == done
    [received] = server.received
    assert received.text("html") == "<b>7</b> locked\n"
    assert received.mail["Auto-Submitted"] == "auto-generated"
