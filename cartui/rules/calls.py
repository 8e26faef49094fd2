"""Calls to the customers of carts: what is noted of one, and how it is said."""

from collections.abc import Iterable, Mapping
from typing import Final

from cartui.model.recovery import CallOutcome

OUTCOMES: Final[Mapping[CallOutcome, str]] = {
    CallOutcome.REACHED: "reached",
    CallOutcome.NO_ANSWER: "no answer",
    CallOutcome.ORDERED: "ordered",
    CallOutcome.DECLINED: "declined",
}
"""What came of a call, in words that follow "called"."""


def called(actions: Iterable[str]) -> str:
    """An entry of a call in words, given the names of its actions: ``called, no answer``."""
    words = [OUTCOMES[CallOutcome(action)] for action in actions if action in set(CallOutcome)]
    return ", ".join(["called", *words])
