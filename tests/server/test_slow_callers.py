"""Callers who take their time, or too much at once, hold nobody up."""

import asyncio
import io
import socket
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from cartui.client.local.agents import LocalAgents
from cartui.client.local.carts import LocalCarts
from cartui.client.local.upkeep import LocalUpkeep
from cartui.client.protocol import Unavailable
from cartui.client.rest import RestClient
from cartui.client.rest.timeouts import Timeouts
from cartui.model.agent import ActorOrigin, Role
from cartui.model.cart import NewCart
from cartui.model.query import CartQuery, CartSort
from cartui.model.upkeep import UpkeepReport
from cartui.server.limits import Limits
from cartui.settings.log import Log
from tests.contract.shop import furnish
from tests.server.conftest import talking
from tests.serving import SECONDS, Served, serving
from tests.waiting import wait_until

QUICK = Limits(head_seconds=0.3, silence_seconds=0.3, seconds=0.5, requests=2)


def rest_of(said: bytes, server: Served) -> bytes:
    """What the server answers to that before it closes the line."""
    with talking(server, said) as line:
        return b"".join(iter(lambda: line.recv(65_536), b""))


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """Where a shop is to be."""
    return str(tmp_path / "shop.sqlite3")


def test_a_head_that_does_not_come_in_whole_is_not_waited_for(shop: str) -> None:
    with serving(shop, limits=QUICK) as server:
        assert rest_of(b"", server) == b""
        assert rest_of(b"GET /health HTTP/1.1\r\nHost", server) == b""


def test_a_second_head_that_does_not_come_in_whole_is_not_waited_for_either(shop: str) -> None:
    whole = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(shop, limits=QUICK) as server, talking(server, whole) as line:
        answer = b""
        while not answer.endswith(b'{"status":"alive"}') and (part := line.recv(65_536)):
            answer += part
        assert answer.endswith(b'{"status":"alive"}')
        line.sendall(b"GET /hea")
        assert line.recv(65_536) == b""


def test_a_head_that_comes_letter_by_letter_wins_no_time(shop: str) -> None:
    with serving(shop, limits=QUICK) as server, talking(server, b"GET /health HTTP/1.1\r\nX: ") as line:
        assert letters_until_closed(line) < SECONDS * 20


def test_who_sends_too_long_a_head_hears_so_although_more_of_it_is_on_its_way(shop: str) -> None:
    with serving(shop) as server, talking(server, b"GET /" + b"a" * 70_000) as line:
        answer = line.recv(65_536)
        for _ in range(20):  # a line that is closed with bytes unread is reset at the second of them
            line.sendall(b"a" * 70_000)
            time.sleep(0.01)
        line.sendall(b" HTTP/1.1\r\nHost: x\r\n\r\n")
        answer += b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"detail":"Invalid HTTP request received."' in answer


def test_who_was_told_and_still_sends_is_not_listened_to_for_ever(shop: str) -> None:
    with serving(shop, limits=QUICK) as server, talking(server, b"GET /" + b"a" * 70_000) as line:
        assert letters_until_closed(line) < SECONDS * 20


def letters_until_closed(line: socket.socket) -> int:
    """How many letters the other end takes, one after the other, before it closes the line."""
    for sent in range(SECONDS * 20):
        try:
            line.sendall(b"x")
        except OSError:
            return sent
        time.sleep(0.05)
    return SECONDS * 20


def test_a_body_that_stops_is_not_waited_for(shop: str) -> None:
    with serving(shop, limits=QUICK) as server:
        token = server.token()
        head = f"POST /v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        more = "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        answer = rest_of((head + more).encode(), server)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in answer


def test_who_hangs_up_in_the_middle_of_a_body_is_no_fault_of_the_program(shop: str, tmp_path: Path) -> None:
    stream = io.StringIO()
    with serving(shop, log=Log(tmp_path / "log", stream=stream)) as server:
        head = f"POST /v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token()}\r\n"
        with talking(server, (head + "Content-Type: application/json\r\n").encode()) as line:
            line.sendall(b"Content-Length: 100\r\n\r\n{")
        wait_until(lambda: "imports" in stream.getvalue(), stream.getvalue)
    assert "request failed" not in stream.getvalue()


def test_changes_that_wait_for_the_database_keep_nobody_from_looking(shop: str) -> None:
    with serving(shop) as server, ThreadPoolExecutor(8) as threads:
        server.run(furnish)
        headers = {"Authorization": f"Bearer {server.token(Role.AGENT)}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=SECONDS) as agent:

            def create(key: int) -> int:
                keyed = {"Idempotency-Key": f"{key}"}
                return agent.post("/v1/carts", json={"market": "BD"}, headers=keyed).status_code

            with closing(sqlite3.connect(shop, isolation_level=None)) as another:
                another.execute("BEGIN IMMEDIATE")  # another process is at it
                waiting = [threads.submit(create, key) for key in range(8)]
                assert agent.get("/v1/carts").status_code == 200
                assert not any(each.done() for each in waiting)
                another.execute("ROLLBACK")
            assert {each.result(SECONDS) for each in waiting} == {201}


def asleep(seconds: float) -> Callable[..., object]:
    """A call that takes so long."""

    async def call(*_: object, **__: object) -> None:
        await asyncio.sleep(seconds)

    return call


def test_a_call_that_takes_too_long_says_what_that_means_for_it(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalCarts, "list", asleep(SECONDS))
    monkeypatch.setattr(LocalCarts, "create", asleep(SECONDS))
    monkeypatch.setattr(LocalAgents, "revoke", asleep(SECONDS))
    with serving(shop, limits=QUICK) as server:
        headers = {"Authorization": f"Bearer {server.token(Role.ADMIN)}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=SECONDS) as admin:
            read = admin.get("/v1/carts")
            keyed = admin.post("/v1/carts", json={"market": "BD"}, headers={"Idempotency-Key": "k"})
            unkeyed = admin.post("/v1/agents/bob/revoke")
    assert [answer.status_code for answer in (read, keyed, unkeyed)] == [503, 503, 503]
    assert read.json()["detail"] == "The server could not answer in time."
    assert keyed.json()["detail"].endswith("repeat it with the same key, and it is done once.")
    assert unkeyed.json()["detail"].endswith("look before you do it again.")


@pytest.mark.parametrize(("path", "method"), [("upkeep", "run"), ("purge", "purge")])
def test_long_work_is_waited_for(shop: str, monkeypatch: pytest.MonkeyPatch, path: str, method: str) -> None:
    async def work(*_: object, **__: object) -> UpkeepReport:
        await asyncio.sleep(QUICK.seconds * 2)
        return UpkeepReport()

    monkeypatch.setattr(LocalUpkeep, method, work)
    with serving(shop, limits=QUICK) as server:
        headers = {"Authorization": f"Bearer {server.token(Role.ADMIN)}"}
        answer = httpx.post(f"{server.url}/v1/{path}", json={}, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200


def test_both_ends_give_long_work_the_same_time() -> None:
    assert Limits().long_seconds == Timeouts().long_work


async def test_a_desk_is_told_once_what_a_call_that_took_too_long_means(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("list", "create", "preview"):
        monkeypatch.setattr(LocalCarts, name, asleep(SECONDS))
    monkeypatch.setattr(LocalAgents, "revoke", asleep(SECONDS))
    with serving(shop, limits=QUICK) as server:
        token = SecretStr(await asyncio.to_thread(server.token))
        once = Timeouts(attempts=1, failures=100)
        async with RestClient(server.url, token, origin=ActorOrigin.DESK, timeouts=once) as desk:
            told = [
                await sentence_of(desk.carts.list(CartQuery(), sort=CartSort())),
                await sentence_of(desk.carts.preview("C-1", 1, [])),
                await sentence_of(desk.carts.create(NewCart(market="BD"), key="k")),
                await sentence_of(desk.carts.create(NewCart(market="BD"))),
                await sentence_of(desk.agents.revoke("bob")),
            ]
    late, unknown = "The server could not answer in time", "it is not known whether this was"
    assert told == [
        f"{late}.",
        f"{late}.",
        f"{late}: {unknown} saved. Try again: it is done once at most.",
        f"{late}: {unknown} done. Look before you do it again.",
        f"{late}: {unknown} done. Look before you do it again.",
    ]


async def sentence_of(call: Awaitable[object]) -> str:
    """What a call says that cannot be answered."""
    with pytest.raises(Unavailable) as error:
        await call
    return error.value.message


def test_a_server_with_too_much_to_do_is_alive(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = threading.Event(), threading.Event()

    async def work(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.to_thread(end.wait, SECONDS)
        raise Unavailable("Nothing came of it.")

    monkeypatch.setattr(LocalCarts, "list", work)
    with (
        serving(shop, limits=Limits(requests=1, answer_seconds=SECONDS)) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        headers = {"Authorization": f"Bearer {server.token(Role.VIEWER)}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=SECONDS) as viewer:
            waiting = threads.submit(viewer.get, "/v1/carts")
            assert begun.wait(SECONDS)
            assert viewer.get("/v1/shop").status_code == 503
            assert viewer.get("/health").status_code == viewer.get("/ready").status_code == 200
            assert not waiting.done()
            end.set()
            assert waiting.result(SECONDS).status_code == 503


def test_more_at_once_than_can_be_done_is_refused_and_the_rest_is_answered(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, end = threading.Semaphore(0), threading.Event()

    async def held(*_: object, **__: object) -> None:
        begun.release()
        await asyncio.to_thread(end.wait, SECONDS)
        raise Unavailable("Nothing came of it.")

    monkeypatch.setattr(LocalCarts, "list", held)
    with (
        serving(shop, limits=Limits(requests=2, answer_seconds=SECONDS)) as server,
        ThreadPoolExecutor(2) as threads,
    ):
        headers = {"Authorization": f"Bearer {server.token(Role.VIEWER)}"}

        def ask(_: int) -> httpx.Response:
            return httpx.get(f"{server.url}/v1/carts", headers=headers, timeout=SECONDS)

        waiting = [threads.submit(ask, number) for number in range(2)]
        assert all(begun.acquire(timeout=SECONDS) for _ in waiting)
        refused = [ask(number) for number in range(4)]
        assert {answer.status_code for answer in refused} == {503}
        assert all("too much to do" in answer.json()["detail"] for answer in refused)
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
        assert httpx.get(f"{server.url}/health", timeout=SECONDS).status_code == 200
        end.set()
        assert {each.result(SECONDS).json()["detail"] for each in waiting} == {"Nothing came of it."}


def test_one_token_fills_the_server_for_nobody_else(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = threading.Event(), threading.Event()

    async def held(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.to_thread(end.wait, SECONDS)
        raise Unavailable("Nothing came of it.")

    monkeypatch.setattr(LocalCarts, "list", held)
    with (
        serving(shop, limits=Limits(requests_of_one=1, answer_seconds=SECONDS)) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        greedy, other = (
            {"Authorization": f"Bearer {server.token(role)}"} for role in (Role.VIEWER, Role.AGENT)
        )
        waiting = threads.submit(httpx.get, f"{server.url}/v1/carts", headers=greedy, timeout=SECONDS)
        assert begun.wait(SECONDS)
        for named in (greedy, {"Authorization": greedy["Authorization"].replace(" ", "   ")}):
            refused = httpx.get(f"{server.url}/v1/me", headers=named, timeout=SECONDS)
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) == 1
            assert "Nothing was done" in refused.json()["detail"]
        assert httpx.get(f"{server.url}/health", headers=greedy, timeout=SECONDS).status_code == 200
        assert httpx.get(f"{server.url}/v1/me", headers=other, timeout=SECONDS).status_code == 200
        end.set()
        assert waiting.result(SECONDS).status_code == 503
        assert httpx.get(f"{server.url}/v1/me", headers=greedy, timeout=SECONDS).status_code == 200


def test_one_token_follows_the_changes_only_so_often(shop: str) -> None:
    with serving(shop, limits=Limits(readers_of_one=1)) as server:
        greedy, other = (
            {"Authorization": f"Bearer {server.token(role)}"} for role in (Role.VIEWER, Role.AGENT)
        )
        with httpx.stream("GET", f"{server.url}/v1/changes", headers=greedy, timeout=SECONDS) as first:
            assert first.status_code == 200
            refused = httpx.get(f"{server.url}/v1/changes", headers=greedy, timeout=SECONDS)
            assert (refused.status_code, "retry-after" in refused.headers) == (429, True)
            assert httpx.get(f"{server.url}/v1/me", headers=greedy, timeout=SECONDS).status_code == 200
            with httpx.stream("GET", f"{server.url}/v1/changes", headers=other, timeout=SECONDS) as second:
                assert second.status_code == 200


def test_a_desk_hears_of_a_busy_server_before_it_takes_it_for_away(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Limits.answer_seconds < Timeouts().silence
    monkeypatch.setattr(LocalCarts, "list", asleep(SECONDS))
    monkeypatch.setattr(LocalCarts, "create", asleep(SECONDS))
    with serving(shop, limits=Limits(answer_seconds=0.3)) as server:
        headers = {"Authorization": f"Bearer {server.token(Role.AGENT)}", "Idempotency-Key": "k"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=SECONDS) as agent:
            read = agent.get("/v1/carts")
            written = agent.post("/v1/carts", json={"market": "BD"})
    assert (read.status_code, written.status_code) == (503, 503)
    assert "repeat it with the same key" in written.json()["detail"]


def test_a_request_may_come_in_slowly_and_is_answered_all_the_same(shop: str) -> None:
    with serving(shop, limits=Limits(answer_seconds=2.0)) as server:
        server.run(furnish)
        body = b'{"market": "BD"}'
        head = (
            f"POST /v1/carts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token(Role.AGENT)}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        with talking(server, head.encode()) as line:
            for part in (body[:5], body[5:]):
                time.sleep(1.1)
                line.sendall(part)
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 201")
