"""The questions before something that is not saved is left behind."""

from collections.abc import Sequence
from typing import Final

from cartui.screens.desk.reach import LOG_IN_AGAIN
from cartui.screens.dialogs.confirm import Question

MOST_LINES: Final = 5
"""Things that are named one by one; of more their number is said."""


def quit_question(lost: Sequence[str]) -> Question:
    """Name what would be lost, each in a sentence."""
    return Question(title="Quit and lose it?", text=_listed(lost), yes="Quit")


def switch_question(lost: Sequence[str]) -> Question:
    """The same before one goes to another shop, where nothing of this one is kept."""
    return Question(title="Go to the other shop and lose it?", text=_listed(lost), yes="Go")


def stop_question(job: str, *, for_another: bool = False) -> Question:
    """Ask before a change of many carts stops with the desk that works on it; ``job``: how far it is.

    ``for_another``: one goes on in another shop.
    """
    title = "Go to the other shop and let it stop?" if for_another else "Quit and let it stop?"
    return Question(title=title, text=job, yes="Go" if for_another else "Quit", no="Stay")


def leave_question(number: str, changes: int, *, stranger: bool) -> Question:
    """Ask before a cart is left whose changes wait; ``stranger``: the backend does not know the agent."""
    what = "1 change is" if changes == 1 else f"{changes} changes are"
    then = f"{LOG_IN_AGAIN[0].upper()}{LOG_IN_AGAIN[1:]}stay here and read again."
    if not stranger:
        then = "The desk goes on trying for as long as it is open."
    text = f"{what} not saved yet. {then}"
    return Question(title=f"Leave {number} unsaved?", text=text, yes="Leave")


def _listed(sentences: Sequence[str]) -> str:
    """The first of them, and how many there are beside."""
    if len(sentences) <= MOST_LINES + 1:
        return "\n".join(sentences)
    return "\n".join([*sentences[:MOST_LINES], f"… and {len(sentences) - MOST_LINES} more."])
