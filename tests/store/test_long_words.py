"""Words that nobody has, 20,000 letters long, cost what their letters cost: a server is sent such."""

import time

import pytest

from cartui.store.folding import run_together


def effort(text: str) -> float:
    """The least processor time that a text took, of several tries, in seconds."""
    tries = []
    for _ in range(5):
        began = time.process_time()
        run_together(text)
        tries.append(time.process_time() - began)
    return min(tries)


@pytest.mark.parametrize("letter", ["0", "x", "é", "李"])
def test_a_word_of_ten_times_the_letters_takes_no_hundred_times_as_long(letter: str) -> None:
    assert effort(letter * 20_000) < 40 * max(effort(letter * 2_000), 0.0005)


def test_words_with_signs_inside_are_still_found_without_them() -> None:
    assert "obrien" in run_together("o'brien and jean-luc")
    assert "jeanluc" in run_together("o'brien and jean-luc")
