"""The desk on a real (pseudo) terminal: raw bytes, signals, crashes, fast fingers."""

import re
import signal
from pathlib import Path

import pytest

from tests.desk.pty_desk import ESCAPE, PtyDesk
from tests.hostile import HOSTILE

MODULE = "tests.desk.desk_on_fake"

HOSTILE_SEQUENCES = [
    text.encode("utf-8", "surrogatepass")
    for text in HOSTILE
    if any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in text)
    and text not in {"one\rtwo", "one\ntwo"}
]


@pytest.fixture
def ending(tmp_path: Path) -> Path:
    """The file that says that the client was closed."""
    return tmp_path / "ending"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_the_desk_in_good_order(tmp_path: Path, ending: Path, number: signal.Signals) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        desk.signal(number)
        assert desk.status() == 128 + number
        assert ending.read_text() == "closed"
        assert desk.written.rstrip().endswith(b"\x1b[?1049l") or b"\x1b[?1049l" in desk.written[-400:]


def test_a_line_that_drops_ends_the_desk_in_good_order(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        desk.hang_up()
        assert desk.status() is not None
        assert ending.read_text() == "closed"


@pytest.mark.parametrize("where", ["--crash", "--crash-at-work"])
def test_a_crash_says_a_sentence_and_shows_no_values(tmp_path: Path, ending: Path, where: str) -> None:
    with PtyDesk("-m", MODULE, str(ending), where, home=tmp_path) as desk:
        assert desk.status() == 1
        text = desk.written.decode("utf-8", "replace")
        assert text.count("cartui met a fault of its own and had to stop (IndexError).") == 1
        assert "Traceback" not in text
        assert "errors shown" not in text
        assert "Rahim 4111" not in text
        assert ending.read_text() == "closed"


def test_hostile_names_reach_no_terminal_raw(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path, columns=120, lines=60) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        for keys in (
            "jjj",
            "v",
            "v",
            "g",
            "o",
            "g",
            "c",
            "/",
            "[/nope]",
            ESCAPE,
            ESCAPE,
            "D",
            ESCAPE,
            "\x1b[F",
        ):
            desk.press(keys)
            desk.read_for(0.2)
        desk.press("q")
        assert desk.status() == 0
        for sequence in HOSTILE_SEQUENCES:
            assert sequence not in desk.written, sequence
        plain = re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b"", desk.written)
        plain = re.sub(rb"\x1b[=>78]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\", b"", plain)
        assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", plain)
        assert not re.search("[\x80-\x9f\u202e\u2066\u200b\u2028\ufeff]", plain.decode("utf-8"))


def test_columns_stay_straight_beside_hostile_names(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path, columns=80, lines=60) as desk:
        assert desk.read_until("C-000040"), desk.screen.display
        rows = [line for line in range(60) if "BDT 1,250." in desk.screen.display[line]]
        starts = {
            next(column for column in range(80) if _cells(desk, line, column, 4) == "BDT ") for line in rows
        }
        assert len(rows) > 35
        assert len(starts) == 1


def _cells(desk: PtyDesk, line: int, column: int, count: int) -> str:
    """What stands in some cells."""
    return "".join(desk.screen.buffer[line][at].data for at in range(column, column + count))


def test_escape_and_a_letter_typed_fast_are_not_lost_in_a_field(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        desk.press("/")
        assert desk.read_until_still(0.3)
        desk.press("nobody\x1bn")
        assert desk.read_until("in which market?"), desk.screen.display
        assert "nobodyn" not in "\n".join(desk.screen.display)


def test_nothing_is_written_while_nothing_happens(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        assert desk.read_until_still()
        before = len(desk.written)
        desk.read_for(2)
        assert len(desk.written) == before


def test_a_desk_that_was_stopped_shows_all_again(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        assert desk.read_until_still()
        before = list(desk.screen.display)
        desk.signal(signal.SIGTSTP)
        assert desk.is_stopped()
        assert b"\x1b[?1049l" in desk.written
        desk.screen.erase_in_display(2)
        desk.signal(signal.SIGCONT)
        assert desk.read_until_that(lambda: list(desk.screen.display) == before), desk.screen.display


def test_others_find_the_terminals_own_colours_after_the_desk(tmp_path: Path, ending: Path) -> None:
    with PtyDesk("-m", MODULE, str(ending), home=tmp_path) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        desk.press("jq")
        assert desk.status() == 0
        attributes = desk.screen.cursor.attrs
        assert (attributes.fg, attributes.bg, attributes.bold) == ("default", "default", False)
