"""How an import is kept going: one part ahead, in order, and errors where they belong."""

import gc
import sys
from collections.abc import Generator

import pytest

from cartui.imports.batches import ReadBatch
from cartui.imports.read_ahead import few_collections, read_ahead, short_turns
from cartui.model.errors import Invalid
from cartui.model.imports import ImportBatch


def part(number: int) -> ReadBatch:
    """A part that can be told from others."""
    return ReadBatch(batch=ImportBatch(), rows=number)


async def test_parts_come_in_order_and_only_one_is_read_ahead() -> None:
    read: list[int] = []

    def parts() -> Generator[ReadBatch, None, None]:
        for number in range(5):
            read.append(number)
            yield part(number)

    given = []
    async for each in read_ahead(parts()):
        given.append(each.rows)
        assert len(read) <= len(given) + 1
    assert given == [0, 1, 2, 3, 4]


async def test_what_reading_raises_comes_after_the_parts_before_it() -> None:
    def parts() -> Generator[ReadBatch, None, None]:
        yield part(1)
        yield part(2)
        raise Invalid("carts.csv: cannot be cut into cells")

    ahead = read_ahead(parts())
    assert [(await anext(ahead)).rows, (await anext(ahead)).rows] == [1, 2]
    with pytest.raises(Invalid, match="cut into cells"):
        await anext(ahead)


async def test_a_reading_that_is_given_up_is_left_in_peace_first() -> None:
    ended = []

    def parts() -> Generator[ReadBatch, None, None]:
        try:
            for number in range(3):
                yield part(number)
        finally:
            ended.append(True)

    reading = parts()
    ahead = read_ahead(reading)
    assert (await anext(ahead)).rows == 0
    await ahead.aclose()
    reading.close()
    assert ended == [True]


def test_garbage_is_collected_again_afterwards_also_after_an_error() -> None:
    def fail() -> None:
        with few_collections():
            assert not gc.isenabled()
            raise Invalid("no")

    with pytest.raises(Invalid):
        fail()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_threads_take_their_usual_turns_again_afterwards_also_after_an_error() -> None:
    usual = sys.getswitchinterval()

    def fail() -> None:
        with short_turns():
            assert sys.getswitchinterval() < usual
            raise Invalid("no")

    with pytest.raises(Invalid):
        fail()
    assert sys.getswitchinterval() == usual


def test_of_two_that_want_short_turns_the_last_to_end_puts_back_what_was_usual() -> None:
    usual = sys.getswitchinterval()
    first, second = short_turns(), short_turns()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert sys.getswitchinterval() < usual
    second.__exit__(None, None, None)
    assert sys.getswitchinterval() == usual
