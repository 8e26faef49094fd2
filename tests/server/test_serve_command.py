"""`cartui serve` as a process: it says where, serves, and ends well."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.serving import SECONDS


def cartui(home: Path, *arguments: str) -> list[str]:
    """The command line of the program on the shop of that folder."""
    return [sys.executable, "-m", "cartui", "--db", str(home / "shop.sqlite3"), *arguments]


def environment(home: Path) -> dict[str, str]:
    """Where the program has its own files."""
    return {**os.environ, "CARTUI_HOME": str(home)}


def ran(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        cartui(home, *arguments),
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=SECONDS * 3,
        check=False,
    )


@contextmanager
def server(
    home: Path, *arguments: str, before: tuple[str, ...] = (), descriptors: int | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of that shop on a free port, with its address; killed where the test did not end it.

    ``before``: options that stand before the command. ``descriptors``: how many it may have at the most.
    """
    command = cartui(home, *before, "serve", "--port", "0", "--json", *arguments)
    if descriptors is not None:
        command = ["sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh", *command]
    with subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            yield json.loads(line)["url"], process
        finally:
            process.kill()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a user who has an empty shop."""
    shop = tmp_path / "shop.toml"
    shop.write_text('[shop]\nname = "Acme"\n', encoding="utf-8")
    assert ran(tmp_path, "shop", "apply", str(shop)).returncode == 0
    return tmp_path


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_server_says_where_it_is_and_ends_well(home: Path, ending: signal.Signals) -> None:
    token = json.loads(ran(home, "agents", "add", "alice", "--role", "lead", "--json").stdout)["token"]
    with server(home) as (url, process):
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{url}/v1/me", headers=headers, timeout=30).json()["actor"]["name"] == "alice"
        with httpx.stream("GET", f"{url}/v1/changes", headers=headers, timeout=30) as answer:
            lines = answer.iter_lines()
            assert next(lines).startswith("id:")
            process.send_signal(ending)
            assert list(lines)[-1] == ""
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert token not in said
    requests = [json.loads(line) for line in said.splitlines()]
    assert [(each["route"], each["status"], each["agent"]) for each in requests] == [
        ("/v1/me", 200, "alice"),
        ("/v1/changes", 200, "alice"),
    ]


def test_a_port_that_is_taken_is_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = ran(home, "serve", "--port", str(port))
    assert result.returncode == 6
    assert f"Port {port} of 127.0.0.1 is taken" in result.stderr


def test_a_database_that_is_not_there_is_not_made_by_serving_it(tmp_path: Path) -> None:
    result = ran(tmp_path, "serve", "--port", "0")
    assert result.returncode == 6
    assert "There is no database" in result.stderr
    assert not (tmp_path / "shop.sqlite3").exists()


def test_a_server_has_no_server_behind_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cartui", "--url", "http://127.0.0.1:1", "serve"]
    result = subprocess.run(
        command, env=environment(tmp_path), capture_output=True, text=True, timeout=SECONDS * 3, check=False
    )
    assert result.returncode == 8
    assert "is a server already" in result.stderr


def test_plain_http_for_other_machines_is_warned_of(home: Path) -> None:
    with server(home, "--host", "0.0.0.0") as (_, process):  # noqa: S104 (it is what is warned of)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SECONDS)
    assert "Warning: anybody who can listen in" in said


@contextmanager
def told(home: Path, *before: str) -> Iterator[list[str]]:
    """What a server says for people as it begins, before its log."""
    command = [sys.executable, "-m", "cartui", *before, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment(home), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = [process.stderr.readline()]
        process.send_signal(signal.SIGTERM)
        yield said + process.stderr.readlines()
        process.wait(SECONDS)


def test_a_server_says_what_it_serves_and_what_has_to_be_done_first(home: Path) -> None:
    database = str(home / "shop.sqlite3")
    with told(home, "--db", database) as said:
        assert said[0].startswith(f"Serving {database} at http://127.0.0.1:")
        assert f"`cartui --db {database} shop apply FILE.toml`" in said[1]
        assert f"`cartui --db {database} agents add NAME --role admin`" in said[2]
    market = (
        '[[price_levels]]\ncode = "base"\nname = "Base"\n'
        '[[markets]]\ncode = "BD"\nname = "BD"\ncountries = ["BD"]\ncurrency = "BDT"\nbase_level = "base"\n'
    )
    (home / "more.toml").write_text(market, encoding="utf-8")
    assert ran(home, "shop", "apply", str(home / "more.toml")).returncode == 0
    assert ran(home, "agents", "add", "alice", "--role", "admin").returncode == 0
    with told(home, "--db", database) as said:
        assert len(said) == 1


def test_serving_an_empty_home_says_which_database_it_made(tmp_path: Path) -> None:
    with told(tmp_path) as said:
        assert said[0].startswith(f"Serving {tmp_path}")
        assert "`cartui shop apply FILE.toml`" in said[1]
        assert "`cartui agents add NAME --role admin`" in said[2]


def test_tls_takes_both_files(home: Path) -> None:
    result = ran(home, "serve", "--tls-cert", "chain.pem")
    assert result.returncode == 2
    assert "--tls-key" in result.stderr
    (home / "none.pem").write_text("no certificate", encoding="utf-8")
    broken = str(home / "none.pem")
    result = ran(home, "serve", "--port", "0", "--tls-cert", broken, "--tls-key", broken)
    assert result.returncode == 6
    assert "cannot be used for TLS" in result.stderr


def test_without_its_extra_the_command_says_what_to_install(home: Path) -> None:
    blocked = "import sys; sys.modules['uvicorn'] = None; import cartui.__main__ as m; m.main()"
    command = [sys.executable, "-c", blocked, "--db", str(home / "shop.sqlite3"), "serve"]
    result = subprocess.run(
        command, env=environment(home), capture_output=True, text=True, timeout=SECONDS * 3, check=False
    )
    assert result.returncode == 8
    assert "cartui[server]" in result.stderr


def test_a_server_that_is_to_change_nothing_says_so_and_refuses_for_good(home: Path) -> None:
    token = json.loads(ran(home, "agents", "add", "alice", "--role", "admin", "--json").stdout)["token"]
    headers = {"Authorization": f"Bearer {token}"}
    with (
        server(home, before=("--read-only",)) as (url, _),
        httpx.Client(base_url=url, headers=headers, timeout=30) as client,
    ):
        me = client.get("/v1/me").json()
        assert (me["actor"]["role"], me["capabilities"]["writes"]) == ("admin", False)
        assert client.get("/v1/carts").status_code == 200

        for path, body in (("carts", {"market": "BD"}), ("agents", {"name": "bob", "role": "agent"})):
            answer = client.post(f"/v1/{path}", json=body, headers={"Idempotency-Key": '"one"'})
            assert answer.status_code == 403
            assert "read-only" in answer.json()["detail"]
            assert "shop.sqlite3" not in answer.text


def test_many_who_only_hold_a_line_leave_the_database_its_descriptors(home: Path) -> None:
    token = json.loads(ran(home, "agents", "add", "alice", "--role", "admin", "--json").stdout)["token"]
    headers = {"Authorization": f"Bearer {token}"}
    with server(home, descriptors=128) as (url, process):
        address, _, port = url.removeprefix("http://").partition(":")
        with httpx.Client(base_url=url, headers=headers, timeout=30) as inside, ExitStack() as held:
            assert inside.get("/health").status_code == 200
            for _ in range(200):
                held.enter_context(socket.create_connection((address, int(port)), timeout=30))
            answer = inside.post("/v1/carts", json={"market": "BD"}, headers={"Idempotency-Key": '"one"'})
            assert answer.status_code == 422, "the shop has no such market: the database was asked"
            with pytest.raises(httpx.TransportError):
                httpx.get(f"{url}/ready", timeout=30)
        assert httpx.get(f"{url}/ready", timeout=30).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    events = [json.loads(line) for line in said.splitlines()]
    assert [each["error"] for each in events if each["event"] == "the loop says"] == [
        "too many lines at once: new ones are closed"
    ]
