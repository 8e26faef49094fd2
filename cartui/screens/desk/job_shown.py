"""What a screen says of the change of many carts that is followed, and with which keys."""

from collections.abc import Iterator
from typing import Any

from cartui.commands.navigation import GoBack, ShowBulkChange
from cartui.commands.whole_cart import UndoCart
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.job_at_hand import JobAtHand
from cartui.widgets.job_line import JobLine


def show_job(screen: DeskScreen[Any], at_hand: JobAtHand) -> None:
    """Fill the screen's line, which it gets with the first word that is to be said."""
    signs, lines = tuple(at_hand.signs()), screen.query(JobLine)
    if not signs and not lines:
        return
    line = lines.first() if lines else JobLine()
    line.signs = signs
    line.keys = tuple(_keys(screen, at_hand))
    if not lines:
        screen.mount(line)


def _keys(screen: DeskScreen[Any], at_hand: JobAtHand) -> Iterator[str]:
    """What can be done about it from here, the most important first."""
    keys = (
        (ShowBulkChange, "shows it"),
        (UndoCart, "undoes it" if at_hand.can_be_undone and screen.undoes_jobs else ""),
        (GoBack, "seen" if at_hand.is_over and screen.undoes_jobs else ""),
    )
    for command, word in keys:
        key = screen.keymap.shown(command)
        if key and word and command in screen.offers:
            yield f"{key} {word}"
