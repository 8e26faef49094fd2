"""Stopping the desk with a key, so that the shell below it has the terminal for a while."""

import asyncio
import sys
import threading
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Rests
from cartui.model.agent import Actor
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.pty_desk import PtyDesk
from tests.desk.sitting import Sitting, sitting

MODULE = "tests.desk.desk_on_fake"

CTRL_Z = "\x1a"


def notices(desk: Sitting) -> str:
    """What is said just now."""
    return "\n".join(notice.message for notice in desk.app._notifications)


def from_a_shell(ending: Path) -> tuple[str, ...]:
    """Arguments of Python that make it a shell with jobs, which starts the desk."""
    job = f"{sys.executable} -m {MODULE} {ending}"
    commands = f"set -m; {job}; echo 'the shell has it'; read answer; fg; echo 'after the desk'"
    return ("-c", f"import os; os.execlp('sh', 'sh', '-c', {commands!r})")


def test_a_suspended_desk_leaves_the_terminal_to_the_shell_and_comes_back_as_it_was(tmp_path: Path) -> None:
    with PtyDesk(*from_a_shell(tmp_path / "closed"), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        desk.press("j")
        assert desk.read_until("▌ C-000002"), desk.screen.display
        assert desk.read_until_still()
        before = list(desk.screen.display)
        desk.press(CTRL_Z)
        assert desk.read_until_written(b"the shell has it"), desk.screen.display
        desk.screen.reset()
        desk.press("\n")
        assert desk.read_until_that(lambda: list(desk.screen.display) == before), desk.screen.display
        desk.press("q")
        assert desk.read_until_written(b"after the desk")


def test_a_desk_that_no_shell_started_says_why_it_stays(tmp_path: Path) -> None:
    with PtyDesk("-m", MODULE, str(tmp_path / "closed"), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        desk.press(CTRL_Z)
        assert desk.read_until("no shell started it"), desk.screen.display
        desk.press("q")
        assert desk.status() == 0


async def test_where_the_terminal_cannot_suspend_it_says_so() -> None:
    async with sitting(FakeClient([a_summary(1)]), (80, 24)) as desk:
        await desk.press("ctrl+z")
        assert "cannot be suspended in this terminal" in notices(desk)


async def test_it_is_not_suspended_while_something_is_being_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    from cartui.screens.running import leaving, suspending

    monkeypatch.setattr(leaving, "PATIENCE", 0.05)
    stops: list[str] = []
    monkeypatch.setattr(suspending, "why_never_stopped", lambda _driver: "")
    monkeypatch.setattr(suspending, "stop", lambda: stops.append("stopped"))
    async with sitting(FakeClient([a_summary(1)]), (80, 24)) as desk:
        saved = asyncio.Event()
        desk.app.run_worker(saved.wait(), group="writes")
        await desk.pilot.press("ctrl+z")
        await desk.until(lambda: "Something is still being saved" in notices(desk))
        assert not stops
        saved.set()
        await desk.press("ctrl+z")
        assert stops == ["stopped"]


async def test_a_client_is_at_rest_only_when_nothing_is_being_written(tmp_path: Path) -> None:
    async with LocalClient(str(tmp_path / "shop.sqlite3"), Actor(name="admin")) as client:
        shared = client._shared
        ends, done = threading.Event(), threading.Event()

        def write() -> None:
            ends.wait()
            done.set()

        writing = asyncio.create_task(shared.in_thread(write, writes=True))
        await asyncio.sleep(0)
        assert isinstance(client, Rests)
        assert not client.rest(0.01)
        threading.Timer(0.05, ends.set).start()
        assert client.rest(10)
        assert done.is_set()
        await writing
    assert client.rest(0)


async def test_what_is_half_typed_is_written_down_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cartui.screens.running import suspending

    done: list[str] = []

    async def keep() -> None:
        done.append("kept")

    monkeypatch.setattr(suspending, "why_never_stopped", lambda _driver: "")
    monkeypatch.setattr(suspending, "stop", lambda: done.append("stopped"))
    async with sitting(FakeClient([a_summary(1)]), (80, 24)) as desk:
        desk.app.desk.half_typed.keep_now = keep
        await desk.press("ctrl+z")
        assert done == ["kept", "stopped"]
