"""The completion list of a query line: a few rows that float under its cursor."""

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from cartui.formatting.cells import fit
from cartui.rules.query.completion import Completion, Offer

MOST: Final = 6
"""Rows at most."""

_WIDEST: Final = 24
"""Cells of a value; what is longer is cut."""

_TAB: Final = "tab"
_ENTER: Final = "enter"
"""The keys that take the row in which they stand."""


class QueryOffers(Static, can_focus=False):
    """Offers with one of them chosen, or a hint where there are none. Nothing below it moves."""

    DEFAULT_CSS = """
    QueryOffers {
        overlay: screen; constrain: inside inside;
        width: auto; height: auto; display: none;
        margin-left: 3; padding: 0 1; background: $panel; color: $foreground;
    }
    """

    @dataclass
    class Clicked(Message):
        """A row was clicked: it is meant."""

        index: int

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__(Content(""))
        self._first = 0

    def hide(self) -> None:
        """Take it away."""
        self.display = False

    def show(self, completion: Completion, chosen: int | None, room: int) -> None:
        """Show these in ``room`` cells; away where there is nothing to say."""
        offers = completion.offers
        if not offers:
            self.update(Content.styled(fit(completion.hint, min(room, cell_len(completion.hint))), "dim"))
            self.display = bool(completion.hint)
            return
        by_tab = chosen is None and completion.is_begun
        rows = MOST if len(offers) <= MOST else MOST - 1
        at = chosen or 0
        self._first = max(0, min(at - rows + 1, len(offers) - rows))
        shown = offers[self._first : self._first + rows]
        width = min(_WIDEST, max(cell_len(offer.text) for offer in shown))
        lines = [
            _row(offer, width, room, key=_ENTER, is_chosen=True)
            if place == chosen
            else _row(offer, width, room, key=_TAB if by_tab and place == 0 else "")
            for place, offer in enumerate(shown, self._first)
        ]
        if len(offers) > rows:
            lines.append(
                Content.styled(f"{self._first + 1} to {self._first + len(shown)} of {len(offers)}", "dim")
            )
        self.update(Content("\n").join(lines))
        self.display = True

    def on_click(self, event: Click) -> None:
        """Take what was clicked."""
        event.stop()
        self.post_message(self.Clicked(self._first + event.y))


def _row(offer: Offer, width: int, room: int, *, key: str, is_chosen: bool = False) -> Content:
    """One offer: what is typed, what it means, and the key that takes it."""
    sign = f"  {key}" if key else ""
    meaning = fit(offer.meaning, min(cell_len(offer.meaning), room - width - 2 - len(sign)))
    row = Content.assemble(
        (fit(offer.text, width), "bold"),
        (f"  {meaning}", "" if is_chosen else "dim"),
        (sign, "" if is_chosen else "$accent"),
    )
    return row.stylize("$block-cursor-foreground on $block-cursor-background") if is_chosen else row
