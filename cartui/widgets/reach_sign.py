"""The sign that the backend is away, as the first line of every screen has it."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from cartui.formatting.cells import fit

SIGN: Final = "bold $text-warning"
"""How it is drawn; its words say it as well."""


def longest(signs: Sequence[str], room: int) -> str:
    """The first that fits whole into so many cells; of the last one as much as there is room for."""
    for sign in signs:
        if cell_len(sign) <= room:
            return sign
    return fit(signs[-1], max(0, room)).rstrip() if signs else ""


def alarm_line(text: str, width: int) -> Content:
    """A line that is seen before all else."""
    return Content.styled(fit(f" {text}", max(0, width)), "bold reverse $text-error")
