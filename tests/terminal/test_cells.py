"""What Textual writes, as cells."""

import pytest

from cartui.terminal.cells import NotCells, cells_of
from cartui.terminal.pictures import NotAFrame, Picture
from tests.terminal.emulator import at, segment


def texts(strip: str) -> list[str]:
    """The texts of the cells."""
    return [cell.text for cell in cells_of(strip)]


def test_a_wide_letter_takes_two_cells() -> None:
    assert texts("日a") == ["日", "", "a"]


def test_marks_belong_to_the_letter_before_them() -> None:
    assert texts("a\u0301b") == ["a\u0301", "b"]
    assert texts("\u0301b") == ["b"]


def test_joined_signs_take_the_cells_of_the_first() -> None:
    assert texts("👨‍👩‍👧!") == ["👨‍👩‍👧", "", "!"]


def test_colours_and_links_belong_to_their_text() -> None:
    link = "\x1b]8;id=7;https://example.com\x1b\\"
    [first, second] = cells_of(f"{link}\x1b[1;31ma\x1b[0m\x1b]8;;\x1b\\b")
    assert first.pen.foreground == "31"
    assert first.pen.link == link
    assert second.pen == ("", "", frozenset(), "")


@pytest.mark.parametrize("strip", ["\x1b[2J", "a\tb", "\x1b[1ma", "\x1b[38;9;1ma\x1b[0m", "\x9b31m", "a\x07"])
def test_anything_else_is_no_cell(strip: str) -> None:
    with pytest.raises(NotCells):
        cells_of(strip)


def test_half_a_wide_letter_is_a_blank() -> None:
    picture = Picture(4, 2)
    picture.put(at(0, 0) + "日本")
    picture.put(at(1, 0) + "a")
    assert [cell.text for cell in picture.rows[0]] == [" ", "a", "本", ""]
    picture.put(at(2, 0) + "b")
    assert [cell.text for cell in picture.rows[0]] == [" ", "a", "b", " "]


def test_what_has_no_place_is_cut_off() -> None:
    picture = Picture(3, 1)
    picture.put(at(1, 0) + "a日" + at(0, 5) + "below" + at(9, 0) + "beside")
    assert [cell.text for cell in picture.rows[0]] == [" ", "a", " "]
    picture.put(at(0, 0) + "日x")
    picture.resize(1, 2)
    assert [[cell.text for cell in row] for row in picture.rows] == [[" "], [" "]]


def test_a_frame_that_is_none_changes_nothing() -> None:
    picture = Picture(10, 2)
    with pytest.raises(NotAFrame):
        picture.put(at(0, 0) + segment("a", "1") + at(0, 1) + "\x1b[5n")
    with pytest.raises(NotAFrame):
        picture.put("text without a place")
    assert {cell.text for row in picture.rows for cell in row} == {" "}
