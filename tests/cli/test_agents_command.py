"""`cartui agents`: a token is printed once, and is nowhere afterwards."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cartui.model.agent import Role
from cartui.model.customer import Customer
from tests.cli.conftest import Run
from tests.serving import Served, serving


def add(run: Run, name: str, role: str = "agent") -> dict[str, Any]:
    """Give somebody an account."""
    made: dict[str, Any] = run("agents", "add", name, "--role", role, "--json").json
    return made


def names(run: Run) -> dict[str, bool]:
    """Everybody who has an account, and whether it is in force."""
    items = run("agents", "list", "--json").json["items"]
    return {each["name"]: each["revoked_at"] is None for each in items}


@pytest.mark.parametrize("role", Role)
def test_a_new_account_is_printed_with_its_token(run: Run, role: Role) -> None:
    made = add(run, "alice", role.value)
    assert set(made) == {"name", "role", "token", "webhook_secret"}
    assert (made["name"], made["role"]) == ("alice", role.value)
    assert made["token"].startswith("cartui_")
    assert (made["webhook_secret"] is not None) == (role is Role.STOREFRONT)


def test_a_person_is_told_what_to_do_with_the_token(run: Run) -> None:
    outcome = run("agents", "add", "Rahim Uddin", "--role", "lead")
    assert outcome.status == 0
    facts = dict(line.split("  ", 1) for line in outcome.out.splitlines())
    assert {name: value.strip() for name, value in facts.items() if name.strip() != "token"} == {
        "name": "Rahim Uddin",
        "role": "lead",
    }
    assert "the only time that the token is shown" in outcome.err
    assert "cartui login --url " in outcome.err
    assert "CARTUI_TOKEN" in outcome.err
    assert "cartui_" not in outcome.err


def test_a_shop_is_told_what_to_do_with_token_and_secret(run: Run) -> None:
    outcome = run("agents", "add", "GospelShop", "--role", "storefront")
    assert outcome.status == 0
    assert [line.split("  ")[0] for line in outcome.out.splitlines()] == [
        "name",
        "role",
        "token",
        "webhook secret",
    ]
    secret = outcome.out.split()[-1]
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert "/v1/storefront" in outcome.err
    assert "cartui login" not in outcome.err
    assert "whsec_" not in outcome.err
    listed = run("agents", "list").out + run("agents", "list", "--json").out
    assert "storefront" in listed
    assert "whsec_" not in listed + run("agents", "history", "--json").out


def test_the_list_has_everybody_and_no_token(run: Run) -> None:
    token = add(run, "alice", "admin")["token"]
    add(run, "bob", "viewer")
    run("agents", "revoke", "bob")
    listed = run("agents", "list", "--json")
    [alice, bob] = listed.json["items"]
    assert set(alice) == {"name", "role", "created_at", "revoked_at"}
    assert (alice["name"], alice["role"], alice["revoked_at"]) == ("alice", "admin", None)
    assert (bob["name"], bob["role"]) == ("bob", "viewer")
    assert bob["revoked_at"].endswith("Z")
    text = run("agents", "list").out
    assert text.splitlines()[0].split() == ["Name", "Role", "Since", "Revoked"]
    assert "cartui_" not in listed.out + text
    assert token not in listed.out + text


def test_the_history_has_who_was_let_in_and_by_whom_and_no_token(run: Run) -> None:
    token = add(run, "alice", "lead")["token"]
    run("agents", "revoke", "alice")
    listed = run("agents", "history", "--json")
    items = listed.json["items"]
    assert [(each["name"], each["kind"], each["role"]) for each in items] == [
        ("alice", "revoked", "lead"),
        ("alice", "added", "lead"),
    ]
    assert {each["origin"] for each in items} == {"cli"}
    text = run("agents", "history", "--limit", "1").out
    assert text.splitlines()[0].split() == ["When", "Name", "What", "Role", "By"]
    assert items[0]["agent"] in text
    assert "added" not in text
    assert token not in listed.out + text


def test_revoking_says_since_when_and_leaves_the_account_in_the_list(run: Run) -> None:
    add(run, "alice", "admin")
    add(run, "bob")
    outcome = run("agents", "revoke", "BOB")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err.startswith("bob cannot come in any more since 2")
    again = run("agents", "revoke", "bob", "--json")
    assert again.json["revoked_at"] is not None
    assert names(run) == {"alice": True, "bob": False}


def test_who_was_revoked_can_be_given_another_role(run: Run) -> None:
    first = add(run, "bob")
    assert run("agents", "add", "bob", "--role", "lead").status == 1
    run("agents", "revoke", "bob")
    second = add(run, "bob", "lead")
    assert second["role"] == "lead"
    assert second["token"] != first["token"]
    assert names(run) == {"bob": True}


def test_at_the_database_itself_the_last_admin_can_go_and_it_is_said(run: Run) -> None:
    add(run, "alice", "admin")
    add(run, "bob", "lead")
    outcome = run("agents", "revoke", "alice")
    assert outcome.status == 0
    assert "warning: no account in force is an admin's now" in outcome.err
    assert "`cartui agents add NAME --role admin`" in outcome.err
    assert "warning" not in run("agents", "revoke", "bob").err
    assert "warning" not in run("agents", "revoke", "alice").err
    add(run, "alice", "admin")
    assert names(run) == {"alice": True, "bob": False}


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        (("add", "alice", "--role", "agent"), 1, "invalid"),
        (("add", " ", "--role", "agent"), 2, "invalid"),
        (("add", "bob", "--role", "boss"), 2, "invalid"),
        (("add", "bob"), 2, "invalid"),
        (("revoke", "nobody"), 3, "not_found"),
        (("--read-only", "list"), 7, "forbidden"),
        (("--read-only", "add", "bob", "--role", "admin"), 7, "forbidden"),
        (("--read-only", "revoke", "alice"), 7, "forbidden"),
    ],
)
def test_what_cannot_be_done_has_its_exit_status(
    run: Run, arguments: tuple[str, ...], status: int, error: str
) -> None:
    add(run, "alice")
    outcome = run("agents", *arguments, "--json")
    assert (outcome.status, outcome.error["error"], outcome.out) == (status, error, "")
    assert names(run) == {"alice": True}


def test_a_token_is_in_no_file_of_the_machine_that_made_it(run: Run, home: Path, rahim: Customer) -> None:
    tokens = [add(run, name, "admin")["token"] for name in ("alice", "bob")]
    run("agents", "revoke", "bob")
    run("agents", "add", "alice", "--role", "admin")
    run("db", "backup")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for token in tokens:
        for file in files:
            assert token.encode() not in file.read_bytes(), file
            assert token.removeprefix("cartui_").encode() not in file.read_bytes(), file


def test_a_name_is_data_and_nothing_the_terminal_obeys(run: Run) -> None:
    for name in ("\x1b[31mred", "[bold]x[/]", "a\u202eb"):
        outcome = run("agents", "add", name, "--role", "viewer")
        assert outcome.status == 0
        assert "\x1b" not in outcome.out + outcome.err
        assert "\u202e" not in outcome.out + outcome.err
    shown = run("agents", "list").out
    assert "[bold]x[/]" in shown
    assert "\x1b" not in shown
    assert json.loads(run("agents", "revoke", "\x1b[31mred", "--json").out)["name"] == "\ufffd[31mred"


@pytest.fixture
def over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A served shop, which commands reach as alice, its only admin."""
    with serving(str(tmp_path / "served.sqlite3")) as server:
        monkeypatch.setenv("CARTUI_URL", server.url)
        monkeypatch.setenv("CARTUI_TOKEN", server.token(Role.ADMIN, name="alice"))
        yield server


def test_an_admin_lets_others_in_over_the_server(
    run: Run, over: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run("agents", "add", "bob", "--role", "viewer")
    assert f"cartui login --url {over.url}\n" in outcome.err
    monkeypatch.setenv("CARTUI_TOKEN", outcome.out.split()[-1])
    assert run("carts", "list").status == 0
    refused = run("agents", "list", "--json")
    assert (refused.status, refused.error["message"]) == (
        7,
        "A viewer may not add, list or revoke agents: that takes the role admin.",
    )


def test_a_revoked_token_is_refused_at_the_next_command(
    run: Run, over: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = add(run, "bob")["token"]
    assert run("agents", "revoke", "bob").status == 0
    monkeypatch.setenv("CARTUI_TOKEN", token)
    assert run("carts", "list").status == 7


def test_the_last_admin_is_not_lost_over_the_server(run: Run, over: Served) -> None:
    refused = run("agents", "revoke", "alice")
    assert refused.status == 1
    assert "alice is the last admin" in refused.err
    add(run, "bob", "admin")
    outcome = run("agents", "revoke", "alice")
    assert (outcome.status, "warning" in outcome.err) == (0, False)
