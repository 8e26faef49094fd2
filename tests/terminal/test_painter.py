"""What is written with the painter between looks in a terminal like what Textual writes."""

import random
from collections.abc import Sequence

import pytest
from rich.cells import cell_len

from tests.scale import full_or_tenth
from tests.terminal.emulator import DISPUTED, PLAIN, WIDE, a_frame, a_line, at, segment
from tests.terminal.two_terminals import TwoTerminals

WORDS = {"plain": PLAIN, "wide": PLAIN + WIDE, "disputed": PLAIN * 2 + DISPUTED}


def changed(chance: random.Random, lines: Sequence[str], columns: int, words: Sequence[str]) -> list[str]:
    """The lines of the next frame: some moved, and some are others."""
    lines = list(lines)
    if chance.random() < 0.5 and len(lines) > 3:
        top, bottom = sorted(chance.sample(range(len(lines) + 1), 2))
        part = lines[top:bottom]
        by = min(chance.randint(1, 4), len(part))
        fresh = [a_line(chance, columns, words) for _ in range(by)]
        lines[top:bottom] = part[by:] + fresh if chance.random() < 0.5 else fresh + part[: len(part) - by]
    for _ in range(chance.randint(0, 3)):
        lines[chance.randrange(len(lines))] = a_line(chance, columns, words)
    return lines


def a_place(chance: random.Random, size: tuple[int, int]) -> tuple[int, int]:
    """Somewhere on a screen."""
    return chance.randrange(size[0]), chance.randrange(size[1])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (1, 1)], ids=str)
@pytest.mark.parametrize("words", WORDS)
def test_every_frame_looks_the_same_as_if_it_were_written_whole(words: str, size: tuple[int, int]) -> None:
    chance = random.Random(f"{size} {words}")
    terminals = TwoTerminals(*size)
    lines = [a_line(chance, size[0], WORDS[words]) for _ in range(size[1])]
    for _ in range(full_or_tenth(40)):
        terminals.write(a_frame(lines, a_place(chance, size)))
        terminals.check()
        lines = changed(chance, lines, size[0], WORDS[words])


@pytest.mark.parametrize("seed", range(10))
def test_frames_look_the_same_through_resizes_and_what_others_write(seed: int) -> None:
    chance = random.Random(seed)
    words = WORDS[chance.choice(list(WORDS))]
    terminals = TwoTerminals(30, 8)
    lines: list[str] = []
    for _ in range(full_or_tenth(1_000)):
        if chance.random() < 0.1 or not lines:
            terminals.resize(chance.randint(1, 60), chance.randint(1, 16))
            lines = [a_line(chance, terminals.size[0], words) for _ in range(terminals.size[1])]
        elif chance.random() < 0.05:
            terminals.doubt()
        terminals.write(a_frame(lines, a_place(chance, terminals.size)))
        terminals.check()
        if chance.random() < 0.05:
            terminals.again()
            terminals.check()
        lines = changed(chance, lines, terminals.size[0], words)


@pytest.mark.parametrize("seed", range(full_or_tenth(100)))
def test_parts_of_a_screen_look_the_same_as_if_they_were_written(seed: int) -> None:
    chance = random.Random(seed)
    size = (40, 10)
    terminals = TwoTerminals(*size)
    terminals.write(a_frame([a_line(chance, size[0], PLAIN) for _ in range(size[1])]))
    for _ in range(20):
        parts = []
        for _ in range(chance.randint(1, 5)):
            column, line = a_place(chance, size)
            parts.append(at(column, line) + a_line(chance, chance.randint(1, size[0] - column), PLAIN))
        terminals.write("".join(parts) + at(*a_place(chance, size)))
        terminals.check()


NARROW_LETTERS, WIDE_LETTERS = "013 │h", "吉田結衣美咲蓮"


def a_row(chance: random.Random) -> list[str]:
    """A row of a list, letter by letter: narrow ones and wide ones in the same places of every row."""
    kinds = [NARROW_LETTERS] * 4 + [WIDE_LETTERS] * 5 + [NARROW_LETTERS] * 22
    return [chance.choice(letters) for letters in kinds]


@pytest.mark.parametrize("seed", range(full_or_tenth(100)))
def test_rows_in_which_few_letters_are_others_look_as_if_they_were_written_whole(seed: int) -> None:
    chance = random.Random(seed)
    rows = [a_row(chance) for _ in range(3)]
    terminals = TwoTerminals(36, 3)
    for _ in range(60):
        terminals.write(a_frame(["".join(row) for row in rows], a_place(chance, (36, 3))))
        terminals.check()
        for row in rows:
            others = a_row(chance)
            for place in chance.sample(range(len(row)), chance.randint(0, 4)):
                row[place] = others[place]


def test_the_terminal_is_a_cell_further_after_each_wide_letter() -> None:
    """Its right half looks the same in both rows, and nothing is written for that one."""
    terminals = TwoTerminals(40, 1)
    terminals.write(a_frame(["吉田 結衣" + " " * 20 + "JPY 21,5321"]))
    told = terminals.write(a_frame(["吉田 結咲" + " " * 20 + "JPY 33,2741"]))
    terminals.check()
    assert told == "\x1b[7C咲\x1b[24C33,274\r"


def test_one_other_letter_takes_a_move_and_a_letter() -> None:
    terminals = TwoTerminals(80, 24)
    terminals.write(a_frame(["Rahim Uddin".ljust(80)] * 24))
    assert (
        terminals.write(a_frame(["Rahim Uddin".ljust(80)] * 23 + ["Rahim Udden".ljust(80)]))
        == "\x1b[24;10He\x1b[H"
    )


def left_by_the_cursor(text: str) -> str:
    """What is written where a row, in a frame, loses the colours of the cursor."""
    blanks = " " * (38 - cell_len(text))
    terminals = TwoTerminals(40, 3)
    terminals.write(a_frame(["│" + segment(text + blanks, "30;47") + "│"], (1, 0)))
    told = terminals.write(a_frame(["│" + text + blanks + "│"], (1, 0)))
    terminals.check()
    return told


def test_a_line_in_other_colours_is_erased_once_and_written_between_its_gaps() -> None:
    told = left_by_the_cursor("  C-000123   Rahim     BD      open")
    assert told == "\x1b[38X  C-000123   Rahim\x1b[5CBD\x1b[6Copen\r\x1b[C"


def test_a_name_of_disputed_width_is_not_erased_once_more() -> None:
    told = left_by_the_cursor("  C-000123   শর্মিলা      BD      open")
    assert told.startswith("\x1b[38X  C-000123   শর্মিলা\x1b[")
    assert told.endswith("GBD\x1b[6Copen\r\x1b[C")


def test_the_terminal_gets_to_the_next_line_of_a_frame_by_its_end() -> None:
    terminals = TwoTerminals(40, 12)
    terminals.write(a_frame(["│Rahim│"] * 12, (1, 9)))
    told = terminals.write(a_frame(["│Rahim│"] * 9 + ["│Karin│", "│Salim│", "│Rahim│"], (1, 9)))
    assert told == "Karin\r\n\x1b[CSal\x1b[10;2H"


def test_of_two_lines_that_comes_first_for_which_the_terminal_has_its_colours() -> None:
    terminals = TwoTerminals(20, 12)

    def frame(cursor: int) -> str:
        lines = [f"C-{line:06}".ljust(20) for line in range(12)]
        lines[cursor] = segment(lines[cursor], "30;47")
        return a_frame(lines, (0, cursor))

    for cursor in range(4):
        terminals.write(frame(cursor))
    told = [terminals.write(frame(cursor)).count("m") for cursor in range(4, 10)]
    terminals.check()
    assert told == [1] * 6, "one change of colours a frame"


def test_nothing_is_written_where_nothing_changed() -> None:
    terminals = TwoTerminals(80, 24)
    frame = a_frame([segment("শর্মিলা রহমান", "1;38;5;116").ljust(80)] * 24)
    assert terminals.write(frame)
    assert terminals.write(frame) == ""


@pytest.mark.parametrize("by", [1, -1, 3])
def test_lines_that_moved_are_moved_by_the_terminal(by: int) -> None:
    rows = [f"C-{number:06}  Rahim Uddin {number * 7919}".ljust(80) for number in range(60)]
    terminals = TwoTerminals(80, 24)

    def frame(top: int) -> str:
        return a_frame(["titles".ljust(80), *rows[top : top + 22], "keys".ljust(80)])

    whole = len(terminals.write(frame(10)))
    assert len(terminals.write(frame(10 + by))) < whole / 24 * (abs(by) + 1.5)
    terminals.check()


def test_lines_are_moved_beside_columns_that_stay() -> None:
    rows = [f"C-{number:06}  Rahim Uddin {number * 7919}".ljust(60) for number in range(60)]
    views = [f"{number} view {number * 31}".ljust(20) if number < 9 else " " * 20 for number in range(24)]
    terminals = TwoTerminals(80, 24)

    def frame(top: int) -> str:
        return a_frame([view + row for view, row in zip(views, rows[top : top + 24], strict=True)])

    whole = len(terminals.write(frame(10)))
    assert len(terminals.write(frame(11))) < whole / 4
    terminals.check()


def test_a_terminal_that_erases_in_its_own_colour_is_written_blanks() -> None:
    from cartui.terminal.writing import Writing

    def needed(*, erases_in_colour: bool) -> str:
        writing = Writing(erases_in_colour=erases_in_colour)
        return writing.needed(a_frame([segment(" " * 80, "48;5;234")] * 3), (80, 3))

    assert "\x1b[K" in needed(erases_in_colour=True)
    assert needed(erases_in_colour=False).count(" ") == 240
