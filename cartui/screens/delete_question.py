"""The question before a cart goes into the trash, in the same words wherever it is asked."""

from cartui.formatting.cells import fit
from cartui.screens.cart_columns import GUEST
from cartui.screens.confirm import Question

NAME = 40
"""Cells of a name in the question."""


def delete_question(number: str, who: str, lines: int, amount: str, *, keep_days: int) -> Question:
    """Name the cart and what is in it; ``keep_days``: how long the trash keeps it, 0: not at all."""
    size = f"{lines} line{'' if lines == 1 else 's'}"
    kept = f"It can be brought back for {keep_days} days." if keep_days else "It cannot be brought back."
    text = f"{fit(who or GUEST, NAME).rstrip()} · {size} · {amount}\n{kept}"
    return Question(title=f"Delete {number}?", text=text, yes="Delete")


def deleted_notice(number: str, *, keep_days: int, undo_key: str = "") -> str:
    """What is said afterwards; ``undo_key``: what brings it back from here, where something does."""
    if not keep_days:
        return f"{number} is deleted."
    back = f" {undo_key} brings it back." if undo_key else ""
    return f"{number} is in the trash.{back}"
