"""The question before half-typed text is lost by quitting."""

from collections.abc import Sequence

from cartui.screens.confirm import Question


def quit_question(half_typed: Sequence[tuple[str, str]]) -> Question:
    """Name what would be lost: numbers of carts, each with the form that is half filled in it."""
    lines = [f"{number}: the {form} is half written and not saved." for number, form in half_typed]
    return Question(title="Quit and lose it?", text="\n".join(lines), yes="Quit")
