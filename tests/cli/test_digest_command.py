"""`cartui digest`: what waits for somebody, as text, HTML and JSON."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.smtp_server import HOST, RunningMailServer, mail_server


def test_what_waits_is_printed_as_text_and_as_a_page(run: Run, ready: dict[str, Any]) -> None:
    text = run("digest")
    assert (text.status, text.err) == (0, "")
    assert text.out.startswith("Acme, ")
    assert "1 LOCKED CART" in text.out
    page = run("digest", "--format", "html")
    assert (page.status, page.err) == (0, "")
    assert page.out.startswith("<!DOCTYPE html>")
    assert "1 locked cart" in page.out


def test_a_cart_that_could_not_be_placed_is_in_it_until_it_is(run: Run, ready: dict[str, Any]) -> None:
    version = str(ready["version"])
    no_payment = '[{"type": "set_payment_method", "method": null}]'
    run("carts", "edit", ready["number"], "-", "--version", version, "--json", stdin=no_payment)
    assert run("carts", "place", ready["number"], "--phone", "01712345678").status == 1

    for shape in (run("digest", "--json").json, run("digest", "--format", "json").json):
        [failed] = shape["failed"]["items"]
        assert (failed["number"], failed["why"]) == (ready["number"], ["No payment method is chosen."])
        assert (failed["contact"]["phone"], failed["at"][-1]) == ("01712345678", "Z")
    assert "not placed: No payment method is chosen." in run("carts", "history", ready["number"]).out

    run("carts", "undo", ready["number"])
    assert run("carts", "place", ready["number"], "--phone", "01712345678").status == 0
    assert run("digest", "--json").json["failed"] == {"count": 0, "items": [], "is_all": True}


def test_where_nothing_waits_that_is_said(run: Run, ready: dict[str, Any]) -> None:
    [locked] = run("locks", "list", "--json").json["items"]
    run("locks", "unlock", locked["number"], "--reason", "rang them")
    told = run("digest")
    assert (told.status, told.out.splitlines()[-1]) == (0, "Nothing waits for anybody.")


def test_times_are_on_the_clock_of_the_settings_and_else_on_the_shops(
    run: Run, home: Path, ready: dict[str, Any]
) -> None:
    assert "(UTC)" in run("digest").out
    config = home / "config.toml"
    config.write_text('[display]\ntimezone = "Asia/Tokyo"\n', encoding="utf-8")
    assert "(Asia/Tokyo)" in run("--config", str(config), "digest").out


def test_without_a_backend_the_status_says_so(run: Run) -> None:
    refused = run("digest", "--format", "json", "--db", "/nowhere/at/all.sqlite3")
    assert (refused.status, refused.error["error"]) == (6, "unavailable")


@pytest.fixture
def mail() -> Iterator[RunningMailServer]:
    """A mail server on this machine."""
    with mail_server() as running:
        yield running


@pytest.fixture
def config(home: Path, ready: dict[str, Any], mail: RunningMailServer, run: Run) -> Path:
    """Settings that name it, and a shop whose digest goes to its lead."""
    path = home / "config.toml"
    path.write_text(
        f'[mail]\nhost = "{HOST}"\nport = {mail.port}\nsecurity = "none"\nsender = "shop@example.com"\n',
        encoding="utf-8",
    )
    shop = home / "shop.toml"
    shown = run("shop", "show").out.replace("[shop.digest]", '[shop.digest]\nto = ["lead@example.com"]')
    shop.write_text(shown, encoding="utf-8")
    assert run("shop", "apply", str(shop)).status == 0
    return path


def test_it_is_mailed_to_whom_the_shop_names(run: Run, config: Path, mail: RunningMailServer) -> None:
    sent = run("--config", str(config), "digest", "--send")
    assert (sent.status, sent.err) == (0, "sent to lead@example.com\n")
    [received] = mail.received
    assert received.mail["Subject"] == sent.out.strip()
    assert "1 LOCKED CART" in received.text()
    assert "1 locked cart" in received.text("html")

    refused = run("--config", str(config), "digest", "--send")
    assert refused.status == 1
    assert "already" in refused.err
    assert "--again" in refused.err
    again = run("--config", str(config), "digest", "--send", "--again", "--to", "boss@example.com", "--json")
    assert again.status == 0
    [told] = again.json["mails"]
    assert (told["to"], told["state"]) == ("boss@example.com", "sent")
    assert [each.recipients[0] for each in mail.received] == ["lead@example.com", "boss@example.com"]


def test_where_the_mail_server_is_away_it_stays_queued_and_the_status_says_so(
    run: Run, config: Path, mail: RunningMailServer
) -> None:
    away = config.with_name("away.toml")
    with socket.create_server((HOST, 0)) as nobody:
        port = nobody.getsockname()[1]
    away.write_text(config.read_text("utf-8").replace(str(mail.port), str(port)), encoding="utf-8")

    unsent = run("--config", str(away), "digest", "--send")
    assert unsent.status == 6
    assert "not sent to lead@example.com yet" in unsent.err
    assert "stays in the outbox" in unsent.err
    assert run("--config", str(away), "digest", "--send").status == 1
    assert mail.received == []


def test_an_address_that_is_refused_is_a_failure(run: Run, config: Path, mail: RunningMailServer) -> None:
    mail.refusals["lead@example.com"] = "550 no such user"
    failed = run("--config", str(config), "digest", "--send")
    assert failed.status == 1
    assert "550 no such user" in failed.err


@pytest.mark.parametrize(
    "options", [["--again"], ["--to", "a@example.com"], ["--send", "--format", "html"]], ids=" ".join
)
def test_options_that_make_no_sense_together_are_bad_usage(run: Run, options: list[str]) -> None:
    assert run("digest", *options).status == 2


def test_without_a_mail_server_nothing_is_sent(run: Run, ready: dict[str, Any]) -> None:
    refused = run("digest", "--send", "--to", "lead@example.com")
    assert refused.status == 8
    assert "mail server" in refused.err
