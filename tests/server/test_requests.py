"""What goes in and comes out: keys, ETags, sizes, and a problem whatever is wrong."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

from cartui.client.local.carts import LocalCarts
from cartui.model.agent import Role
from cartui.wire.headers import key_header
from cartui.wire.paths import segment
from tests.hostile import HOSTILE
from tests.server.conftest import Caller, talking
from tests.serving import Served

KEY = {"Idempotency-Key": '"the first intention"'}


def new_cart(client: httpx.Client, key: str = "a cart") -> dict[str, Any]:
    """A cart just made."""
    answer = client.post("/v1/carts", json={"market": "BD"}, headers={"Idempotency-Key": key_header(key)})
    assert answer.status_code == 201, answer.text
    cart: dict[str, Any] = answer.json()
    return cart


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that was answered."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    details: dict[str, Any] = answer.json()
    assert details["status"] == status
    assert details["detail"]
    return details


def test_a_token_says_who_one_is_and_what_the_backend_can_do(caller: Caller) -> None:
    me = caller(Role.LEAD).get("/v1/me", headers={"Cartui-Origin": "desk"}).json()
    assert me["actor"] == {"name": "lead", "role": "lead", "origin": "desk"}
    assert "add_line" in me["capabilities"]["actions"]


def test_the_history_says_from_where_a_change_came(caller: Caller) -> None:
    agent = caller()
    cart = agent.post("/v1/carts", json={"market": "BD"}, headers={**KEY, "Cartui-Origin": "desk"}).json()
    (entry,) = agent.get(f"/v1/carts/{cart['number']}/history").json()
    assert (entry["agent"], entry["origin"]) == ("agent", "desk")
    assert problem(agent.get("/v1/carts", headers={"Cartui-Origin": "elsewhere"}), 422)


def test_a_change_without_a_key_is_not_made(caller: Caller) -> None:
    agent = caller()
    assert "Nothing was done" in problem(agent.post("/v1/carts", json={"market": "BD"}), 400)["detail"]
    assert agent.get("/v1/counts/carts").json() == {"value": 0, "exact": True}


def test_a_repeat_with_its_key_gives_the_first_answer(caller: Caller) -> None:
    agent = caller()
    first = agent.post("/v1/carts", json={"market": "BD"}, headers=KEY)
    second = agent.post("/v1/carts", json={"market": "BD"}, headers=KEY)
    assert first.json() == second.json()
    assert agent.get("/v1/counts/carts").json()["value"] == 1


def test_a_key_may_be_quoted_or_bare(caller: Caller) -> None:
    agent = caller()
    quoted = agent.post("/v1/carts", json={"market": "BD"}, headers={"Idempotency-Key": '"k-1"'})
    bare = agent.post("/v1/carts", json={"market": "BD"}, headers={"Idempotency-Key": "k-1"})
    assert quoted.json()["id"] == bare.json()["id"]


def test_one_key_for_two_intentions_is_a_mistake(caller: Caller) -> None:
    agent = caller()
    agent.post("/v1/carts", json={"market": "BD"}, headers=KEY)
    assert problem(agent.post("/v1/carts", json={"market": "EU"}, headers=KEY), 422)["detail"]
    assert agent.get("/v1/counts/carts").json()["value"] == 1


def test_a_repeat_during_the_first_call_waits_and_gets_its_answer(caller: Caller) -> None:
    agent = caller()

    def create(_: int) -> tuple[int, str]:
        answer = agent.post("/v1/carts", json={"market": "BD"}, headers=KEY)
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(create, range(8)))
    assert len(answers) == 1
    assert agent.get("/v1/counts/carts").json()["value"] == 1


@pytest.mark.parametrize(
    "day", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z"]
)
def test_a_day_that_no_calendar_has_is_not_taken(caller: Caller, day: str) -> None:
    lead = caller(Role.LEAD)
    cart = {"reference": "1", "source": "test", "market": "BD", "created_at": day}
    refused = problem(lead.post("/v1/imports", json={"carts": [cart]}), 422)
    assert "too far away" in json.dumps(refused)
    assert lead.get("/v1/counts/carts").json()["value"] == 0


def test_what_is_the_same_as_before_is_not_sent_again(caller: Caller) -> None:
    agent = caller()
    cart = new_cart(agent)
    path = f"/v1/carts/{cart['id']}"
    first = agent.get(path)
    again = agent.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    action = {"type": "add_line", "sku": "MUG-01"}
    edits = {"version": cart["version"], "actions": [action]}
    assert agent.post(f"{path}/edits", json=edits, headers=KEY).status_code == 200
    changed = agent.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json()["lines"]


def test_an_etag_holds_whether_the_answer_was_packed_or_not(caller: Caller) -> None:
    admin = caller(Role.ADMIN)
    packed = admin.get("/v1/shop", headers={"Accept-Encoding": "gzip"})
    plain = admin.get("/v1/shop", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    for tag in (packed.headers["etag"], plain.headers["etag"], f'"other", W/{plain.headers["etag"]}', "*"):
        assert admin.get("/v1/shop", headers={"If-None-Match": tag}).status_code == 304


def test_a_new_token_is_kept_by_nobody_on_the_way(caller: Caller) -> None:
    answer = caller(Role.ADMIN).post("/v1/agents", json={"name": "maria", "role": "agent"})
    assert answer.status_code == 201
    assert "content-encoding" not in answer.headers
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/nowhere", 404),
        ("GET", "/docs", 404),
        ("DELETE", "/v1/carts", 405),
        ("GET", "/v1/carts/C-999999", 404),
        ("GET", "/v1/carts?limit=0", 422),
        ("GET", "/v1/carts?limit=" + "9" * 5_000, 422),
        ("GET", "/v1/carts?sort=weight", 422),
        ("GET", "/v1/carts?q=nokey:x", 422),
        ("GET", "/v1/carts?after=x&before=y", 422),
        ("GET", "/v1/carts?after=%00", 422),
        ("GET", "/v1/variants", 422),
        ("GET", "/v1/changes?after=-1", 422),
        ("GET", "/v1/carts/%FF%FE", 404),
        ("GET", "/v1/carts/%00", 404),
    ],
)
def test_every_refusal_is_a_problem(caller: Caller, method: str, path: str, status: int) -> None:
    assert problem(caller().request(method, path), status)


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_a_watchdog_may_ask_for_the_head_alone(caller: Caller, path: str) -> None:
    answer = caller().head(path)
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_document_has_the_version_of_the_api_and_not_that_of_the_program(caller: Caller) -> None:
    assert caller().get("/openapi.json").json()["info"]["version"] == "v1"


def test_a_wrong_method_is_told_the_right_ones(caller: Caller) -> None:
    assert caller().delete("/v1/carts").headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"market": "\xff"}',
        b'{"market": NaN}',
        b'{"market": 1e999}',
        b'{"market": "\\ud800"}',
        b'{"market": 7}',
        b"[" * 100_000,
        b'{"market": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"market": "BD", "more": 1}',
        b"null",
        b'"BD"',
    ],
)
def test_a_body_that_makes_no_sense_is_a_problem(caller: Caller, body: bytes) -> None:
    headers = {**KEY, "Content-Type": "application/json"}
    assert problem(caller().post("/v1/carts", content=body, headers=headers), 422)


@pytest.mark.parametrize("version", ["9" * 30, "-1", "1.5", '"1"', "true", str(2**63)])
def test_a_number_that_is_none_is_a_problem(caller: Caller, version: str) -> None:
    agent = caller()
    cart = new_cart(agent)
    body = f'{{"version": {version}, "actions": []}}'
    headers = {**KEY, "Content-Type": "application/json"}
    assert problem(agent.post(f"/v1/carts/{cart['id']}/edits", content=body, headers=headers), 422)


def test_a_body_that_is_no_json_is_refused_by_its_type(caller: Caller) -> None:
    assert problem(caller().post("/v1/carts", data={"market": "BD"}, headers=KEY), 415)


def test_a_hostile_name_is_nowhere_a_fault_of_the_server(caller: Caller) -> None:
    agent = caller()
    for at, text in enumerate(HOSTILE):
        name = segment(text)
        for path in (f"/v1/carts/{name}", f"/v1/customers/{name}", f"/v1/orders/{name}"):
            assert agent.get(path).status_code in {200, 404, 422}, text
        sent = text.encode("utf-8", "replace").decode()
        for path, parameter in (("/v1/customers", "text"), ("/v1/orders", "text"), ("/v1/carts", "q")):
            assert agent.get(path, params={parameter: sent}).status_code in {200, 422}, text
        body = json.dumps({"name": text, "email": text, "phone": text})
        headers = {"Idempotency-Key": f"{at}", "Content-Type": "application/json"}
        assert agent.post("/v1/customers", content=body, headers=headers).status_code in {201, 422}, text


def test_a_body_that_is_too_large_is_refused_before_it_comes(server: Served) -> None:
    head = f"POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: {2 << 20}\r\n\r\n".encode()
    with talking(server, head) as line:
        answer = b"".join(iter(lambda: line.recv(65_536), b""))  # until the server closes the line
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answer


def test_a_body_that_does_not_say_its_size_is_cut_off_at_the_bound(caller: Caller) -> None:
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        while sent < 64 << 20:
            sent += 1 << 16
            yield b" " * (1 << 16)

    headers = {**KEY, "Content-Type": "application/json"}
    with suppress(httpx.WriteError, httpx.ReadError):  # the line is closed while the rest is being sent
        assert problem(caller().post("/v1/carts", content=parts(), headers=headers), 413)
    assert sent < 32 << 20


def test_an_import_says_only_what_there_is_to_say(caller: Caller) -> None:
    product = {"id": "shirt", "title": "Shirt", "variants": [{"sku": "SHIRT-LB"}]}
    for said in (
        {"said": [""]},
        {"said": ["model_dump"]},
        {"said": [], "said_of_variants": {"SHIRT-LB": ["x"]}},
    ):
        batch = {"products": [{"product": product, **said}]}
        assert problem(caller(Role.LEAD).post("/v1/imports", json=batch), 422)


def test_an_import_may_be_larger(caller: Caller) -> None:
    batch = json.dumps({"earlier_skus": ["x" * 100] * 20_000}).encode()
    assert len(batch) > 1 << 20
    answer = caller(Role.LEAD).post(
        "/v1/imports", content=batch, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200, answer.text


def test_a_fault_of_the_program_tells_nothing_of_itself(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Rahim Uddin, 01712-345678")

    monkeypatch.setattr(LocalCarts, "list", broken)
    answer = caller().get("/v1/carts")
    details = problem(answer, 500)
    assert details["type"] == "urn:cartui:problem:fault"
    assert "Rahim" not in answer.text
    assert "RuntimeError" not in answer.text


def test_a_database_that_is_away_is_told_with_when_to_ask_again(
    server: Served, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cartui.client.local import LocalClient
    from cartui.model.errors import Unavailable

    async def away(_: LocalClient) -> int:
        await asyncio.sleep(0)
        raise Unavailable("The database is away.")

    agent = caller()
    assert agent.get("/ready").json() == {"status": "ready"}
    monkeypatch.setattr(LocalClient, "latest_change", away)
    answer = agent.get("/ready")
    assert problem(answer, 503)["detail"] == "The database does not answer."
    assert "away" not in answer.text, "anybody may ask, without a token"
    assert int(answer.headers["retry-after"]) > 0
    assert agent.get("/health").json() == {"status": "alive"}
