"""Calls to the customers of carts: what is noted of one, and how it is said."""

from collections.abc import Iterable, Mapping
from typing import Final

from cartui.model.recovery import CallOutcome
from cartui.rules.comments import comment_text

OUTCOMES: Final[Mapping[CallOutcome, str]] = {
    CallOutcome.REACHED: "reached",
    CallOutcome.NO_ANSWER: "no answer",
    CallOutcome.ORDERED: "ordered",
    CallOutcome.DECLINED: "declined",
}
"""What came of a call, in words that follow "called"."""


def call_text(text: str) -> str:
    """What was said, as it is kept: as a comment is, but it may be nothing. Raises ``Invalid``."""
    return comment_text(text) if text.strip() else ""


def called(actions: Iterable[str]) -> str:
    """An entry of a call in words, given the names of its actions: ``called, no answer``."""
    words = [OUTCOMES[CallOutcome(action)] for action in actions if action in set(CallOutcome)]
    return ", ".join(["called", *words])
