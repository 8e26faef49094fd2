"""The phone order in a real terminal, typed as fast as a machine can: one write, nobody waiting."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pexpect
import pyte
import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from tests.contract.shop import furnish

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds for a loaded machine to start the desk, and to take the order."""


class Terminal:
    """The desk in a pseudo terminal, and the picture that a terminal emulator makes of its bytes."""

    def __init__(self, database: Path, home: Path, size: tuple[int, int]) -> None:
        """Start it."""
        columns, lines = size
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "cartui", "--db", str(database), "--agent", "alice"],
            cwd=str(ROOT),
            env={**kept, "TERM": "xterm-256color", "HOME": str(home), "PYTHONPATH": str(ROOT)},
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)

    def wait_for(self, words: str) -> str:
        """Read until the picture has these words, and give it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            picture = "\n".join(self.screen.display)
            if words in picture:
                return picture
            try:
                self.stream.feed(self.child.read_nonblocking(65_536, timeout=1))
            except pexpect.TIMEOUT:
                continue
        raise AssertionError(f"{words!r} did not appear:\n" + "\n".join(self.screen.display))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A furnished shop in a file."""
    path = tmp_path / "shop.sqlite3"

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="admin")) as client:
            await furnish(client)

    asyncio.run(make())
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_whole_order_in_one_write_to_the_terminal(
    database: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    terminal = Terminal(database, tmp_path, size)
    try:
        terminal.wait_for("0 match")
        terminal.child.send("n\r01712345678\rshirt l blue x2\rmug\r\x1bP\r")
        picture = terminal.wait_for("Order placed")
        assert "2 × Cotton Shirt L / Blue" in picture
        assert "1 × Ceramic Mug" in picture
        assert "Rahim Uddin" in picture
        terminal.child.send("\r")
        terminal.wait_for("0 match")
        terminal.child.send("q")
        terminal.child.expect(pexpect.EOF)
        terminal.child.close()
        assert terminal.child.exitstatus == 0
    finally:
        terminal.child.close(force=True)
