"""What staff write on a cart: its note and its tags."""

from functools import partial

from cartui.commands.one_cart import EditTags, WriteNote
from cartui.model.actions import SetNote, SetTags
from cartui.screens.desk.cart_edits import Area
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.one_cart.begun_forms import as_begun, begin_on
from cartui.screens.one_cart.dialogs.note_editor import DRAFT, NoteEditor
from cartui.screens.one_cart.parts.cart_part import CartPart

TAGS_DRAFT = "tags"
"""What is half typed of the tags."""


class CartNotes(CartPart):
    """Writes the note, and types the tags."""

    OFFERS = (WriteNote, EditTags)

    def action_write_note(self) -> None:
        """Write the note."""
        editor = NoteEditor(self.cart.note, begin_on(self.edits))
        self.screen.app.push_screen(editor, partial(self._set_note, editor))

    def _set_note(self, editor: NoteEditor, note: str | None) -> None:
        """Save the note; one that others changed since it was begun is shown beside theirs."""
        if note is not None:
            before = as_begun(self.edits, DRAFT, note=editor.started)
            self.edits.ask(Area.NOTE, SetNote(note=note), draft=DRAFT, before=before)

    def action_edit_tags(self) -> None:
        """Type the tags."""
        form = AskLine(
            TAGS_DRAFT,
            "Tags",
            ", ".join(self.cart.tags),
            hint="separated by commas",
            drafts=begin_on(self.edits),
        )
        self.screen.app.push_screen(form, partial(self._set_tags, form))

    def _set_tags(self, form: AskLine, text: str | None) -> None:
        """Save the tags."""
        if text is not None:
            before = as_begun(self.edits, TAGS_DRAFT, tags=_tags(form.started["text"]))
            self.edits.ask(Area.TAGS, SetTags(tags=_tags(text)), draft=TAGS_DRAFT, before=before)


def _tags(text: str) -> tuple[str, ...]:
    """Tags as they are typed."""
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())
