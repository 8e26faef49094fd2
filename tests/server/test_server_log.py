"""The log of a server: who called what, how it went, and nothing of what it was about."""

import asyncio
import io
import json
from pathlib import Path

import httpx
import pytest

from cartui.client.local import LocalClient
from cartui.client.local.customers import LocalCustomers
from cartui.model.agent import Role
from cartui.model.errors import Unavailable
from cartui.settings.log import Log
from tests.contract.shop import furnish
from tests.serving import serving


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """The events that were written."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_leaves_its_route_and_agent_and_nothing_it_was_about(tmp_path: Path) -> None:
    stream = io.StringIO()
    with serving(str(tmp_path / "s.sqlite3"), log=Log(tmp_path / "log", stream=stream)) as server:
        server.run(furnish)
        token = server.token(Role.AGENT)
        with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}) as client:
            client.get("/v1/customers", params={"text": "rahim"}, timeout=30)
            client.get("/v1/customers/rahim@example.com", timeout=30)
            client.get("/wp-login.php", params={"rahim": "rahim"}, timeout=30)
            client.request("RAHIM", "/v1/carts", timeout=30)
    said = [(each["method"], each["route"], each["status"], each["agent"]) for each in lines(stream)]
    assert said == [
        ("GET", "/v1/customers", 200, "agent"),
        ("GET", "/v1/customers/{ref}", 200, "agent"),
        ("GET", "unknown", 404, ""),
        ("OTHER", "/v1/carts", 405, ""),
    ]
    assert "rahim" not in stream.getvalue().lower()
    assert token not in stream.getvalue()


def test_why_the_database_does_not_answer_is_for_the_log_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: LocalClient) -> int:
        await asyncio.sleep(0)
        raise Unavailable("The database server at 10.1.2.3 is away.")

    stream = io.StringIO()
    with serving(str(tmp_path / "s.sqlite3"), log=Log(tmp_path / "log", stream=stream)) as server:
        monkeypatch.setattr(LocalClient, "latest_change", away)
        answer = httpx.get(f"{server.url}/ready", timeout=30)
    assert (answer.status_code, "10.1.2.3" in answer.text) == (503, False)
    event, request = lines(stream)
    assert (event["event"], event["level"]) == ("not ready", "error")
    assert event["error"] == "The database server at 10.1.2.3 is away."
    assert request["status"] == 503


def test_a_fault_is_found_in_the_log_by_the_number_that_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Rahim Uddin")

    monkeypatch.setattr(LocalCustomers, "search", broken)
    stream = io.StringIO()
    with serving(str(tmp_path / "s.sqlite3"), log=Log(tmp_path / "log", stream=stream)) as server:
        headers = {"Authorization": f"Bearer {server.token(Role.AGENT)}"}
        told = httpx.get(f"{server.url}/v1/customers", headers=headers, timeout=30).json()["detail"]
    fault, request = lines(stream)
    assert fault["event"] == "request failed"
    assert fault["error"] == "RuntimeError"
    assert str(fault["fault"]) in told
    assert (request["status"], request["level"]) == (500, "warning")
    assert "Rahim" not in stream.getvalue()
