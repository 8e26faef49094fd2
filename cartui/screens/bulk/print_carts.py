"""Printing a document of each of many carts: what, where, and how far it is."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cartui.client.noted_exports import write_noted
from cartui.client.print_run import OF_CARTS, PrintRun, kind_words
from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.picking import LeaveDialog
from cartui.documents.document_pile import pile_of
from cartui.documents.document_words import TITLES
from cartui.documents.printer import print_out
from cartui.formatting.export_words import written_to
from cartui.model.document import DocumentKind
from cartui.model.text import clean_line
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.dialogs.dialog import LONG, Dialog
from cartui.screens.dialogs.pick import Option, Pick
from cartui.screens.documents.documents_of import STANDS_FOR
from cartui.screens.documents.printer_choice import NEW_FILE, Printing, printer_pick
from cartui.screens.documents.saving_document import ENDINGS, NO_PATH, shown_path, typed_path
from cartui.settings.errors import NotWritten
from cartui.settings.new_file import new_file

if TYPE_CHECKING:
    from cartui.model.bulk import BulkTarget

GROUP: Final = "print"
"""The group of the worker that prints."""


def print_carts(screen: DeskScreen[Any], target: "BulkTarget", words: str) -> None:
    """Ask which document of these carts is printed, and where; print it. ``words``: which carts."""

    def chosen(kind: DocumentKind | None) -> None:
        if kind is not None:
            screen.flow(partial(_ask_where, screen, target, kind, words))

    options = [Option(kind, (TITLES[kind], STANDS_FOR[kind])) for kind in OF_CARTS]
    screen.app.push_screen(Pick(f"print documents of {words}", options), chosen)


async def _ask_where(
    screen: DeskScreen[Any], target: "BulkTarget", kind: DocumentKind, words: str, hold: Hold
) -> None:
    """Ask for the printer or the file, and begin."""
    heading = f"{kind_words(kind)} of {words}"
    pick = await asyncio.to_thread(printer_pick, heading, or_file=True)
    answer = screen.app.push_screen(pick, wait_for_dismiss=True)
    hold.release()
    chosen, path = await answer, None
    if chosen is None:
        return
    form = chosen.form
    if chosen.printer == NEW_FILE:
        name = f"{kind_words(kind).replace(' ', '-')}-{screen.desk.now().astimezone():%Y%m%d-%H%M%S}"
        usual = shown_path(screen.desk.documents.folder / f"{name}.{form.ending}")
        typed = await screen.app.push_screen(
            AskLine(f"save {heading}", "File", usual, check=_why_no_path, hint=f"ends in {ENDINGS}"),
            wait_for_dismiss=True,
        )
        if typed is None:
            return
        path, ending = typed_path(typed)
        form = ending or form

    def said(sentence: str | None) -> None:
        if sentence is not None:
            screen.app.notify(sentence, timeout=LONG)

    run = PrintRun(screen.desk.client, target, kind, screen.desk.now().astimezone(UTC), form)
    screen.app.push_screen(PrintDialog(heading, run, chosen, path), said)


def _why_no_path(text: str) -> str | None:
    """What is wrong with the name of a file, if something is."""
    return NO_PATH if typed_path(text)[1] is None else None


class PrintDialog(Dialog[str | None]):
    """Says how far it is, and stops it; gives a sentence about what came of it."""

    OFFERS = (LeaveDialog,)

    def __init__(self, heading: str, run: PrintRun, onto: Printing, path: Path | None) -> None:
        """Print that run onto a printer, or into the file at ``path``."""
        super().__init__()
        self._heading = heading
        self._run = run
        self._onto = onto
        self._path = path
        self._is_running = True
        self._is_leaving_us = False
        """Whether the printer gets it just now, which nobody can stop."""

    def heading(self) -> str:
        """What is printed."""
        return f"print {self._heading}"

    def on_mount(self) -> None:
        """Begin."""
        self._show_count(0)
        self.read(self._print(), group=GROUP)

    def footer_word(self, command: CommandClass) -> str:
        """While it is under way, leaving stops that."""
        return "stop" if command is LeaveDialog and self._is_running else super().footer_word(command)

    def _show_count(self, count: int) -> None:
        """Say how far it is."""
        self.told.say(f"{count:,} are laid out …")

    async def _print(self) -> None:
        """Print all of it; where that ends before its time, say that nothing came of it."""
        try:
            sentence = await (self._into_file(self._path) if self._path is not None else self._onto_paper())
        except NotWritten as error:
            self.told.say(f"{error.reason[:1].upper()}{error.reason[1:]}. Nothing was written.", wrong=True)
        except ClientError as error:
            self.note_failure(error, is_read=True)
            self.told.say(error.message, wrong=True)
        else:
            self.dismiss(sentence)
        finally:
            self._is_running = False
            self.refresh_hints()

    async def _into_file(self, path: Path) -> str:
        """Write a new file, whole or not at all."""
        with new_file(path) as write:

            async def put(content: bytes) -> None:
                write(content)

            count, remark = await self._noted(put)
        told = written_to(clean_line(str(path)), count, kind_words(self._run.kind))
        return self._sentence(f"{told}.", remark)

    async def _onto_paper(self) -> str:
        """Hand it to the printer."""
        what = kind_words(self._run.kind)

        async def put(content: bytes) -> None:
            self._is_leaving_us = True
            title = what.capitalize()
            await asyncio.to_thread(print_out, content, printer=self._onto.printer, title=title)

        count, remark = await self._noted(put)
        told = f"1 {what.removesuffix('s')} is" if count == 1 else f"{count:,} {what} are"
        return self._sentence(f"{told} with the printer.", remark)

    async def _noted(self, put: Callable[[bytes], Awaitable[None]]) -> tuple[int, str]:
        """Lay it out and put it where it goes, noted as any export; give how many, and what is to be said."""

        async def work() -> int:
            stationery, columns = self.desk.documents.stationery, self._onto.columns
            begin = partial(pile_of, self._run.form, stationery=stationery, columns=columns)
            with closing(await asyncio.to_thread(begin)) as pile:
                count, content = await self._run.lay_on(pile, self._show_count)
            await put(content)
            return count

        return await write_noted(self.desk.client, self._run.noted_as, work)

    def _sentence(self, told: str, remark: str) -> str:
        """What came of it, and what it is without."""
        return " ".join(filter(None, (told, clean_line(self._run.remark), remark)))

    def action_leave_dialog(self) -> None:
        """Stop; once it is over, go back."""
        if not self._is_running:
            super().action_leave_dialog()
        elif self._is_leaving_us:
            self.told.say("The printer is getting it: that cannot be stopped here.")
        else:
            self.workers.cancel_group(self, GROUP)
            self.told.say("Stopped: nothing was printed.", wrong=True)
