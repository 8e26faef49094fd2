"""Letters are handed to a real mail server; what goes wrong is told apart by what is to be done about it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from cartui.client.local.deliveries import LONGEST
from cartui.mail.delivery import (
    AFTER_THE_DOT,
    PATIENCE,
    Gate,
    MailServer,
    OutcomeUnclear,
    TryLater,
    WillNeverWork,
)
from cartui.mail.letter import packed
from cartui.store.outbox import LONGEST_DELIVERY
from tests.mail.test_letters import letter
from tests.smtp_server import HOST, PASSWORD, USER, RunningMailServer, mail_server

QUICK = 10.0
"""Seconds of patience: enough for any machine, and no minute for a test that waits in vain."""


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    """A mail server on this machine that everybody may use."""
    with mail_server() as running:
        yield running


def ours(running: RunningMailServer, password: str | None = None, **settings: object) -> MailServer:
    """The mail server as our settings know it."""
    kept = None if password is None else SecretStr(password)
    return MailServer(running.settings(**settings), lambda: kept, patience=QUICK)


def test_a_letter_arrives_as_it_was_written(server: RunningMailServer) -> None:
    text = "Dear Rahim,\n\n.\n..two dots\n.end\nরহিম"
    ours(server).deliver(letter(text=text), Gate())
    [received] = server.received
    assert (received.sender, received.recipients) == ("shop@example.com", ("rahim@example.com",))
    assert received.text() == f"{text}\n"
    assert received.content == packed(letter(text=text)).content


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_an_encrypted_line_with_user_and_password(security: str, trusted: ssl.SSLContext) -> None:
    with mail_server(security=security, certificate=trusted, logs_in=True) as running:  # type: ignore[arg-type]  # one of three words
        ours(running, PASSWORD, user=USER, host="localhost").deliver(letter(), Gate())
        assert [received.secured for received in running.received] == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_no_letter_and_no_password(
    security: str, certificate: tuple[ssl.SSLContext, Path]
) -> None:
    with mail_server(security=security, certificate=certificate[0]) as running:  # type: ignore[arg-type]  # as above
        with pytest.raises(
            TryLater, match=r"certificate of .* is not to be trusted: self.signed certificate"
        ):
            ours(running, PASSWORD, user=USER).deliver(letter(), Gate())
        assert not running.received


def test_where_no_starttls_is_offered_nothing_is_said_in_the_open(server: RunningMailServer) -> None:
    with pytest.raises(TryLater, match=r'offers no STARTTLS, so nothing was sent.*security = "tls"'):
        ours(server, security="starttls").deliver(letter(), Gate())
    assert not server.received


def test_tls_with_a_server_that_has_none_is_said_as_what_it_is(server: RunningMailServer) -> None:
    with pytest.raises(TryLater, match="is its security starttls"):
        ours(server, security="tls").look()


def test_a_wrong_password_is_told_without_it() -> None:
    with mail_server(logs_in=True) as running:
        with pytest.raises(TryLater, match=rf"does not let {USER} in \(535\)") as raised:
            ours(running, "hunter2", user=USER).deliver(letter(), Gate())
        assert "hunter2" not in repr(raised.value)
        with pytest.raises(TryLater, match="There is no password for"):
            ours(running, None, user=USER).look()
        with pytest.raises(TryLater, match="letters beyond ASCII"):
            ours(running, "pässword", user=USER).look()
        ours(running, PASSWORD, user=USER).look()
        assert not running.received


def test_a_recipient_who_is_not_there_will_never_be(server: RunningMailServer) -> None:
    server.refusals["rahim@example.com"] = "550 5.1.1 no such user \x1b[2J here"
    with pytest.raises(WillNeverWork) as raised:
        ours(server).deliver(letter(), Gate())
    assert "refuses the recipient rahim@example.com: 550 5.1.1 no such user" in str(raised.value)
    assert str(raised.value).isprintable()


def test_one_that_is_busy_may_take_it_later_and_others_at_once(server: RunningMailServer) -> None:
    server.refusals["rahim@example.com"] = "450 mailbox is full"
    with pytest.raises(TryLater, match="450 mailbox is full") as raised:
        ours(server).deliver(letter(), Gate())
    assert not raised.value.for_all


def test_a_message_that_is_refused_at_its_end_was_not_sent(server: RunningMailServer) -> None:
    server.refusals["END"] = "554 looks like spam"
    with pytest.raises(WillNeverWork, match="refuses the message: 554 looks like spam"):
        ours(server).deliver(letter(), Gate())


def test_a_line_that_breaks_after_the_message_leaves_it_open_whether_it_was_sent(
    server: RunningMailServer,
) -> None:
    server.break_off = True
    with pytest.raises(OutcomeUnclear, match="nobody knows whether it was sent"):
        ours(server).deliver(letter(), Gate())
    assert len(server.received) == 1


def test_the_answer_to_a_whole_letter_has_a_time_of_its_own(server: RunningMailServer) -> None:
    server.hold.clear()
    waiting = MailServer(server.settings(), patience=QUICK, after_the_dot=0.2)
    with pytest.raises(OutcomeUnclear, match="nobody knows whether it was sent"):
        waiting.deliver(letter(), Gate())


def test_a_server_may_look_at_a_letter_for_long_but_not_longer_than_a_claim_lasts() -> None:
    assert PATIENCE < AFTER_THE_DOT < LONGEST < LONGEST_DELIVERY.total_seconds()


def test_a_letter_that_is_kept_back_is_not_handed_over(server: RunningMailServer) -> None:
    gate = Gate()
    assert gate.shut()
    with pytest.raises(TryLater, match="kept back"):
        ours(server).deliver(letter(), gate)
    assert not server.received
    passed = Gate()
    ours(server).deliver(letter(), passed)
    assert not passed.shut()


def test_an_address_of_other_letters_needs_a_server_that_takes_them(server: RunningMailServer) -> None:
    with pytest.raises(
        WillNeverWork, match=r"takes no addresses with letters such as those of 李明@example.com"
    ):
        ours(server).deliver(letter(recipient="李明@example.com"), Gate())
    with mail_server(international=True) as running:
        ours(running).deliver(letter(recipient="李明@example.com"), Gate())
        assert running.received[0].recipients == ("李明@example.com",)
        assert running.received[0].mail["To"] == "李明@example.com"


def test_what_is_no_address_will_never_work(server: RunningMailServer) -> None:
    with pytest.raises(WillNeverWork, match="is no address that mail can go to"):
        ours(server).deliver(letter(recipient="rahim"), Gate())


def test_a_server_that_is_away_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))  # nobody listens there
        away = RunningMailServer(port=taken.getsockname()[1])
        with pytest.raises(TryLater, match="cannot be reached: connection refused") as raised:
            ours(away).deliver(letter(), Gate())
        assert raised.value.for_all
    with pytest.raises(TryLater, match=r"There is no machine called mail\.invalid"):
        ours(away, host="mail.invalid", insecure=True).look()


def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.create_server((HOST, 0)) as silent:
        settings = RunningMailServer(port=silent.getsockname()[1]).settings()
        with pytest.raises(TryLater, match="did not answer within 0 seconds"):
            MailServer(settings, patience=0.2).look()


def test_another_program_at_that_port_is_no_mail_server() -> None:
    with socket.create_server((HOST, 0)) as other:

        def greet() -> None:
            line, _ = other.accept()
            with line:
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        settings = RunningMailServer(port=other.getsockname()[1]).settings()
        with pytest.raises(TryLater):
            MailServer(settings, patience=QUICK).look()
        thread.join()


def test_the_usual_ports_are_those_of_each_security() -> None:
    running = RunningMailServer()
    places = [ours(running, security=kind, port=0).place for kind in ("starttls", "tls", "none")]
    assert places == [f"{HOST}:587", f"{HOST}:465", f"{HOST}:25"]


def test_no_name_is_asked_of_the_network(server: RunningMailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> str:
        raise AssertionError("a name was asked for")

    monkeypatch.setattr(socket, "getfqdn", asked)
    ours(server).look()
