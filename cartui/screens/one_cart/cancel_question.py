"""The question before everything is taken back that was done to a cart since it was opened (decision 13)."""

from collections.abc import Sequence
from typing import Final

from cartui.formatting.cells import fit
from cartui.model.history import HistoryEntry
from cartui.screens.dialogs.confirm import Question
from cartui.screens.dialogs.delete_question import kept_words

MOST: Final = 4
"""Changes that are named; the others are counted."""

WIDTH: Final = 56
"""Cells of a change in the question."""

KEEP: Final = "Keep it"
"""The word that takes nothing back: "Cancel" would mean both answers here."""


def cancel_question(number: str, opened: str, own: Sequence[HistoryEntry], *, undo_key: str) -> Question:
    """Name what would be taken back, the latest first; ``opened`` is when the cart was, in words."""
    count = len(own)
    several = "" if count == 1 else "s"
    named = [f"· {fit(entry.summary, WIDTH).rstrip()}" for entry in own[:MOST]]
    more = [f"· and {count - MOST} more"] if count > MOST else []
    back = f" {undo_key} brings it back." if undo_key else ""
    text = "\n".join([*named, *more, f"What others did stays.{back}"])
    title = f"Cancel what you did to {number} since {opened}: {count} change{several}?"
    return Question(title=title, text=text, yes="Take it all back", no=KEEP)


def throw_away_question(number: str, opened: str, what: str, *, keep_days: int) -> Question:
    """The same for a cart that was started then: it goes as a whole; ``what`` says what is in it."""
    text = f"You started it at {opened}, so it is deleted: {what}.\n{kept_words(keep_days)}"
    return Question(title=f"Cancel {number}?", text=text, yes="Delete it", no=KEEP)
