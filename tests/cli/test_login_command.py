"""`cartui login`: a token is asked for, tried and kept, and never shown to anybody."""

import json
import os
import select
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cartui.model.agent import Role
from tests.cli.conftest import Run
from tests.contract.shop import furnish
from tests.serving import Served, serving


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A furnished shop behind a server."""
    with serving(str(tmp_path_factory.mktemp("served") / "shop.sqlite3")) as server:
        server.run(furnish)
        yield server


def kept(home: Path) -> Path:
    """Where a token is kept on such a machine."""
    return home / "state" / "tokens.json"


def test_who_logged_in_works_under_their_name_from_then_on(run: Run, shop: Served, home: Path) -> None:
    token = shop.token(Role.LEAD, name="alice")
    outcome = run("login", "--url", shop.url, stdin=f"{token}\n")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == f"You are alice at {shop.url}, as lead. The token is kept in {kept(home)}.\n"
    assert stat.S_IMODE(kept(home).stat().st_mode) == 0o600
    cart = run("carts", "new", "--market", "BD", "--url", shop.url, "--json").json
    [entry] = run("carts", "history", cart["number"], "--url", shop.url, "--json").json["items"]
    assert entry["agent"] == "alice"


def test_a_script_is_told_the_same(run: Run, shop: Served, home: Path) -> None:
    outcome = run("login", "--url", shop.url, "--json", stdin=shop.token(Role.VIEWER))
    assert outcome.json == {
        "name": "viewer",
        "role": "viewer",
        "url": shop.url,
        "profile": "",
        "kept": str(kept(home)),
    }


def test_each_profile_may_have_a_token_of_its_own(run: Run, shop: Served, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        "".join(f'[profiles.{name}]\nurl = "{shop.url}"\n' for name in ("day", "night"))
    )
    for profile, role in (("day", Role.LEAD), ("night", Role.VIEWER)):
        assert run("login", "--profile", profile, stdin=shop.token(role)).status == 0
    assert run("carts", "new", "--market", "BD", "--profile", "day").status == 0
    assert run("carts", "new", "--market", "BD", "--profile", "night").status == 7


def test_a_shops_token_is_not_kept_and_opens_no_command(
    run: Run, shop: Served, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = shop.token(Role.STOREFRONT, name="GospelShop")
    refused = run("login", "--url", shop.url, "--json", stdin=token)
    assert (refused.status, refused.error["error"]) == (7, "forbidden")
    assert refused.error["message"].startswith(
        "This is the account of the shop GospelShop: its program tells"
    )
    assert not kept(home).exists()
    monkeypatch.setenv("CARTUI_TOKEN", token)
    listed = run("carts", "list", "--url", shop.url, "--json")
    assert (listed.status, listed.error["message"]) == (7, refused.error["message"])


def test_a_token_that_the_server_does_not_know_is_not_kept(run: Run, shop: Served, home: Path) -> None:
    refused = run("login", "--url", shop.url, "--json", stdin="cartui_nobodys")
    assert (refused.status, refused.error["error"]) == (7, "unauthenticated")
    assert "does not know this token, or it was revoked. Nothing was kept" in refused.error["message"]
    assert "cartui_nobodys" not in refused.err
    assert not kept(home).exists()


def test_an_old_token_stays_when_the_new_one_is_refused(run: Run, shop: Served) -> None:
    run("login", "--url", shop.url, stdin=shop.token(Role.VIEWER))
    assert run("login", "--url", shop.url, stdin="cartui_nobodys").status == 7
    assert run("carts", "list", "--url", shop.url).status == 0


def test_nothing_is_kept_for_a_server_that_does_not_answer(run: Run, home: Path) -> None:
    refused = run("login", "--url", "http://127.0.0.1:9", stdin="cartui_x")
    assert refused.status == 6
    assert not kept(home).exists()


@pytest.mark.parametrize("text", ["", "\n", "two words", "\x1b[31m", "caf\u00e9", "x" * 20_000])
def test_what_is_no_token_is_not_even_sent(run: Run, home: Path, text: str) -> None:
    refused = run("login", "--url", "http://127.0.0.1:9", stdin=text)
    assert refused.status == 2
    assert not text.strip() or text.strip() not in refused.err
    assert not kept(home).exists()


def test_a_token_in_the_arguments_is_refused_and_not_repeated(run: Run, shop: Served, home: Path) -> None:
    token = shop.token(Role.VIEWER)
    refused = run("login", "--url", shop.url, token)
    assert refused.status == 2
    assert "A token is no argument" in refused.err
    assert token not in refused.err
    assert not kept(home).exists()


def test_a_database_of_ones_own_takes_no_token(run: Run, home: Path) -> None:
    for options in ((), ("--forget",), ("--db", str(home / "x.sqlite3"))):
        refused = run("login", *options, stdin="cartui_x")
        assert refused.status == 2
        assert "Name a server" in refused.err


def test_a_token_is_not_sent_over_plain_http_to_another_machine(run: Run, home: Path) -> None:
    refused = run("login", "--url", "http://carts.example.com", stdin="cartui_x")
    assert refused.status == 2
    assert "plain http" in refused.err
    assert not kept(home).exists()


def test_what_is_forgotten_lets_nobody_in(run: Run, shop: Served, home: Path) -> None:
    token = shop.token(Role.VIEWER)
    run("login", "--url", shop.url, stdin=token)
    outcome = run("login", "--url", shop.url, "--forget")
    assert (outcome.status, outcome.out) == (0, "")
    assert f"The token for {shop.url} is gone from {kept(home)}." in outcome.err
    assert token not in kept(home).read_text()
    assert run("carts", "list", "--url", shop.url).status == 7
    again = run("login", "--url", shop.url, "--forget", "--json")
    assert again.json == {"url": shop.url, "profile": "", "forgotten": None}


def test_a_variable_that_comes_first_is_mentioned(
    run: Run, shop: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_TOKEN", "cartui_other")
    outcome = run("login", "--url", shop.url, stdin=shop.token(Role.VIEWER))
    assert outcome.status == 0
    assert "warning: CARTUI_TOKEN is set, and comes before what is kept." in outcome.err


def test_a_file_that_others_can_read_is_told_with_what_to_paste(run: Run, shop: Served, home: Path) -> None:
    run("login", "--url", shop.url, stdin=shop.token(Role.VIEWER))
    kept(home).chmod(0o644)
    for arguments in (("carts", "list"), ("login",)):
        refused = run(*arguments, "--url", shop.url, stdin=shop.token(Role.VIEWER))
        assert refused.status == 7
        assert f"`chmod 600 {kept(home)}`" in refused.err


def test_a_full_disk_or_a_closed_folder_says_that_nothing_was_kept(
    run: Run, shop: Served, home: Path
) -> None:
    kept(home).parent.mkdir(parents=True)
    kept(home).write_text('{"tokens": []}')
    kept(home).chmod(0o400)
    refused = run("login", "--url", shop.url, "--json", stdin=shop.token(Role.VIEWER))
    assert (refused.status, refused.error["error"]) == (6, "unavailable")
    assert refused.error["message"].startswith("The token is good, but it could not be kept.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_token_that_is_typed_is_not_shown(shop: Served, home: Path) -> None:
    import pty
    import termios

    token = shop.token(Role.LEAD, name="alice")
    command = [sys.executable, "-m", "cartui", "login", "--url", shop.url]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "CARTUI_HOME": str(home)},
        start_new_session=True,
    ) as process:
        shown = read_until(ours, b"(it is not shown): ")
        assert not termios.tcgetattr(theirs)[3] & termios.ECHO
        os.write(ours, f"{token}\n".encode())
        shown += read_until(ours, b"kept in")
        assert process.wait(60) == 0
    os.close(ours)
    os.close(theirs)
    assert token.encode() not in shown
    assert b"You are alice" in shown
    assert json.loads(kept(home).read_text())["tokens"][0]["token"] == token


def read_until(terminal: int, words: bytes) -> bytes:
    """What the terminal shows up to these words."""
    shown, deadline = b"", time.monotonic() + 60
    while words not in shown:
        assert time.monotonic() < deadline, shown
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            shown += os.read(terminal, 10_000)
    return shown
