"""Messages on the command line: what became of each, another try, the password, and what the doctor says."""

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.actions import SetContact
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.customer import Customer
from cartui.model.message import MessageKind, NewMessage, OutboxMessage
from tests.cli.conftest import Outcome, Run
from tests.cli.test_doctor_command import checks
from tests.smtp_server import PASSWORD, USER, RunningMailServer, mail_server

PLEASE = NewMessage(kind=MessageKind.REOPEN_BROWSER, subject="Please", text="reopen your browser")


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    """The shop's mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
def path(home: Path, rahim: Customer) -> Path:
    """The furnished shop's file."""
    return home / "data" / "cartui.sqlite3"


def configured(home: Path, server: RunningMailServer, **others: str) -> Path:
    """A config file that names that mail server."""
    said = {"host": "127.0.0.1", "security": "none", "sender": "shop@example.com", **others}
    lines = [f'{name} = "{value}"' for name, value in said.items()]
    file = home / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["[mail]", *lines, f"port = {server.port}"]) + "\n")
    return file


def failed_message(path: Path, server: RunningMailServer) -> OutboxMessage:
    """A message that the mail server refused for ever."""

    async def send() -> OutboxMessage:
        mail = partial(MailServer, server.settings())
        async with LocalClient(str(path), Actor(name="bob"), mail=mail) as client:
            cart = await client.carts.create(NewCart(market="BD"))
            named = SetContact(name="\x1b[2JRahim", email="rahim@example.com")
            await client.carts.edit(cart.id, cart.version, [named])
            queued = await client.outbox.send(cart.id, PLEASE)
            while queued.is_on_its_way:
                await asyncio.sleep(0.02)
                queued = await client.outbox.get(queued.id)
            return queued

    server.refusals["rahim@example.com"] = "550 no such user \x1b[31m"
    message = asyncio.run(send())
    server.refusals.clear()
    return message


def test_messages_are_listed_with_what_became_of_them(
    run: Run, path: Path, home: Path, server: RunningMailServer
) -> None:
    assert run("outbox", "list").err == "There is no message.\n"
    message = failed_message(path, server)
    listed = run("outbox", "list")
    assert re.search(rf"{message.id} +.* failed +reopen browser +C-\d+ +rahim@example.com +1 ", listed.out)
    assert "550 no such user" in listed.out
    assert "\x1b" not in listed.out
    shape = run("outbox", "list", "--state", "failed", "--json").json
    assert [(each["id"], each["state"], each["subject"]) for each in shape["items"]] == [
        (message.id, "failed", "Please")
    ]
    assert run("outbox", "list", "--state", "sent", "--json").json == {"items": [], "next": None}
    wrong = run("outbox", "list", "--state", "lost")
    assert (wrong.status, "it is one of queued, sending, sent" in wrong.err) == (2, True)


def test_a_failed_message_is_sent_again_and_waited_for(
    run: Run, path: Path, home: Path, server: RunningMailServer
) -> None:
    message = failed_message(path, server)
    no_mail = run("outbox", "resend", str(message.id))
    assert (no_mail.status, "No mail server is set up here" in no_mail.err) == (8, True)
    configured(home, server)
    sent = run("outbox", "resend", str(message.id), "--json")
    assert (sent.status, sent.json["state"]) == (0, "sent")
    assert [received.recipients for received in server.received] == [("rahim@example.com",)]
    again = run("outbox", "resend", str(message.id))
    assert (again.status, "was sent already. Nothing was changed." in again.err) == (1, True)


def test_while_the_mail_server_is_away_it_stays_queued_and_a_tick_sends_it_later(
    run: Run, path: Path, home: Path, server: RunningMailServer
) -> None:
    message = failed_message(path, server)
    configured(home, server)
    server.refusals["rahim@example.com"] = "450 come back"
    away = run("outbox", "resend", str(message.id))
    assert (away.status, "stays queued, and is tried again" in away.err) == (6, True)
    server.refusals["rahim@example.com"] = "550 no such user"
    gone = run("outbox", "resend", str(message.id))
    assert (gone.status, "It was not sent." in gone.err) == (1, True)
    dropped = run("outbox", "drop", str(message.id), "--json")
    assert dropped.json["state"] == "dropped"
    assert run("outbox", "drop", "77").status == 3
    tick = run("tick", "--json").json
    assert (tick["messages_sent"], tick["messages_failed"]) == (0, 0)


def test_the_password_is_tried_and_kept_where_only_its_owner_reads_it(
    run: Run, path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(logs_in=True) as server:
        assert run("outbox", "password", stdin=PASSWORD).status == 2, "no mail server is named yet"
        configured(home, server, user=USER)
        missing = checks(run("doctor", "--json"))
        assert missing["mail password"][:2] == ("bad", "none")
        wrong = run("outbox", "password", stdin="hunter2\n")
        assert (wrong.status, "The password was not kept." in wrong.err) == (6, True)
        assert "hunter2" not in wrong.err
        kept = run("outbox", "password", stdin=f"{PASSWORD}\n")
        assert kept.status == 0
        [file] = [
            each
            for each in home.rglob("*")
            if each.is_file() and PASSWORD in each.read_text("utf-8", "replace")
        ]
        assert file.stat().st_mode & 0o777 == 0o600
        found = checks(run("doctor", "--json"))
        assert found["mail password"][:2] == ("ok", f"in {file}")
        assert found["mail server"][:2] == ("ok", "reached")
        assert PASSWORD not in run("doctor").out + run("config", "show").out + kept.err
        assert "is gone from" in run("outbox", "password", "--forget").err
        assert PASSWORD not in file.read_text()
        monkeypatch.setenv("CARTUI_MAIL_PASSWORD", PASSWORD)
        assert checks(run("doctor", "--json"))["mail password"][:2] == ("ok", "in CARTUI_MAIL_PASSWORD")


def test_the_doctor_says_whether_mail_is_set_up_and_reachable(
    run: Run, path: Path, home: Path, server: RunningMailServer
) -> None:
    assert checks(run("doctor", "--json"))["mail"][:2] == (
        "ok",
        "not set up: messages can only be copied (docs/mail.md)",
    )
    configured(home, server)
    found = checks(run("doctor", "--json"))
    assert found["mail"][1] == "127.0.0.1, from shop@example.com"
    assert found["mail server"][:2] == ("ok", "reached")
    configured(home, server, security="tls")
    outcome = run("doctor", "--json")
    status, said, way_out = checks(outcome)["mail server"]
    assert (outcome.status, status, said) == (1, "bad", "cannot be used")
    assert "is its security starttls?" in way_out


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"sender": "shop"}, "sender must be an address alone, such as shop@example.com"),
        ({"sender": "Shop <shop@example.com>"}, "sender must be an address alone"),
        ({"security": "ssl"}, "security"),
        ({"host": "mail.example.com"}, "insecure must be true for mail.example.com without encryption"),
    ],
    ids=["no address", "a name beside it", "no such security", "open line"],
)
def test_settings_that_cannot_be_meant_are_told_with_their_line(
    run: Run, home: Path, server: RunningMailServer, settings: dict[str, str], said: str
) -> None:
    configured(home, server, **settings)
    outcome: Outcome = run("config", "validate")
    assert outcome.status == 2
    assert said in outcome.err
