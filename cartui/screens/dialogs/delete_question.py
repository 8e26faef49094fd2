"""The question before a cart goes into the trash, in the same words wherever it is asked."""

from typing import Final

from cartui.formatting.cells import fit
from cartui.formatting.people import GUEST
from cartui.screens.dialogs.confirm import Question

NAME = 40
"""Cells of a name in the question."""

LOST: Final = "Its lines, its note and its customer data"
"""What a purge leaves nothing of; of the history, who did what kind of thing when stays."""


def delete_question(number: str, who: str, lines: int, amount: str, *, keep_days: int) -> Question:
    """Name the cart and what is in it; ``keep_days``: how long the trash keeps it, 0: not at all."""
    size = f"{lines} line{'' if lines == 1 else 's'}"
    text = f"{fit(who or GUEST, NAME).rstrip()} · {size} · {amount}\n{kept_words(keep_days)}"
    return Question(title=f"Delete {number}?", text=text, yes="Delete")


def kept_words(keep_days: int) -> str:
    """Whether it can be brought back, and what is lost at the end."""
    if not keep_days:
        return f"It cannot be brought back.\n{LOST} are gone for good."
    days = "a day" if keep_days == 1 else f"{keep_days} days"
    return f"It can be brought back for {days}.\nAfter that {LOST[0].lower()}{LOST[1:]} are gone for good."


def deleted_notice(number: str, *, keep_days: int, undo_key: str = "") -> str:
    """What is said afterwards; ``undo_key``: what brings it back from here, where something does."""
    if not keep_days:
        return f"{number} is deleted."
    back = f" {undo_key} brings it back." if undo_key else ""
    return f"{number} is in the trash.{back}"
