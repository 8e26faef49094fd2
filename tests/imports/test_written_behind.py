"""What is ready is written while the next is prepared: in order, one at a time, and no error is lost."""

import threading

import pytest

from cartui.client.local.write_behind import Behind


def test_pieces_are_done_in_their_order_and_never_two_at_once() -> None:
    done: list[int] = []
    at_work = threading.Lock()

    def piece(number: int) -> None:
        assert at_work.acquire(blocking=False)
        done.append(number)
        at_work.release()

    with Behind() as behind:
        for number in range(50):
            behind.do(lambda number=number: piece(number))  # type: ignore[misc]  # a lambda's default has no type
    assert done == list(range(50))


def fail() -> None:
    """A piece that cannot be done."""
    raise ValueError("the disk is full")


def two_pieces(second: list[str]) -> None:
    """One that fails, and one after it."""
    with Behind() as behind:
        behind.do(fail)
        behind.do(lambda: second.append("done"))


def test_what_a_piece_raises_is_raised_before_the_next_is_begun() -> None:
    second: list[str] = []
    with pytest.raises(ValueError, match="disk is full"):
        two_pieces(second)
    assert second == []


def last_piece() -> None:
    """Only one, which fails."""
    with Behind() as behind:
        behind.do(fail)


def test_what_the_last_piece_raises_is_raised_in_the_end() -> None:
    with pytest.raises(ValueError, match="disk is full"):
        last_piece()


def prepared_wrongly(ended: threading.Event) -> None:
    """The preparing fails while a piece is under way."""
    with Behind() as behind:
        behind.do(ended.set)
        raise KeyError("no such market")


def test_when_preparing_fails_the_piece_under_way_is_ended_first() -> None:
    ended = threading.Event()
    with pytest.raises(KeyError):
        prepared_wrongly(ended)
    assert ended.is_set()
