"""Calls to customers, in words."""

import pytest

from cartui.model.recovery import CallOutcome
from cartui.rules.calls import OUTCOMES, called


def test_every_outcome_has_words() -> None:
    assert set(OUTCOMES) == set(CallOutcome)


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        (("no_answer",), "called, no answer"),
        (("reached",), "called, reached"),
        ((), "called"),
        (("of a later version",), "called"),
    ],
)
def test_a_call_says_what_came_of_it(actions: tuple[str, ...], words: str) -> None:
    assert called(actions) == words
