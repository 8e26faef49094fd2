"""The frame of the last time, drawn before Textual is there: nothing but text and colours, then as before."""

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from cartui.terminal import first_frame
from cartui.terminal.first_frame import draw_first_frame

SIGNS = ("▲ this is from memory, known 5 min ago", "▲ from memory")

FRAME = {
    "columns": 60,
    "lines": 4,
    "pieces": [
        [0, 0, 0, "1", "local  shop: Acme                                      alice"],
        [1, 0, 0, "38;5;12", "▌ C-000001   "],
        [1, 13, 3, "38;5;12", "অমিত"],
        [1, 20, 0, "", "open"],
        [3, 0, 0, "", "q quit"],
    ],
    "sign": [0, 18, 54, "1"],
}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """A terminal of 60 columns in place of ours: its other end, and this one."""
    import pty
    import termios
    from fcntl import ioctl

    there, here = pty.openpty()
    ioctl(here, termios.TIOCSWINSZ, struct.pack("HHHH", 4, 60, 0, 0))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(first_frame, "_KEYS", here)
    monkeypatch.setattr(first_frame, "_SCREEN", here)
    monkeypatch.setattr(os, "tcgetpgrp", lambda _terminal: os.getpgrp())
    monkeypatch.setattr(os, "isatty", lambda descriptor: descriptor in {here, 1})
    os.set_blocking(there, False)
    yield there, here
    os.close(there)
    os.close(here)


def shown(there: int) -> pyte.Screen:
    """A terminal to which that was written."""
    screen = pyte.Screen(60, 4)
    pyte.ByteStream(screen).feed(written(there))
    return screen


def seen(there: int) -> list[str]:
    """What stands on it."""
    return shown(there).display


def written(there: int) -> bytes:
    """What was written."""
    try:
        return os.read(there, 1 << 16)
    except BlockingIOError:
        return b""


def test_the_frame_is_there_with_its_age(terminal: tuple[int, int]) -> None:
    there, _ = terminal
    with draw_first_frame(FRAME, SIGNS) as frame:
        assert frame.is_up
        screen = shown(there)
        lines = screen.display
        assert SIGNS[0] not in lines[0]  # it is longer than its place
        assert SIGNS[1] in lines[0]
        assert lines[0].startswith("local  shop: Acme")
        assert lines[0].endswith("alice")
        assert lines[1].startswith("▌ C-000001")
        assert [screen.buffer[1][column].data for column in range(20, 24)] == list("open")
        assert lines[3].startswith("q quit")


def test_keys_are_neither_shown_nor_changed_until_the_terminal_is_back_as_it_was(
    terminal: tuple[int, int],
) -> None:
    import termios

    there, here = terminal
    before = termios.tcgetattr(here)
    with draw_first_frame(FRAME, SIGNS):
        now = termios.tcgetattr(here)
        assert not now[3] & (termios.ECHO | termios.ICANON)
        assert now[3] & termios.ISIG  # ctrl+c ends it
        written(there)
        os.write(there, b"n\r")
        assert written(there) == b""
        assert os.read(here, 10) == b"n\r"
    assert termios.tcgetattr(here) == before
    assert written(there).endswith(b"\x1b[?1049l\x1b[?25h")


def test_whoever_takes_it_over_has_the_attributes_of_before(terminal: tuple[int, int]) -> None:
    import termios

    there, here = terminal
    before = termios.tcgetattr(here)
    with draw_first_frame(FRAME, SIGNS) as frame:
        written(there)
        assert frame.hand_over() == before
        assert not frame.is_up
    assert written(there) == b""  # it is not ours to take away any more


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": 80},
        {"lines": 24},
        {"pieces": None},
        {"pieces": [[0, 0, 0, "1"]]},
        {"pieces": [[0, 0, 0, "1", "a\x1b[2Jb"]]},
        {"pieces": [[0, 0, 0, "1m\x1b[2J", "a"]]},
        {"pieces": [[0, 0, 0, "1", "a\nb"]]},
        {"pieces": [[0, 0, 0, "1", "a\u202eb"]]},
        {"pieces": [[0, 0, 0, "1", "\x9b31m"]]},
        {"pieces": [[4, 0, 0, "", "a"]]},
        {"pieces": [[0, 60, 0, "", "a"]]},
        {"pieces": [[-1, 0, 0, "", "a"]]},
        {"pieces": [[0, 0, 10**9, "", "a"]]},
        {"pieces": [["0", 0, 0, "", "a"]]},
        {"sign": None},
        {"sign": [0, 99, 100, ""]},
        {"sign": [0, 0, 30, "\x1b"]},
        {"sign": [0, 18, 25, "1"]},
    ],
    ids=str,
)
def test_anything_but_text_and_colours_is_not_drawn(
    terminal: tuple[int, int], changes: dict[str, object]
) -> None:
    import termios

    there, here = terminal
    before = termios.tcgetattr(here)
    assert not draw_first_frame(FRAME | changes, SIGNS).is_up
    assert written(there) == b""
    assert termios.tcgetattr(here) == before


def test_what_is_of_now_takes_the_place_of_what_was_and_of_its_age(terminal: tuple[int, int]) -> None:
    there, _ = terminal
    with draw_first_frame(FRAME, SIGNS) as frame:
        screen = shown(there)
        assert frame.renew([[1, 0, 0, "38;5;12", "▌ C-000002   "], [1, 13, 3, "", "Rea"]])
        pyte.ByteStream(screen).feed(written(there))
        assert screen.display[1].startswith("▌ C-000002   Rea")
        assert screen.display[0].split() == ["local", "shop:", "Acme", "alice"]
        assert screen.display[3].startswith("q quit")


@pytest.mark.parametrize(
    "piece",
    [
        [1, 0, 0, "", "a\x1b[2Jb"],
        [1, 0, 0, "\x1b", "a"],
        [4, 0, 0, "", "a"],
        [1, 0, 0, ""],
        (1, 0, 0, "", "a"),
        "a",
    ],
    ids=str,
)
def test_what_is_of_now_is_text_and_colours_as_well(terminal: tuple[int, int], piece: object) -> None:
    there, _ = terminal
    with draw_first_frame(FRAME, SIGNS) as frame:
        written(there)
        assert not frame.renew([[1, 0, 0, "", "good"], piece])
        assert written(there) == b""


def test_a_terminal_that_was_resized_meanwhile_keeps_what_it_has(terminal: tuple[int, int]) -> None:
    import termios
    from fcntl import ioctl

    there, here = terminal
    with draw_first_frame(FRAME, SIGNS) as frame:
        written(there)
        ioctl(here, termios.TIOCSWINSZ, struct.pack("HHHH", 5, 60, 0, 0))
        assert not frame.renew([[1, 0, 0, "", "good"]])
        assert written(there) == b""


def test_nothing_is_renewed_where_no_frame_was_drawn(terminal: tuple[int, int]) -> None:
    there, _ = terminal
    assert not draw_first_frame(None, SIGNS).renew([[1, 0, 0, "", "good"]])
    assert written(there) == b""


@pytest.mark.parametrize("frame", [None, [], "frame", 7, {}])
def test_what_is_no_frame_is_not_drawn(terminal: tuple[int, int], frame: object) -> None:
    assert not draw_first_frame(frame, SIGNS).is_up


def test_nothing_is_drawn_where_there_is_no_terminal(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not draw_first_frame(FRAME, SIGNS).is_up


def test_it_loads_nothing_that_draws(tmp_path: Path) -> None:
    import json
    import subprocess

    program = (
        "import sys, json; import cartui.cli.start as start; start._first_sight({});"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "CARTUI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(ran.stdout))
    assert not loaded & {"textual", "rich", "pydantic", "typer", "sqlalchemy", "sqlmodel", "httpx", "babel"}
