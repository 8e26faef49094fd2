"""The title of the agent's terminal window or tab, given back at the end as it was."""

from typing import Final

KEEP: Final = "\x1b[22;2t"
"""Lets the terminal remember its title; one that cannot passes over it."""

GIVE_BACK: Final = "\x1b[23;2t"
"""Puts the remembered title in its place again."""

LONGEST: Final = 200
"""Characters of a title that anybody could read."""


def title_sequence(text: str) -> str:
    """The sequence that sets the title; ``text`` is one line that is clean already."""
    return f"\x1b]2;{text[:LONGEST]}\x07"
