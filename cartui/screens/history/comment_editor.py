"""A comment on a cart: written here, and sent by whoever asked for it."""

from collections.abc import Callable, Iterable
from functools import partial
from secrets import token_hex
from typing import TypeVar

from textual import on
from textual.widget import Widget
from textual.widgets import TextArea

from cartui.client.protocol import ClientError
from cartui.commands.picking import LeaveDialog, SaveForm
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.clean_input import CleanArea

T = TypeVar("T")

DRAFT = "comment"
"""The form under which a half-written comment is kept."""


class CommentEditor(Dialog[str | None]):
    """Several lines; ctrl+s gives them, and escape keeps what was typed as a draft."""

    DEFAULT_CSS = """
    CommentEditor TextArea { height: 6; border: none; padding: 0; background: $boost; }
    """
    OFFERS = (SaveForm, LeaveDialog)
    TYPES = True

    def __init__(self, number: str, drafts: dict[str, object]) -> None:
        """Start with the draft, if one was left."""
        super().__init__()
        self._number = number
        self._drafts = drafts

    def heading(self) -> str:
        """What it is about."""
        return f"comment on {self._number}"

    def inside(self) -> Iterable[Widget]:
        """The text; no highlighting, since it is prose and not code."""
        draft = self._drafts.get(DRAFT)
        yield CleanArea(draft if isinstance(draft, str) else "")

    def on_mount(self) -> None:
        """Write on at the end."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)
        if DRAFT in self._drafts:
            self.told.say("This is a draft: it is not saved yet.")

    def action_save_form(self) -> None:
        """Give the comment; it stays a draft until it is saved."""
        text = self.query_one(TextArea).text
        if not text.strip():
            self.told.say("Nothing is written yet.", wrong=True)
            return
        self._drafts[DRAFT] = text
        self.dismiss(text)

    def keep_draft(self) -> None:
        """Keep what was typed, if anything was."""
        for area in self.query(TextArea):
            if area.text.strip():
                self._drafts[DRAFT] = area.text
            else:
                self._drafts.pop(DRAFT, None)

    @on(TextArea.Changed)
    def written(self) -> None:
        """Something was written."""
        self.desk_app.typed()

    def action_leave_dialog(self) -> None:
        """Keep what was typed, and go."""
        self.keep_draft()
        super().action_leave_dialog()


def write_comment(
    screen: DeskScreen[T], cart_id: str, number: str, saved: Callable[[], None] = lambda: None
) -> None:
    """Let a comment on that cart be written over the screen, and save it; until then it is a draft.

    ``saved`` is called once it is.
    """
    drafts = screen.desk.half_typed.of_cart(cart_id, number)

    async def save(text: str, key: str) -> None:
        await _save(screen, cart_id, number, text, key)
        saved()

    def written(text: str | None) -> None:
        if text is not None:
            screen.write(save(text, token_hex(16)))

    screen.app.push_screen(CommentEditor(number, drafts), written)


async def _save(screen: DeskScreen[T], cart_id: str, number: str, text: str, key: str) -> None:
    """Save it, and forget the draft unless something else was written into it meanwhile."""
    said = False

    def waits(_error: ClientError) -> None:
        nonlocal said
        if not said:
            screen.app.notify(f"{number}: your comment is saved as soon as the shop is reached again.")
        said = True

    await screen.until_answered(
        f"{number}: not known yet whether your comment was saved.",
        partial(screen.desk.client.history.comment, cart_id, text, key=key),
        waits=waits,
    )
    drafts = screen.desk.half_typed.of_cart(cart_id, number)
    if drafts.get(DRAFT) == text:
        drafts.pop(DRAFT)
    screen.app.notify(f"{number}: your comment is saved.")
