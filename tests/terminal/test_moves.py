"""The cursor goes the shortest way, and arrives."""

from hypothesis import given
from hypothesis import strategies as st

from cartui.terminal.moves import move
from tests.terminal.emulator import Emulator

PLACES = st.tuples(st.integers(0, 39), st.integers(0, 9))


@given(PLACES, PLACES)
def test_every_way_arrives(start: tuple[int, int], end: tuple[int, int]) -> None:
    terminal = Emulator(40, 10)
    terminal.feed(move(None, start) + move(start, end))
    assert terminal.cursor == end


@given(PLACES, PLACES)
def test_a_way_is_never_longer_than_the_one_from_anywhere(
    start: tuple[int, int], end: tuple[int, int]
) -> None:
    assert len(move(start, end)) <= len(move(None, end))


def test_who_is_there_stays() -> None:
    assert move((3, 4), (3, 4)) == ""
    assert move(None, (0, 0)) == "\x1b[H"
