"""``cartui carts share`` and ``send``: links and messages without a screen."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.pdf_text import words_of
from tests.smtp_server import RunningMailServer, mail_server


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    """The shop's mail server."""
    with mail_server() as running:
        yield running


def configure(home: Path, text: str) -> None:
    """Write the config file."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text(text)


PAGES = '[share]\npublic_url = "https://quotes.example.com/"\n'


def test_a_link_is_made_listed_and_revoked(run: Run, home: Path, ready: dict[str, Any]) -> None:
    configure(home, PAGES)
    number = ready["number"]
    made = run("carts", "share", number, "--lifetime", "7d", "--qr")
    url, *code = made.out.splitlines()
    assert re.fullmatch(r"https://quotes\.example\.com/shared/[\w-]{43}", url)
    assert re.search(rf"Link 1 to {number} is good until ", made.err)
    assert len({len(line) for line in code}) == 1
    assert set("".join(code)) == set(" ▀▄█")
    listed = run("carts", "share", number, "--list")
    assert url not in listed.out
    assert run("carts", "share", number, "--list", "--json").json["items"][0]["views"] == 0
    assert "leads nowhere now" in run("carts", "share", number, "--revoke", "1").out
    assert "revoked" in run("carts", "share", number, "--list").out
    assert run("carts", "share", number, "--revoke", "9").status == 2


def test_without_pages_it_is_the_shops_own_website_or_nothing(
    run: Run, home: Path, ready: dict[str, Any]
) -> None:
    refused = run("carts", "share", ready["number"])
    assert (refused.status, "No pages are served to customers here" in refused.err) == (8, True)
    configure(home, '[share]\nurl = "https://shop.example.com/q?c={number}&i={id}"\n')
    made = run("carts", "share", ready["number"], "--json").json
    expected = f"https://shop.example.com/q?c={ready['number']}&i={ready['id']}"
    assert made == {"url": expected, "page": None}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('url = "https://shop.example.com/quotes"', "leads to the same page for every cart"),
        ('url = "https://shop.example.com/{name}"', "{name}, which is not known"),
        ('url = "https://{number}.example.com/"', "must be an address such as"),
        ('url = "javascript:alert({id})"', "must be an address such as"),
        ('public_url = "http://quotes.example.com"', "must begin with https"),
    ],
)
def test_what_is_no_address_is_refused_when_it_is_read(run: Run, home: Path, config: str, said: str) -> None:
    configure(home, f"[share]\n{config}\n")
    outcome = run("config", "validate")
    assert outcome.status != 0
    assert said in outcome.err + outcome.out


def test_what_makes_no_sense_is_said(run: Run, home: Path, ready: dict[str, Any]) -> None:
    configure(home, PAGES)
    number = ready["number"]
    for arguments, said in (
        (("--lifetime", "soon"), "is not a length of time"),
        (("--lifetime", "400d"), "for 365 days at most"),
        (("--list", "--qr"), "one of the three"),
    ):
        outcome = run("carts", "share", number, *arguments)
        assert (outcome.status, said in outcome.err) == (2, True), outcome.err
    for arguments, said in (
        (("--kind", "hello"), "reopen_browser, quote, recovery, order_placed"),
        (("--attach", "gold"), "none, text"),
    ):
        outcome = run("carts", "send", number, *arguments)
        assert (outcome.status, said in outcome.err) == (2, True), outcome.err


def test_a_quote_is_sent_with_its_link_and_document(
    run: Run, home: Path, ready: dict[str, Any], server: RunningMailServer
) -> None:
    mail = (
        f'[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nsender = "shop@example.com"\nport = {server.port}\n'
    )
    configure(home, mail + PAGES)
    number = ready["number"]
    tried = run("carts", "send", number, "--dry-run")
    assert (tried.err, "{link}" in tried.out) == ("Nothing was sent.\n", True)
    assert run("carts", "share", number, "--list", "--json").json["items"] == []
    sent = run("carts", "send", number, "--key", "once", "--json").json
    again = run("carts", "send", number, "--key", "once", "--json").json
    assert (again["id"], sent["kind"], sent["attachment"]) == (sent["id"], "quote", f"quote-{number}.pdf")
    [received] = server.wait_for(1)
    assert "https://quotes.example.com/shared/" in received.text()
    [file] = received.mail.iter_attachments()
    assert f"Quote {number}" in words_of(file.get_content())
    assert run("carts", "send", number, "--kind", "order_placed").status == 1
