"""Choosing a statement's files: the newest CSV files of some folders, or a path that is typed."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.picking import Choose
from cartui.commands.statement_import import CHOOSING_FILES, TYPING_PATH, MarkFile, TypePath
from cartui.formatting.ages import show_age
from cartui.model.text import clean_line
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.locks.statement_files import (
    StatementFile,
    downloads,
    newest_files,
    paths_beginning,
    usable_file,
)
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.clean_input import CleanInput

NO_FOLDER: Final = (
    "No folder of statements is set up for this desk. They come in by `cartui import statement`: "
    "give the file to whoever leads here, or ask for `statements.folder` in the settings."
)
"""What is said at a restricted desk without a folder."""

ONE_FOLDER: Final = "At this desk statements are read from one folder only."


class StatementFileChoice(Dialog[tuple[StatementFile, ...] | None]):
    """Gives the files that were chosen, by name; several where they were marked."""

    HEADING = "which statement"
    OFFERS: ClassVar[tuple[CommandClass, ...]] = CHOOSING_FILES
    DEFAULT_CSS = """
    StatementFileChoice > #box { width: 100%; max-width: 110; }
    StatementFileChoice Choices { height: auto; max-height: 16; }
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._files: list[StatementFile] = []
        self._marked: set[Path] = set()

    def inside(self) -> Iterable[Widget]:
        """The list."""
        yield Choices(right=(1, 2))

    def on_mount(self) -> None:
        """Look into the folders."""
        self.query_one(Choices).focus()
        if self._within is None and self.desk.restricted:
            self.told.say(NO_FOLDER, wrong=True)
            return
        self.told.say("looking for statements …")
        self.read(self._look_up(), group="files", hold=self.desk_app.type_ahead.hold())

    @property
    def _within(self) -> Path | None:
        """The only folder of a restricted desk."""
        return self.desk.statements.folder if self.desk.restricted else None

    async def _look_up(self) -> None:
        """List what there is."""
        configured, last = self.desk.statements.folder, self.desk.session.statement_folder
        within = self._within

        def found() -> tuple[list[StatementFile], list[str], list[Path]]:
            folders = [] if configured is None else [configured]
            if within is None:
                used = Path(last)
                folders = [*([used] if last and used.is_dir() else []), *folders, *downloads()]
            return *newest_files(folders, within=within), folders

        self._files, wrong, folders = await asyncio.to_thread(found)
        self._list(0)
        looked = ", ".join(clean_line(str(folder)) for folder in folders) or "your downloads"
        nothing = "" if self._files else f"There is no CSV file in {looked}."
        self.told.say(" ".join(filter(None, [*wrong, nothing])), wrong=bool(wrong))
        self.refresh_hints()

    def _list(self, index: int) -> None:
        """Show the files."""
        now = self.desk.now()
        rows = [
            Choice(
                (
                    f"{'✓' if file.path in self._marked else ' '} {file.name}",
                    _size(file.size),
                    show_age(file.changed_at, now),
                    clean_line(str(file.path.parent)),
                )
            )
            for file in self._files
        ]
        self.query_one(Choices).show(rows, index=index)

    def why_not(self, command: CommandClass) -> str | None:
        """Without files there is nothing to choose; a restricted desk takes no paths."""
        if command in (Choose, MarkFile) and not self._files:
            return "There is no file to choose"
        if command is TypePath and self.desk.restricted:
            return ONE_FOLDER
        return super().why_not(command)

    def show_reason(self, reason: str) -> None:
        """Say it in the dialog, unless it says something that is wrong already."""
        if not self.told.is_wrong:
            self.told.say(reason, wrong=True)

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A click takes the row."""
        event.stop()
        self.action_choose()

    def action_mark_file(self) -> None:
        """Mark it, or no longer, and go on to the next."""
        index = self.query_one(Choices).index
        if index is not None:
            self._marked ^= {self._files[index].path}
            self._list(min(index + 1, len(self._files) - 1))

    def action_choose(self) -> None:
        """Take the marked files, or the one at the cursor."""
        index = self.query_one(Choices).index
        if index is not None:
            marked = tuple(file for file in self._files if file.path in self._marked)
            self.dismiss(tuple(sorted(marked, key=lambda file: file.path.name)) or (self._files[index],))

    def action_type_path(self) -> None:
        """Type where it is."""
        self.app.push_screen(PathEntry(self._first_path()), self._typed)

    def _first_path(self) -> str:
        """Where typing begins: in the folder of the file at the cursor."""
        folder = self._files[self.query_one(Choices).index or 0].path.parent if self._files else Path.home()
        return clean_line(f"{folder}/")

    def _typed(self, file: StatementFile | None) -> None:
        """A path was typed."""
        if file is not None:
            self.dismiss((file,))


class PathEntry(Dialog[StatementFile | None]):
    """A path is typed, with what it could become below; gives the file."""

    HEADING = "where the statement is"
    OFFERS: ClassVar[tuple[CommandClass, ...]] = TYPING_PATH
    TYPES = True
    DEFAULT_CSS = """
    PathEntry > #box { width: 100%; max-width: 110; }
    PathEntry Choices { height: auto; max-height: 12; }
    """

    def __init__(self, begun: str) -> None:
        """``begun`` stands in the field."""
        super().__init__()
        self._begun = begun
        self._offered: Sequence[str] = ()

    def inside(self) -> Iterable[Widget]:
        """Field and offers."""
        yield CleanInput(self._begun, placeholder="/home/…/Download.CSV", select_on_focus=False)
        yield Choices()

    def on_mount(self) -> None:
        """Type."""
        self.query_one(Input).focus()

    @on(Input.Changed)
    def text_changed(self, event: Input.Changed) -> None:
        """Another path is typed: see what it can become."""
        self.told.say("")
        self.read(self._look_up(event.value), group="paths")

    async def _look_up(self, typed: str) -> None:
        """Offer what there is."""
        self._offered = await asyncio.to_thread(paths_beginning, typed)
        self.query_one(Choices).show([Choice((clean_line(path),)) for path in self._offered])

    @property
    def _current(self) -> str | None:
        """The offer at the cursor."""
        index = self.query_one(Choices).index
        return self._offered[index] if index is not None and index < len(self._offered) else None

    def _put(self, path: str) -> None:
        """Put this path into the field."""
        field = self.query_one(Input)
        field.value = path
        field.cursor_position = len(field.value)

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in the field."""
        self.action_choose()

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A click completes."""
        event.stop()
        self.action_complete_path()

    def action_complete_path(self) -> None:
        """Take the offer at the cursor into the field."""
        if self._current is not None:
            self._put(self._current)

    def action_choose(self) -> None:
        """Take the file that is typed; of a name that is only begun, the offer at the cursor."""
        self.read(self._take(self.query_one(Input).value.strip()), group="path")

    async def _take(self, typed: str) -> None:
        """Give the file, or go into the folder, or say why not."""
        offered = self._current
        if offered is not None and offered != typed:
            is_there = await asyncio.to_thread(_is_file, typed)
            if not is_there:
                self._put(offered)
                typed = offered
        if typed.endswith("/"):
            return
        self.dismiss(await asyncio.to_thread(partial(usable_file, Path(typed))))

    def action_next_choice(self) -> None:
        """Go to the next offer."""
        self.query_one(Choices).action_move_down()

    def action_choice_before(self) -> None:
        """Go to the offer before."""
        self.query_one(Choices).action_move_up()

    def action_next_page(self) -> None:
        """Go down by what is in sight."""
        self.query_one(Choices).action_page_down()

    def action_page_before(self) -> None:
        """Go up by what is in sight."""
        self.query_one(Choices).action_page_up()


def _is_file(typed: str) -> bool:
    """Whether that is the path of a file as it stands."""
    try:
        usable_file(Path(typed))
    except ClientError:
        return False
    return True


def _size(size: int) -> str:
    """A file's size in few characters."""
    for unit, name in ((1024**2, "MB"), (1024, "kB")):
        if size >= unit:
            return f"{size / unit:,.0f} {name}"
    return f"{size} B"
