"""What touches the terminal itself: keys, the clipboard, columns, colours."""

from base64 import b64decode

import pyte
import pytest
from textual.app import UnknownModeError
from textual.css.query import NoMatches

from cartui.screens.desk.desk import Display
from cartui.terminal.clipboard import LONGEST, copy_sequence
from cartui.terminal.crash import crash_message
from cartui.terminal.environment import prepare_environment, usual_theme
from cartui.terminal.keys import KeyParser
from cartui.terminal.wide_characters import straighten
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting


def keys_of(*pieces: str) -> list[str]:
    """The keys that the terminal's bytes mean, as they arrive piece by piece."""
    parser = KeyParser()
    found = [message.key for piece in pieces for message in parser.feed(piece) if hasattr(message, "key")]
    parser._timeout_time = 0 if parser.is_waiting else None
    found += [message.key for message in parser.tick() if hasattr(message, "key")]
    return found


@pytest.mark.parametrize(
    ("pieces", "keys"),
    [
        (["\x1b"], ["escape"]),
        (["\x1bP"], ["escape", "P"]),
        (["\x1b", "P"], ["escape", "P"]),
        (["\x1bf"], ["escape", "f"]),
        (["\x1bb"], ["escape", "b"]),
        (["\x1b\r"], ["escape", "enter"]),
        (["\x1b\x1b"], ["escape", "escape"]),
        (["\x1bO"], ["escape", "O"]),
        (["\x1b\x1b[A"], ["escape", "up"]),
        (["\x1b[A"], ["up"]),
        (["\x1b", "[A"], ["up"]),
        (["\x1bOP"], ["f1"]),
        (["\x1b[1;5C"], ["ctrl+right"]),
        (["ab\x1bP\x1b[Bx"], ["a", "b", "escape", "P", "down", "x"]),
    ],
)
def test_escape_and_the_key_after_it_are_two_keys_however_fast(pieces: list[str], keys: list[str]) -> None:
    assert keys_of(*pieces) == keys


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_what_is_pasted_is_no_key(size: int) -> None:
    data = "\x1b[200~a\x1bPb\x1b[Dc\x1b[201~\x1b[Ax"
    parser = KeyParser()
    messages = [message for at in range(0, len(data), size) for message in parser.feed(data[at : at + size])]
    assert [getattr(message, "text", getattr(message, "key", "")) for message in messages] == [
        "a\ufffdPb\ufffd[Dc",
        "up",
        "x",
    ]


def test_a_copy_is_plain_osc_52() -> None:
    sequence = copy_sequence("C-000123", {})
    assert sequence.startswith("\x1b]52;c;")
    assert b64decode(sequence[7:-1]) == b"C-000123"


def test_a_copy_passes_through_tmux_and_screen() -> None:
    assert copy_sequence("C-1", {"TMUX": "/tmp/x"}) == "\x1bPtmux;\x1b\x1b]52;c;Qy0x\x07\x1b\\"
    assert copy_sequence("C-1", {"STY": "1.pts"}) == "\x1bP\x1b]52;c;Qy0x\x07\x1b\\"
    pieces = copy_sequence("x" * 300, {"STY": "1.pts"}).split("\x1b\\")
    assert all(len(piece) <= 78 for piece in pieces)


def test_what_no_terminal_would_take_is_not_copied() -> None:
    with pytest.raises(ValueError, match="too long"):
        copy_sequence("x" * (LONGEST + 1), {})


def test_plain_text_is_written_as_it_is() -> None:
    data = "\x1b[1;1H\x1b[1mRahim Uddin · 日本語 Ü\x1b[0m  BDT"
    assert straighten(data) is data


@pytest.mark.parametrize(
    "name", ["শর্মিলা রহমান", "ক্ষ্\u200cষ", "a" + "\u0301" * 40, "👨‍👩‍👧", "⚠️ odd", "ไทย กำ"]
)
def test_the_column_after_a_name_is_where_it_belongs(name: str) -> None:
    screen = pyte.Screen(60, 3)
    stream = pyte.Stream(screen)
    stream.feed(straighten(f"\x1b[2;5H\x1b[32m{name}\x1b[0m    |") + "after")
    from rich.cells import cell_len

    bar = 4 + cell_len(name) + 4
    assert screen.buffer[1][bar].data == "|"


def test_blanks_behind_a_name_are_room_for_a_terminal_to_which_it_is_wider() -> None:
    assert straighten("\x1b[1;3Hকা   |") == "\x1b[1;3H\x1b[4Xকা\x1b[7G|"


def test_a_frame_without_a_known_place_stays_as_it_is() -> None:
    assert straighten("কা  x") == "কা  x"


def test_what_the_agent_has_set_is_left_alone() -> None:
    environment = {"ESCDELAY": "5"}
    prepare_environment(environment)
    assert environment["ESCDELAY"] == "5"
    assert environment["TEXTUAL_ANIMATIONS"] == "none"


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"TERM": "xterm-256color"}, "cartui-dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "cartui-dark"),
        ({"TERM": "screen"}, "ansi-dark"),
        ({}, "ansi-dark"),
    ],
)
def test_few_colours_mean_the_terminals_own(environment: dict[str, str], theme: str) -> None:
    assert usual_theme(environment) == theme


def test_a_crash_is_said_without_the_message_of_the_error() -> None:
    text = crash_message(RuntimeError("card 4111 of Rahim"), None)
    assert "RuntimeError" in text
    assert "Rahim" not in text


@pytest.mark.parametrize("theme", ["cartui-dark", "cartui-light", "ansi-dark", "textual-light"])
async def test_every_theme_shows_the_cursor_by_a_sign_too(theme: str) -> None:
    async with sitting(FakeClient([a_summary(1), a_summary(2)]), (80, 24), Display(theme=theme)) as desk:
        assert "▌ C-000001" in desk.text


async def test_what_a_screen_misses_while_the_desk_is_taken_down_is_no_fault() -> None:
    async with sitting(FakeClient([a_summary(1)])) as desk:
        desk.app.exit(return_code=129)
        desk.app._handle_exception(NoMatches("a list that is being opened finds its query line gone"))
        desk.app._handle_exception(UnknownModeError("there is no other list to go to any more"))
        assert (desk.app._exception, desk.app.return_code) == (None, 129)
