"""Commands over a server: every one that needs no file works, the others say what to do instead."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.agents import LocalAgents
from cartui.model.agent import Role
from cartui.model.errors import Unavailable
from tests.cli.conftest import Run
from tests.contract.shop import furnish
from tests.serving import Served, serving


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A furnished shop behind a server."""
    with serving(str(tmp_path_factory.mktemp("served") / "shop.sqlite3")) as server:
        server.run(furnish)
        yield server


@pytest.fixture
def team(shop: Served, home: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The same as the profile `team` of the config, which is the one in use; a lead's token is there."""
    home.mkdir()
    (home / "config.toml").write_text(f'profile = "team"\n[profiles.team]\nurl = "{shop.url}"\n')
    monkeypatch.setenv("CARTUI_TOKEN", shop.token(Role.LEAD, name="alice"))
    return shop


def test_a_cart_is_made_shown_and_listed_over_the_server(run: Run, team: Served) -> None:
    cart = run("carts", "new", "--market", "BD", "--json").json
    assert run("carts", "show", cart["number"], "--json").json["number"] == cart["number"]
    listed = run("carts", "list", "--json").json
    assert cart["number"] in [each["number"] for each in listed["items"]]
    [created] = run("carts", "history", cart["number"], "--json").json["items"]
    assert (created["agent"], created["origin"]) == ("alice", "cli")


def test_the_url_alone_is_enough(run: Run, shop: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTUI_TOKEN", shop.token(Role.VIEWER))
    assert run("carts", "list", "--url", shop.url, "--json").status == 0
    monkeypatch.setenv("CARTUI_URL", shop.url)
    assert run("carts", "list", "--json").status == 0


def test_the_tokens_name_counts_and_not_the_one_that_is_said(run: Run, team: Served) -> None:
    cart = run("carts", "new", "--market", "BD", "--agent", "mallory", "--json").json
    [created] = run("carts", "history", cart["number"], "--json").json["items"]
    assert created["agent"] == "alice"


@pytest.mark.parametrize("how", ["option", "profile"])
def test_read_only_sends_no_change(run: Run, team: Served, home: Path, how: str) -> None:
    if how == "profile":
        with (home / "config.toml").open("a") as config:
            config.write("read_only = true\n")
    refused = run("carts", "new", "--market", "BD", *(("--read-only",) if how == "option" else ()))
    assert refused.status == 7
    assert "Nothing was changed" in refused.err
    assert run("carts", "list", "--read-only", "--json").status == 0


def test_without_a_token_it_is_said_what_to_type(
    run: Run, team: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CARTUI_TOKEN")
    refused = run("carts", "list", "--json")
    assert (refused.status, refused.error["error"]) == (7, "unauthenticated")
    assert "`cartui login --profile team`" in refused.error["message"]
    by_url = run("carts", "list", "--url", team.url)
    assert by_url.status == 7
    assert f"`cartui login --url {team.url}`" in by_url.err


def test_a_token_that_is_not_known_there_is_not_let_in(
    run: Run, team: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_TOKEN", "cartui_nobodys")
    assert run("carts", "list").status == 7


def test_a_server_that_is_not_there_is_unavailable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTUI_TOKEN", "cartui_x")
    refused = run("carts", "list", "--url", "http://127.0.0.1:9", "--json")
    assert (refused.status, refused.error["error"]) == (6, "unavailable")


@pytest.mark.parametrize(
    "command",
    [
        ("db", "upgrade"),
        ("db", "check"),
        ("db", "backup"),
        ("db", "restore", "x.sqlite3"),
        ("seed", "--carts", "1"),
    ],
)
def test_what_is_done_with_the_file_says_where_to_do_it(
    run: Run, team: Served, command: tuple[str, ...]
) -> None:
    refused = run(*command, "--json")
    assert (refused.status, refused.error["error"]) == (8, "unsupported")
    assert "run it where the server runs, with --db" in refused.error["message"]


def test_an_admin_purges_over_the_server(run: Run, team: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTUI_TOKEN", team.token(Role.ADMIN))
    assert run("db", "purge", "--json").json["carts_purged"] == 0


# --- what is in force --------------------------------------------------------------------------------


def test_show_says_where_the_token_is_and_never_what_it_is(run: Run, team: Served) -> None:
    token = team.token(Role.LEAD, name="alice")
    shown, as_json = run("config", "show"), run("config", "show", "--json")
    assert token not in shown.out + shown.err + as_json.out + as_json.err
    assert (as_json.json["token"], as_json.json["token_from"]) == ("kept", "CARTUI_TOKEN")
    assert as_json.json["url_from"] == "profile team"


def test_show_says_that_there_is_no_token(run: Run, team: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARTUI_TOKEN")
    assert run("config", "show", "--json").json["token"] == "none"


# --- doctor ------------------------------------------------------------------------------------------


def checks(run: Run) -> dict[str, tuple[str, str, str]]:
    """What the doctor says of each thing."""
    found = run("doctor", "--json").json["checks"]
    return {each["name"]: (each["status"], each["found"], each["way_out"]) for each in found}


def test_the_doctor_looks_at_the_server(run: Run, team: Served) -> None:
    from cartui import __version__

    found = checks(run)
    assert found["server"] == ("ok", f"{team.url} (from profile team)", "")
    assert found["reached"][:2] == ("ok", "yes")
    assert found["TLS"][:2] == ("ok", "none: it is this machine")
    assert found["token"][:2] == ("ok", "in CARTUI_TOKEN")
    assert found["let in"][:2] == ("ok", "as alice, lead")
    assert found["version there"][:2] == ("ok", __version__)
    assert found["clocks"][:2] == ("ok", "agree")
    assert "database" not in found
    assert run("doctor").status == 0


def test_the_doctor_says_that_a_token_is_missing_or_not_taken(
    run: Run, team: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CARTUI_TOKEN")
    missing = checks(run)
    assert missing["reached"][0] == "ok"
    assert missing["token"][:2] == ("bad", "none")
    assert "`cartui login --profile team`" in missing["token"][2]
    monkeypatch.setenv("CARTUI_TOKEN", "cartui_nobodys")
    refused = checks(run)
    assert refused["let in"][:2] == ("bad", "no")
    assert "cartui_nobodys" not in json.dumps(refused)
    assert run("doctor").status == 1


def test_the_doctor_says_that_nobody_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTUI_URL", "http://127.0.0.1:9")
    found = checks(run)
    assert found["reached"][:2] == ("bad", "no")
    assert "cannot be reached" in found["reached"][2]


def test_the_doctor_tells_a_database_that_is_away_from_a_server_that_is(
    run: Run, team: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        await asyncio.sleep(0)
        raise Unavailable("The database is away.")

    monkeypatch.setattr(LocalClient, "latest_change", away)
    monkeypatch.setattr(LocalAgents, "authenticated", away)
    found = checks(run)
    assert found["reached"][:2] == ("ok", "yes")
    assert found["database there"] == ("bad", "no", "The database is away.")
    assert run("doctor").status == 1


def test_the_doctor_says_that_the_clocks_are_apart(
    run: Run, team: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = datetime.now(UTC) - timedelta(minutes=7)
    monkeypatch.setattr("cartui.client.rest.server_facts.utc_now", lambda: behind)
    status, found, _ = checks(run)["clocks"]
    assert status == "odd"
    assert found.startswith("the server's is 4")
    assert found.endswith("seconds ahead")
