"""Two processes of ours: each is told and heard by itself, and neither outlives who started them."""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import cast

import pytest

from cartui import child_process
from cartui.child_process import ChildProcess, Twin, start_two
from tests.waiting import wait_until

TWO: dict[str, Callable[[str], tuple[ChildProcess, ChildProcess | Twin]]] = {
    "as this platform can": start_two,
    "each by itself": child_process._start_both,
}


def asked(process: ChildProcess | Twin, *words: str) -> list[tuple[int, str]]:
    """What it answers to each word, with its own number."""
    for word in words:
        pickle.dump(word, process.to_it)
    process.to_it.flush()
    return [cast("tuple[int, str]", pickle.load(process.from_it)) for _ in words]  # noqa: S301 - of our own


def is_there(pid: int) -> bool:
    """Whether that process still does anything: who has ended may wait for somebody to look."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"


def open_files() -> set[int]:
    """The numbers of all files and pipes that we have open."""
    found = set()
    for number in range(256):
        with suppress(OSError):
            os.fstat(number)
            found.add(number)
    return found


@pytest.mark.parametrize("start", TWO.values(), ids=TWO)
def test_both_are_told_and_heard_by_themselves_and_end_together(
    start: Callable[[str], tuple[ChildProcess, ChildProcess | Twin]],
) -> None:
    with ExitStack() as ending:
        both = start("tests.answering")
        for process in both:
            ending.enter_context(closing(process))
        (first, said), (_, more) = asked(both[0], "a", "b")
        ((second, other),) = asked(both[1], "c")
        assert (said, more, other) == ("a", "b", "c")
        assert first != second
        assert asked(both[1], "d") == [(second, "d")]
    wait_until(lambda: not is_there(first) and not is_there(second))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux is a process divided")
def test_a_twin_goes_on_without_the_other_and_ends_when_nobody_is_left_to_tell_it() -> None:
    first, twin = start_two("tests.answering")
    with closing(first), closing(twin):
        ((pid, _),) = asked(first, "a")
        ((twins, _),) = asked(twin, "b")
        os.kill(pid, signal.SIGKILL)
        assert first.from_it.read() == b"", "and it has no ends of its twin's"
        assert asked(twin, "c") == [(twins, "c")]
        twin.to_it.close()
        wait_until(lambda: not is_there(twins))


def test_nothing_is_left_of_two_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_files()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    for start in TWO.values():
        with pytest.raises(OSError, match="nowhere"):
            start("tests.answering")
    assert open_files() == before
