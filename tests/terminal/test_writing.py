"""What goes to the terminal beside frames, and what follows from it."""

import pytest

from cartui.terminal.clipboard import copy_sequence
from cartui.terminal.sequences import SYNC_END, SYNC_START, leaves_the_picture, only_text
from cartui.terminal.title import GIVE_BACK, KEEP, title_sequence
from cartui.terminal.writing import Writing
from tests.terminal.emulator import Emulator, a_frame

SIZE = (40, 3)
FRAME = a_frame(["Rahim Uddin".ljust(40)] * 3)


@pytest.fixture
def writing() -> Writing:
    """A terminal that shows the frame already."""
    writing = Writing()
    assert writing.needed(FRAME, SIZE)
    return writing


@pytest.mark.parametrize(
    "data",
    [
        title_sequence("cartui · alice"),
        KEEP,
        GIVE_BACK,
        copy_sequence("C-000001", {}),
        copy_sequence("C-000001", {"TMUX": "/tmp/x"}),
        copy_sequence("x" * 300, {"STY": "1.pts"}),
        "\x1b[?1000h\x1b[?1002h\x1b[?1006h",
        "\x1b[?25l",
        "\x1b[?7l",
        "\x1b[?2026$p",
        "\x1b[>25u",
        "\x1b[<u",
        "\x07",
        "\x1b]22;pointer\x07",
    ],
)
def test_what_changes_no_cell_goes_on_as_it_is(writing: Writing, data: str) -> None:
    assert leaves_the_picture(data)
    assert writing.needed(data, SIZE) == data
    assert writing.needed(FRAME, SIZE) == ""


@pytest.mark.parametrize("data", ["\x1b[?1049h", "\x1b[2J", "\x1bc", "hello", "\x1b[Khello", "\x1b[?3h"])
def test_after_what_may_change_cells_all_is_written_again(writing: Writing, data: str) -> None:
    assert writing.needed(data, SIZE) == data
    assert writing.needed(FRAME, SIZE).count("Rahim Uddin") == 3


def test_a_frame_is_marked_as_one_only_where_there_is_enough_of_it(writing: Writing) -> None:
    other = a_frame([f"{letter * 40}" for letter in "abc"])
    assert writing.needed(SYNC_START, SIZE) == ""
    needed = writing.needed(other, SIZE)
    assert needed.startswith(SYNC_START)
    assert needed.endswith(SYNC_END)
    assert writing.needed(other, SIZE) == ""
    assert SYNC_START not in writing.needed(a_frame(["a" * 39 + "b", "b" * 40, "c" * 40]), SIZE)
    assert writing.needed(SYNC_END, SIZE) == ""
    assert SYNC_START not in writing.needed(FRAME, SIZE)


def test_after_a_suspension_all_is_there_again(writing: Writing) -> None:
    terminal = Emulator(*SIZE)
    terminal.scrawl()
    terminal.feed(writing.again(SIZE))
    assert terminal.lines == ["Rahim Uddin".ljust(40)] * 3


def test_frames_that_are_held_back_are_there_as_one_when_they_are_let_go() -> None:
    writing = Writing()
    writing.hold()
    assert writing.needed("\x1b[?1000h", SIZE) == "\x1b[?1000h"
    assert writing.needed(a_frame(["half".ljust(40)] * 3), SIZE) == ""
    assert writing.needed(FRAME, SIZE) == ""
    shown = Emulator(*SIZE)
    shown.feed(writing.release(SIZE))
    wanted = Emulator(*SIZE)
    wanted.feed(FRAME)
    assert shown.first_difference(wanted) == ""
    assert writing.needed(FRAME, SIZE) == ""  # it is there


def test_where_no_frame_was_held_back_none_is_written() -> None:
    writing = Writing()
    writing.hold()
    assert writing.release(SIZE) == ""
    assert writing.needed(FRAME, SIZE)


def test_others_find_the_terminals_own_colours(writing: Writing) -> None:
    writing.needed(a_frame(["\x1b[7mx\x1b[0m"]), SIZE)
    assert writing.end() == "\x1b[m"
    assert writing.end() == ""


@pytest.mark.parametrize(
    ("strange", "left"),
    [
        ("\x1b]52;c;aGk=\x07", "\ufffd]52;c;aGk=\ufffd"),
        ("\x9b31m", "\ufffd31m"),
        ("\x1bc", "\ufffdc"),
        ("\x1b[2J", "\ufffd[2J"),
        ("\r", "\ufffd"),
        ("\x07", "\ufffd"),
    ],
    ids=["clipboard", "c1", "reset", "erase", "return", "bell"],
)
def test_the_driver_is_the_last_wall_before_the_terminal(writing: Writing, strange: str, left: str) -> None:
    frame = f"\x1b[1;1Hhi{strange}there\x1b[0m"
    assert writing.needed(frame, (20, 3)) == f"\x1b[1;1Hhi{left}there\x1b[0m"
    assert only_text(frame) == f"\x1b[1;1Hhi{left}there\x1b[0m"


def test_what_textual_itself_does_beside_frames_goes_on_as_it_is() -> None:
    assert only_text("\x1b[?1049h\x1b[2J") == "\x1b[?1049h\x1b[2J"
