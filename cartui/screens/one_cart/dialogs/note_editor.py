"""The internal note of a cart."""

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import TextArea

from cartui.commands.picking import LeaveDialog, SaveForm
from cartui.screens.desk.half_typed import begun, keep_typed
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.clean_input import CleanArea

DRAFT = "note"


class NoteEditor(Dialog[str | None]):
    """Several lines; ctrl+s saves, and escape keeps what was typed as a draft."""

    DEFAULT_CSS = """
    NoteEditor > #box { height: 70%; }
    NoteEditor TextArea { height: 1fr; border: none; padding: 0; background: $surface; }
    """
    OFFERS = (SaveForm, LeaveDialog)
    TYPES = True
    HEADING = "internal note"

    def __init__(self, note: str, drafts: dict[str, object]) -> None:
        """Start with the draft, if one was left."""
        super().__init__()
        self._note = note
        self._drafts = drafts
        then = begun(drafts, DRAFT)
        self.started = then.values if then is not None and isinstance(then.values, str) else note
        """The note that was saved when this one was begun; others may have saved another one since."""

    def inside(self) -> Iterable[Widget]:
        """The text; no highlighting, since it is prose and not code."""
        draft = self._drafts.get(DRAFT)
        yield CleanArea(draft if isinstance(draft, str) else self._note)

    def on_mount(self) -> None:
        """Write on at the end."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)
        if DRAFT in self._drafts:
            self.told.say("This is a draft: it is not saved yet.")
        if self.started != self._note:
            self.told.say("Somebody else changed the note since this draft was begun: saving shows both.")

    def action_save_form(self) -> None:
        """Give the note; it stays a draft until it is saved."""
        text = self.query_one(TextArea).text
        keep_typed(self._drafts, DRAFT, text, self.started)
        self.dismiss(text)

    def keep_draft(self) -> None:
        """Keep what was typed, if anything was."""
        for area in self.query(TextArea):
            if area.text not in {self._note, self.started}:
                keep_typed(self._drafts, DRAFT, area.text, self.started)
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
