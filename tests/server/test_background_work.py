"""The server's own work goes on, whatever happens to one round of it."""

import asyncio
import io
import json
from pathlib import Path

import pytest

from cartui.client.local.upkeep import LocalUpkeep
from cartui.model.errors import Unavailable
from cartui.model.upkeep import UpkeepReport
from cartui.server import runner
from cartui.settings.log import Log
from tests.serving import SECONDS, serving


def test_a_round_that_fails_stands_in_the_log_and_the_next_one_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fate = [Unavailable("The disk is full."), RuntimeError("Rahim Uddin")]

    async def run(_: LocalUpkeep) -> UpkeepReport:
        if fate:
            raise fate.pop(0)
        went_on.set()
        return UpkeepReport()

    monkeypatch.setattr(LocalUpkeep, "run", run)
    monkeypatch.setattr(runner, "UPKEEP_FIRST", 0.01)
    monkeypatch.setattr(runner, "UPKEEP_EVERY", 0.01)
    went_on, stream = asyncio.Event(), io.StringIO()
    with serving(str(tmp_path / "s.sqlite3"), log=Log(tmp_path / "log", stream=stream)) as server:
        server.run(lambda _: asyncio.wait_for(went_on.wait(), SECONDS))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["event"], each["level"], each["error"]) for each in events] == [
        ("upkeep failed", "warning", "Unavailable"),
        ("upkeep failed", "error", "RuntimeError"),
    ]
    assert "Rahim" not in stream.getvalue()
