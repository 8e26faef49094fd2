"""Somebody with a key to a restricted desk presses everything: nothing is started, nothing else is opened."""

import asyncio
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from cartui.screens.desk.statement_places import StatementPlaces
from tests.desk.driving import at_the_desk
from tests.scale import full_or_tenth
from tests.whole_program.locked_shop import make_locked_shop

LETTERS: Final = [chr(code) for code in range(32, 127) if chr(code) != "q"]
CONTROLS: Final = [f"ctrl+{chr(code)}" for code in range(ord("a"), ord("z") + 1) if chr(code) not in "cq"]
NAMED: Final = ["up", "down", "left", "right", "tab", "shift+tab", "f1", "f2", "f5", "f12", "pageup", "end"]
WAYS: Final = [["g", letter] for letter in "clouhwp"] + [["i"], ["m"], list("/etc/passwd"), ["ctrl+p"]]

STARTS: Final = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn")
LEADS: Final = (*STARTS, "webbrowser.open", "socket.connect", "os.symlink", "os.link", "shutil.copyfile")
"""What Python tells its auditors where something is started, reached or copied."""


class Auditor:
    """Hears of everything that this process asks the system for, while it listens."""

    def __init__(self) -> None:
        """Hear nothing yet; what Python tells is told for ever, so that there is one for all tests."""
        self.listens = False
        self.heard: list[tuple[str, str]] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note what leads out."""
        if not self.listens:
            return
        if event in LEADS:
            self.heard.append((event, repr(arguments)))
        elif event == "open":
            self._opened(arguments)

    def _opened(self, arguments: tuple[object, ...]) -> None:
        """Note a file that is written, or that is none of ours to read."""
        path, _mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if writes or str(path).endswith(("secret.csv", "out.csv", "/etc/passwd")):
            self.heard.append(("open", str(path)))

    @contextmanager
    def listening(self) -> Iterator[list[tuple[str, str]]]:
        """Listen; gives what is heard."""
        self.heard = []
        self.listens = True
        try:
            yield self.heard
        finally:
            self.listens = False


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    """The one there is."""
    return Auditor()


@pytest.mark.parametrize("seed", range(full_or_tenth(10)))
async def test_random_keys_start_nothing_and_open_no_file_of_anybody(
    tmp_path: Path, seed: int, auditor: Auditor
) -> None:
    shop = await make_locked_shop(tmp_path / "shop" / "shop.sqlite3")
    folder = tmp_path / "statements"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("token\ncartui_abc\n")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "in.csv").write_text("Date,Amount\n2026-11-20,10.00\n")
    with auditor.listening() as heard:
        (folder / "out.csv").read_text()
    assert [event for event, _ in heard] == ["open"]
    chance = random.Random(seed)
    async with at_the_desk(shop.path) as agent:
        agent.app.desk.restricted = True
        agent.app.desk.statements = StatementPlaces(folder)
        with auditor.listening() as heard:
            for _ in range(20):
                keys = chance.choices([*LETTERS, *CONTROLS, *NAMED, *["enter"] * 20, *["escape"] * 12], k=5)
                await agent.burst(*chance.choice([*WAYS, [], []]), *keys)
                await asyncio.sleep(0)
        assert not agent.app._exit
    assert [each for each in heard if not is_own(each, tmp_path / "shop")] == []


def is_own(heard: tuple[str, str], shop: Path) -> bool:
    """Whether it is the desk's own database, or the cache of what Python loads."""
    event, what = heard
    return event == "open" and (what.startswith(str(shop)) or "__pycache__" in what)
