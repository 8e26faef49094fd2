"""A document as it leaves the shop, looked at before it is printed, saved or copied."""

import asyncio
from pathlib import Path
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cartui.client.protocol import ClientError
from cartui.commands.documents import ONE_DOCUMENT
from cartui.documents.document_files import content_of
from cartui.documents.document_words import title_of
from cartui.documents.plain_text import WIDTHS, document_text
from cartui.documents.printer import print_out
from cartui.model.document import Document
from cartui.model.text import clean_line
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import LONG, Told
from cartui.screens.documents.printer_choice import Printing, printer_pick
from cartui.screens.documents.saving_document import SaveDocumentForm
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.scrolled import Scrolled

RECEIPT: Final = WIDTHS[0]
PAGE: Final = WIDTHS[-1]


class Sheet(Scrolled):
    """What is written on the document."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other lines came into sight."""
        super().watch_scroll_y(old_value, new_value)
        if isinstance(self.screen, DocumentPreview):
            self.screen.show_place()


class DocumentPreview(DeskScreen[None]):
    """One document, as text of the width of a page or of a receipt."""

    OFFERS = ONE_DOCUMENT
    AUTO_FOCUS = "Sheet"
    DEFAULT_CSS = """
    DocumentPreview Sheet { height: 1fr; align-horizontal: center; }
    DocumentPreview #document { width: auto; height: auto; }
    """

    def __init__(self, document: Document) -> None:
        """Show that one."""
        super().__init__()
        self.document = document
        self._columns = PAGE

    def compose(self) -> ComposeResult:
        """The text in the middle, which scrolls."""
        yield DeskHeader()
        with Sheet() as sheet:
            sheet.styles.scrollbar_size_vertical = 0  # a page is as wide as a small terminal
            yield Static(id="document")
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Write it."""
        self._draw()

    @property
    def _text(self) -> str:
        """Its lines."""
        return document_text(self.document, columns=self._columns)

    @property
    def _sheet(self) -> Sheet:
        """Where it is written."""
        return self.query_one(Sheet)

    def _draw(self) -> None:
        """Write it as wide as it is looked at."""
        self.query_one("#document", Static).update(Content(self._text.rstrip("\n")))
        self.call_after_refresh(self.show_place)

    @on(Resize)
    def resized(self) -> None:
        """Another part of it is in sight."""
        self.call_after_refresh(self.show_place)

    def show_place(self) -> None:
        """Say how many lines there are below, where there are some."""
        below = round(self._sheet.max_scroll_y - self._sheet.scroll_y)
        self.show_note(f"{below} more line{'' if below == 1 else 's'} ↓" if below > 0 else "")

    # --- what is done with it ------------------------------------------------------------------------

    def show_error(self, error: ClientError) -> None:
        """Say it above the keys; once one has gone on, wherever one is."""
        if self.is_current:
            self._say(error.message, wrong=True)
        else:
            super().show_error(error)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        """Say it above the keys, or wherever one is by now."""
        if self.is_current:
            self.query_one(Told).say(sentence, wrong=wrong)
        else:
            self.app.notify(sentence, timeout=LONG)

    def action_other_width(self) -> None:
        """Show it as wide as the other paper."""
        self._columns = RECEIPT if self._columns == PAGE else PAGE
        self._draw()

    def action_copy_document(self) -> None:
        """Put its text into the clipboard of the agent's own terminal."""
        try:
            self.app.copy_to_clipboard(self._text)
        except ValueError as error:
            self._say(f"It was not copied: {error}.", wrong=True)
        else:
            self._say(f"{title_of(self.document)} is copied as text.")

    def action_print_document(self) -> None:
        """Ask on which printer."""
        self._say("Looking for printers …")
        self.flow(self._print)

    async def _print(self, hold: Hold) -> None:
        """Look which printers there are, ask for one, and print."""
        pick = await asyncio.to_thread(printer_pick, title_of(self.document))
        self._say("")
        answer = self.app.push_screen(pick, wait_for_dismiss=True)
        hold.release()
        chosen = await answer
        if chosen is not None:
            self._say("Printing …")
            self.write(self._print_on(chosen))

    async def _print_on(self, chosen: Printing) -> None:
        """Hand it to that printer; both takes a moment, and not the desk's."""
        title = title_of(self.document)

        def work() -> None:
            stationery = self.desk.documents.stationery
            content = content_of(self.document, chosen.form, stationery=stationery, columns=chosen.columns)
            print_out(content, printer=chosen.printer, title=title)

        await asyncio.to_thread(work)
        self._say(f"{title} is with the printer.")

    def action_save_document(self) -> None:
        """Ask for the file."""
        places = self.desk.documents
        form = SaveDocumentForm(self.document, places.folder, places.stationery)
        self.app.push_screen(form, self._saved)

    def _saved(self, path: Path | None) -> None:
        """Say where it is."""
        if path is not None:
            self._say(f"{title_of(self.document)} is in {clean_line(str(path))}")

    def action_leave_document(self) -> None:
        """Go back."""
        self.app.pop_screen()
