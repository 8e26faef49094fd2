"""Accounts at a server: who one is says the token alone, and what was taken back is taken back at once."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.errors import Unauthenticated
from cartui.server.limits import Limits
from cartui.settings.log import Log
from cartui.wire.paths import segment
from tests.contract.shop import furnish
from tests.hostile import HOSTILE
from tests.serving import Served, serving

WRONG = "cartui_" + "x" * 43


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "server.log", "debug")


@pytest.fixture
def server(tmp_path: Path, log: Log) -> Iterator[Served]:
    """A served shop."""
    with serving(str(tmp_path / "shop.sqlite3"), log=log) as server:
        server.run(furnish)
        yield server


def asked(server: Served, token: str, *, address: str = "127.0.0.1") -> httpx.Client:
    """Somebody with a token, who calls from that address of this machine."""
    return httpx.Client(
        base_url=server.url,
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": '"one"'},
        transport=httpx.HTTPTransport(local_address=address),
        timeout=30,
    )


def history(client: httpx.Client, cart: dict[str, Any]) -> list[dict[str, Any]]:
    """What happened to the cart, latest first."""
    entries: list[dict[str, Any]] = client.get(f"/v1/carts/{cart['id']}/history").json()
    return entries


PRETENDED = (
    {"Cartui-Agent": "mallory"},
    {"X-Agent": "mallory"},
    {"From": "mallory"},
    {"X-Remote-User": "mallory", "X-Forwarded-User": "mallory"},
    {"Cartui-Actor": '{"name": "mallory", "role": "admin"}'},
    {"Cartui-Role": "admin"},
    {"Cookie": "agent=mallory; role=admin"},
)
"""Headers with which somebody might try to be another."""


@pytest.mark.parametrize("pretended", PRETENDED, ids=str)
def test_the_name_in_the_history_is_the_tokens_whatever_else_is_said(
    server: Served, pretended: dict[str, str]
) -> None:
    with asked(server, server.token(Role.AGENT, name="alice")) as alice:
        cart = alice.post("/v1/carts?agent=mallory", json={"market": "BD"}, headers=pretended).json()
        [entry] = history(alice, cart)
        assert (entry["agent"], entry["origin"]) == ("alice", "server")
        actor = alice.get("/v1/me", headers=pretended).json()["actor"]
        assert (actor["name"], actor["role"]) == ("alice", "agent")
        assert alice.get("/v1/agents", headers=pretended).status_code == 403


@pytest.mark.parametrize("origin", ActorOrigin)
def test_a_program_says_only_from_where_it_comes(server: Served, origin: ActorOrigin) -> None:
    with asked(server, server.token(Role.AGENT, name="alice")) as alice:
        cart = alice.post("/v1/carts", json={"market": "BD"}, headers={"Cartui-Origin": origin}).json()
        [entry] = history(alice, cart)
        told = ActorOrigin.SERVER if origin is ActorOrigin.STOREFRONT else origin  # only a shop is one
        assert (entry["agent"], entry["origin"]) == ("alice", told)


@pytest.mark.parametrize(
    "more", [{"agent": "mallory"}, {"actor": {"name": "mallory"}}, {"placed_by": "mallory"}]
)
def test_a_name_in_the_body_is_not_taken(server: Served, more: dict[str, object]) -> None:
    with asked(server, server.token(Role.AGENT, name="alice")) as alice:
        assert alice.post("/v1/carts", json={"market": "BD", **more}).status_code == 422


def test_an_order_is_placed_by_the_tokens_agent(server: Served) -> None:
    with asked(server, server.token(Role.AGENT, name="alice")) as alice:
        cart = alice.post("/v1/carts", json={"market": "BD"}).json()
        [rahim] = alice.get("/v1/customers", params={"text": "rahim"}).json()
        actions = [
            {"type": "set_customer", "customer": rahim["id"]},
            {"type": "add_line", "sku": "MUG-01", "quantity": 1},
        ]
        path = f"/v1/carts/{cart['id']}"
        alice.headers["Idempotency-Key"] = '"two"'
        cart = alice.post(f"{path}/edits", json={"version": cart["version"], "actions": actions}).json()
        alice.headers["Idempotency-Key"] = '"three"'
        order = alice.post(f"{path}/order", json={"phone": "+8801712345678"}).json()
        assert order["placed_by"] == "alice"
        assert {entry["agent"] for entry in history(alice, cart)} == {"alice"}


def test_what_somebody_did_stays_under_their_name_after_they_left(server: Served) -> None:
    with asked(server, server.token(Role.AGENT, name="alice")) as alice:
        cart = alice.post("/v1/carts", json={"market": "BD"}).json()
    server.revoke("alice")
    with asked(server, server.token(Role.VIEWER)) as viewer:
        assert [entry["agent"] for entry in history(viewer, cart)] == ["alice"]


def test_a_revoked_token_opens_nothing_from_the_next_request_on(server: Served) -> None:
    with asked(server, server.token(Role.AGENT, name="alice")) as alice:
        assert alice.get("/v1/me").status_code == 200
        server.revoke("alice")
        answer = alice.get("/v1/me")
        assert answer.status_code == 401
        assert answer.json()["detail"] == "This token is not known here, or it was revoked."
        assert alice.post("/v1/carts", json={"market": "BD"}).status_code == 401


def test_whoever_follows_the_changes_is_cut_off_once_revoked(server: Served) -> None:
    with asked(server, server.token(Role.VIEWER, name="alice")) as alice:
        with alice.stream("GET", "/v1/changes") as answer:
            lines = answer.iter_lines()
            assert next(lines)
            server.revoke("alice")
            assert not [line for line in lines if line.startswith("data") and "agent" in line]
        assert alice.get("/v1/changes").status_code == 401


def test_another_account_that_is_revoked_cuts_off_nobody_else(server: Served) -> None:
    server.token(Role.VIEWER, name="bob")
    with (
        asked(server, server.token(Role.VIEWER, name="alice")) as alice,
        alice.stream("GET", "/v1/changes") as answer,
    ):
        lines = answer.iter_lines()
        assert next(lines)
        server.revoke("bob")
        told = json.loads(next(line for line in lines if "kind" in line).removeprefix("data:"))
        assert (told["kind"], told["id"], told["agent"]) == ("agent", "", "owner")


def test_an_old_token_stays_worthless_when_its_owner_comes_back(server: Served) -> None:
    old = server.token(Role.ADMIN, name="alice")
    server.revoke("alice")
    new = server.token(Role.VIEWER, name="alice")
    with asked(server, old) as before, asked(server, new) as now:
        assert before.get("/v1/me").status_code == 401
        assert now.get("/v1/me").json()["actor"]["role"] == "viewer"


def test_the_last_admin_is_kept_over_the_server_and_not_at_the_database(server: Served) -> None:
    with asked(server, server.token(Role.ADMIN, name="alice")) as alice:
        server.token(Role.LEAD, name="bob")
        refused = alice.post("/v1/agents/Alice/revoke")
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:cartui:problem:refused"
        assert refused.json()["detail"] == (
            "alice is the last admin: nobody could add or revoke agents here any more. "
            "Add another admin first; where the database is, it can be revoked all the same."
        )
        assert alice.get("/v1/me").status_code == 200
        assert alice.post("/v1/agents", json={"name": "carla", "role": "admin"}).status_code == 201
        assert alice.post("/v1/agents/alice/revoke").status_code == 200
        assert alice.get("/v1/me").status_code == 401
    assert server.run(lambda client: client.agents.revoke("carla")).revoked_at is not None


def test_of_two_admins_who_revoke_each_other_one_stays(server: Served) -> None:
    def at_once(name: str, other: str) -> None:
        with asked(server, server.token(Role.ADMIN, name=name)) as client:
            start.wait()
            answers.append(client.post(f"/v1/agents/{other}/revoke").status_code)

    for _ in range(5):
        for name in ("alice", "bob"):
            server.token(Role.ADMIN, name=name)
        start, answers = threading.Barrier(2), list[int]()
        both = [threading.Thread(target=at_once, args=pair) for pair in (("alice", "bob"), ("bob", "alice"))]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert sorted(answers) == [200, 401]
        for name in ("alice", "bob"):
            server.revoke(name)


def test_a_request_that_was_let_in_before_gives_no_token_out_after_a_revocation(server: Served) -> None:
    server.token(Role.ADMIN, name="alice")
    server.token(Role.ADMIN, name="bob")
    late = server.host.acting_as(Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.CLI))
    server.revoke("alice")
    with pytest.raises(Unauthenticated, match="Nothing was changed"):
        server.run(lambda _: late.agents.add("mallory", Role.ADMIN))
    with pytest.raises(Unauthenticated):
        server.run(lambda _: late.agents.revoke("bob"))
    assert {each.name for each in server.run(lambda client: client.agents.list())} == {"alice", "bob"}


def test_anybodys_name_can_be_in_a_path(server: Served) -> None:
    with asked(server, server.token(Role.ADMIN)) as admin:
        for name in (name for name in HOSTILE if len(name) <= 200):
            sent = name.encode(errors="replace").decode()
            made = admin.post("/v1/agents", json={"name": sent, "role": "lead"})
            assert made.status_code == 201, name
            known = made.json()["agent"]["name"]
            gone = admin.post(f"/v1/agents/{segment(known)}/revoke")
            assert (gone.status_code, gone.json()["name"]) == (200, known)


def test_guessing_is_slowed_and_others_still_get_in(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3"), limits=Limits(failures=5, failure_seconds=3600)) as server:
        good, seen = server.token(Role.VIEWER), server.token(Role.AGENT)
        with asked(server, seen) as at_work:
            assert at_work.get("/v1/me").status_code == 200
        with asked(server, WRONG) as guesser, asked(server, good) as beside, asked(server, seen) as at_work:
            answers = [guesser.get("/v1/me") for _ in range(20)]
            assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 15
            assert 3000 < int(answers[-1].headers["retry-after"]) <= 3600
            assert "Too many unknown tokens" in answers[-1].json()["detail"]
            assert beside.get("/v1/me").status_code == 200  # a whole office has one address
            assert beside.get("/health").status_code == 200
            assert at_work.get("/v1/carts").status_code == 200
            assert at_work.get("/v1/me").status_code == 200
            assert at_work.get("/v1/carts", params={"limit": 0}).status_code == 422
            with at_work.stream("GET", "/v1/changes") as changes:
                assert changes.status_code == 200
        with asked(server, good, address="127.0.0.2") as elsewhere:
            assert elsewhere.get("/v1/me").status_code == 200


def test_who_waits_may_try_again(tmp_path: Path) -> None:
    soon = Limits(failures=1, failure_seconds=0.2)
    with serving(str(tmp_path / "shop.sqlite3"), limits=soon) as server, asked(server, WRONG) as guesser:
        assert guesser.get("/v1/me").status_code == 401
        deadline = time.monotonic() + 60
        while guesser.get("/v1/me").status_code == 429:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_who_comes_without_a_token_is_no_guesser(server: Served) -> None:
    with httpx.Client(base_url=server.url) as nobody:
        assert {nobody.get("/v1/me").status_code for _ in range(30)} == {401}
    with asked(server, server.token(Role.VIEWER)) as viewer:
        assert viewer.get("/v1/me").status_code == 200


def test_a_token_is_in_no_log_no_file_and_no_refusal(server: Served, log: Log, tmp_path: Path) -> None:
    with asked(server, server.token(Role.ADMIN, name="alice")) as alice, asked(server, WRONG) as stranger:
        made = alice.post("/v1/agents", json={"name": "bob", "role": "agent"})
        assert made.headers["cache-control"] == "no-store"
        tokens = [server.token(Role.ADMIN, name="alice"), made.json()["token"], WRONG]
        said = [
            alice.post("/v1/agents", json={"name": "bob", "role": "agent"}),
            alice.get("/v1/agents"),
            alice.post("/v1/agents/bob/revoke"),
            alice.get("/v1/me"),
            alice.get(f"/v1/carts/{tokens[0]}/history"),
            stranger.get("/v1/me"),
            stranger.post("/v1/agents", json={"name": "bob", "role": "agent"}),
        ]
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b'"route": "/v1/agents/{ref}/revoke"' in log.path.read_bytes()
    for token in tokens:
        heard = b"".join(
            bytes(part) for answer in said for part in (answer.content, repr(answer.headers).encode())
        )
        assert token.encode() not in written
        if token != tokens[0]:
            assert token.encode() not in heard
