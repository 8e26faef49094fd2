"""A restricted desk has no way out: not by a key, the palette or a file, nor by what is built next."""

import ast
import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import cartui
from cartui.app import CartuiApp
from cartui.client.protocol import Invalid
from cartui.commands.availability import RESTRICTED
from cartui.commands.bulk_changes import ExportSelected, PrintSelected
from cartui.commands.bulk_jobs import ExportReport
from cartui.commands.documents import PrintDocument, SaveDocument
from cartui.commands.navigation import SuspendDesk, SwitchProfile
from cartui.commands.reports import ExportFigures
from cartui.commands.whole_cart import ExportCart
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.locks import statement_reading
from cartui.screens.locks.statement_files import StatementFile, newest_files, usable_file
from cartui.screens.locks.statement_reading import Answers, look_at
from cartui.screens.running.every import every_screen
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting

DESK: Final = ("screens", "widgets", "commands", "app.py", "terminal")
"""Everything that an agent can reach with a key."""

OF_THE_SYSTEM: Final = {
    *("code", "ctypes", "fcntl", "glob", "importlib", "io", "multiprocessing", "os", "pathlib", "pdb", "pty"),
    *("runpy", "shutil", "signal", "socket", "subprocess", "tempfile", "termios", "webbrowser"),
}
"""Modules with which one comes at files, other programs or the network."""

KNOWN: Final = {
    "app.py": "the environment, for colours and the clipboard; copies go to the agent's own terminal",
    "screens/bulk/export.py": "writes new files, by commands that lead out: a restricted desk refuses them",
    "screens/bulk/print_carts.py": "prints and writes new files, by a command that leads out",
    "screens/desk/attendance.py": "random bytes",
    "screens/desk/statement_places.py": "names of files, of which nothing is read",
    "screens/desk/document_places.py": "names of a folder and a picture, of which nothing is read",
    "screens/documents/document_preview.py": "the name of what a command that leads out has saved",
    "screens/documents/saving_document.py": "writes new files, by a command that leads out",
    "screens/locks/statement_file_choice.py": "refuses typed paths; lists one folder",
    "screens/locks/statement_files.py": "usable_file(within=) keeps inside one folder",
    "screens/locks/statement_reading.py": "asks usable_file(within=) again, and follows no link",
    "screens/running/every.py": "loads our own screens",
    "terminal/crash.py": "names the log",
    "terminal/driver.py": "the terminal",
    "terminal/first_frame.py": "the terminal, before a restricted desk draws anything",
    "terminal/signals.py": "leaving on SIGHUP and SIGTERM",
    "terminal/stopping.py": "ctrl+z, which a restricted desk refuses",
}
"""Where such a module is imported, and why that leads nowhere. A new one has to say so here."""

OUT: Final = {
    *("action_screenshot", "action_suspend_process", "deliver_binary", "deliver_screenshot", "deliver_text"),
    *("open_url", "save_screenshot", "suspend"),
}
"""What Textual has that leads out of an app."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the desk, by their path."""
    root = Path(cartui.__file__).parent
    for part in DESK:
        for file in sorted([root / part] if part.endswith(".py") else (root / part).rglob("*.py")):
            yield file.relative_to(root).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> set[str]:
    """The names of the packages that it imports, anywhere in it."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_whatever_comes_at_files_or_programs_has_said_why_that_leads_nowhere() -> None:
    told = {file for file, module in modules() if imported(module) & OF_THE_SYSTEM}
    assert told - KNOWN.keys() == set(), "say in KNOWN what keeps a restricted desk in (docs/ssh.md)"
    assert KNOWN.keys() - told == set()


def test_one_place_opens_files() -> None:
    called = {
        (file, node.func.id)
        for file, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    opens = {(file, name) for file, name in called if name in {"open", "exec", "eval", "__import__"}}
    assert opens == {("screens/locks/statement_files.py", "open")}


def test_nothing_is_asked_of_textual_that_leads_out() -> None:
    named = {
        (file, node.attr)
        for file, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in OUT
    }
    assert named == set()


def test_no_key_of_textual_itself_leads_out() -> None:
    list(every_screen())
    actions = {action.partition(".")[2] or action for action in map(_action, _bindings(DOMNode))}
    assert {"quit", "help_quit", "copy_text", "submit"} <= actions
    assert not {f"action_{action.partition('(')[0]}" for action in actions} & OUT
    assert not actions & {"command_palette", "open_link", "simulate_key"}


def _bindings(node: type[DOMNode]) -> Iterator[Any]:
    """The bindings of a class and of those below it."""
    for below in node.__subclasses__():
        yield from below.__dict__.get("BINDINGS", ())
        yield from _bindings(below)


def _action(binding: Any) -> str:
    """What a binding does."""
    return binding.action if isinstance(binding, Binding) else binding[1]


def test_exactly_these_commands_lead_out_and_say_so() -> None:
    commands = {command for screen in every_screen() for command in screen.OFFERS}
    leading_out = {command for command in commands if command.leads_out}
    assert leading_out == {
        SuspendDesk,
        SwitchProfile,
        ExportSelected,
        PrintSelected,
        ExportReport,
        ExportFigures,
        ExportCart,
        PrintDocument,
        SaveDocument,
    }


@pytest.fixture
async def desk() -> AsyncIterator[Sitting]:
    """A restricted desk."""
    backend = FakeClient([a_summary(1), a_summary(2)])
    shown = Display(theme="cartui-dark", timezone="UTC", idle_lock=timedelta(hours=1))
    app = CartuiApp(Desk(backend.client, shown, now=lambda: NOW, restricted=True))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        sitting = Sitting(app, pilot, backend)
        await sitting.settle()
        yield sitting


async def test_neither_key_nor_palette_nor_help_offers_a_way_out(desk: Sitting) -> None:
    for keys in (["ctrl+z"], ["g", "p"], ["x"]):
        await desk.press(*keys)
        assert desk.notices[-1] == RESTRICTED
        desk.app.clear_notifications()
    await desk.press("b")
    assert RESTRICTED in " ".join(desk.text.split()), "the menu says so beside the export"
    await desk.press("escape", "ctrl+p")
    await desk.type("suspend")
    await desk.press("enter", "enter")
    assert desk.notices == [RESTRICTED]
    await desk.press("?")
    await desk.type("another shop")
    assert RESTRICTED in " ".join(desk.text.split())
    assert not desk.app._exit


# --- files ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of statements, with a secret beside it."""
    (tmp_path / "secret.csv").write_text("token\ncartui_abc\n")
    folder = tmp_path / "statements"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "old.csv").write_text("a\n1\n")
    (folder / "real.csv").write_text("a,b\n1,2\n")
    (folder / "link.csv").symlink_to(folder / "real.csv")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "up.csv").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.csv")
    return folder


def test_of_the_folder_of_statements_only_its_own_files_are_offered(folder: Path) -> None:
    assert [file.path for file in newest_files([folder], within=folder)[0]] == [folder / "real.csv"]


@pytest.mark.parametrize("name", ["out.csv", "up.csv", "../secret.csv", "deeper/old.csv", "pipe.csv", "a\0b"])
def test_whatever_leads_out_of_it_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(Invalid):
        usable_file(folder / name, within=folder)


async def test_a_link_that_takes_a_files_place_after_it_was_looked_at_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [file] = newest_files([folder], within=folder)[0]

    def looked_at(path: Path, *, within: Path | None) -> StatementFile:
        found = usable_file(path, within=within)
        path.unlink()
        path.symlink_to(folder.parent / "secret.csv")
        return found

    monkeypatch.setattr(statement_reading, "usable_file", looked_at)
    with pytest.raises(Invalid) as refused:
        await look_at([file], Answers(), {}, NOW, within=folder)
    said = " ".join([refused.value.message, *(each.message for each in refused.value.problems)])
    assert "real.csv: cannot be read" in said
    assert "token" not in said
    assert "cartui_abc" not in said


async def test_a_pipe_in_a_files_place_keeps_nobody_waiting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [file] = newest_files([folder], within=folder)[0]

    def looked_at(path: Path, *, within: Path | None) -> StatementFile:
        found = usable_file(path, within=within)
        path.unlink()
        os.mkfifo(path)
        return found

    monkeypatch.setattr(statement_reading, "usable_file", looked_at)
    with pytest.raises(Invalid):
        await asyncio.wait_for(look_at([file], Answers(), {}, NOW, within=folder), 30)
