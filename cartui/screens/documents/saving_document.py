"""Saving a document to a file."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.picking import Onward
from cartui.documents.document_files import content_of, file_name
from cartui.documents.document_words import title_of
from cartui.documents.pdf.fonts import can_draw
from cartui.model.document import Document
from cartui.model.paper import DocumentFormat, Stationery
from cartui.model.text import clean_line
from cartui.screens.dialogs.form import Field, Form
from cartui.settings.errors import NotWritten
from cartui.settings.new_file import new_file

_ENDINGS: Final = {f".{form.ending}": form for form in DocumentFormat}

ENDINGS: Final = " or ".join(_ENDINGS)
"""How names of documents end, in words."""


NO_PATH: Final = f"A path is needed that ends in {ENDINGS}."
"""Said of what :func:`typed_path` takes for none."""


def shown_path(path: Path) -> str:
    """The path as it is offered, short where it is in one's home."""
    home = Path.home()
    return clean_line(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path))


def typed_path(text: str) -> tuple[Path, DocumentFormat | None]:
    """The file that was typed, and what is written by its ending; ``None``: that cannot be."""
    text = text.strip()
    try:
        path = Path.cwd() / Path(text).expanduser()
    except RuntimeError:  # the home of somebody who is not here
        return Path(text), None
    return path, None if "\0" in text else _ENDINGS.get(path.suffix.lower())


class SaveDocumentForm(Form[Path | None]):
    """Asks for the file, whose ending says what is written; gives where it is."""

    EDITS_SAVED = False

    def __init__(self, document: Document, folder: Path, stationery: Stationery) -> None:
        """Ask where this goes; ``folder`` is offered."""
        super().__init__({}, "document")
        self._document = document
        self._folder = folder
        self._stationery = stationery
        self._is_writing = False

    def heading(self) -> str:
        """What is saved."""
        return f"save {clean_line(title_of(self._document))}"

    def fields(self) -> Sequence[Field]:
        """The file."""
        usual = DocumentFormat.PDF if can_draw() else DocumentFormat.TEXT
        shown = shown_path(self._folder / file_name(self._document, usual))
        return (Field("file", "File", shown, required=True),)

    def on_mount(self) -> None:
        """Say what the name decides."""
        super().on_mount()
        self.told.say(f"It is new, ends in {ENDINGS}, and only you can read it.")

    def footer_word(self, command: CommandClass) -> str:
        """There is but one field."""
        return "save" if command is Onward else super().footer_word(command)

    def save(self, values: Mapping[str, str]) -> None:
        """Write it, unless the name cannot be."""
        if self._is_writing:
            return
        path, form = typed_path(values["file"])
        if form is None:
            self.show_problems({"file": NO_PATH})
            return
        self._is_writing = True
        self.told.say("Writing …")
        self.write(self._write(path, form), hold=self.desk_app.type_ahead.hold())

    async def _write(self, path: Path, form: DocumentFormat) -> None:
        """Write all of it, or nothing."""

        def work() -> None:
            content = content_of(self._document, form, stationery=self._stationery)
            with new_file(path) as write:
                write(content)

        try:
            await asyncio.to_thread(work)
        except NotWritten as error:
            self.show_problems({"file": f"{error.reason[:1].upper()}{error.reason[1:]}."})
            self.told.say("")
        except ClientError as error:
            self.told.say(f"{error.message} Nothing was written.", wrong=True)
        else:
            self.dismiss(path)
        finally:
            self._is_writing = False
