"""Completion: what can stand next is offered, in the shells themselves, and it loads nothing heavy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cartui.cli.completing import complete, program
from cartui.cli.program import COMMANDS
from cartui.rules.cart_views import NAMED_VIEWS
from tests.cli.conftest import Run
from tools.docs.cli import every_command

ROOT = Path(__file__).resolve().parents[2]


def offered(*words: str) -> list[str]:
    """The values that are offered for the last of the words."""
    return [candidate.value for candidate in complete(program(), words).candidates]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ((), list(COMMANDS)),
        (("",), list(COMMANDS)),
        (("car",), ["carts"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("nope", ""), []),
        (("carts", "nope", ""), []),
        (("--db", "x", "loc"), ["locks"]),
        (("--read-only", "loc"), ["locks"]),
        (("--nope", "loc"), ["locks"]),
        (("carts", "export", "--format", ""), ["csv", "xlsx", "json"]),
        (("carts", "export", "--format=x"), ["--format=xlsx"]),
        (("carts", "export", "--format", "=", "x"), ["xlsx"]),
        (("carts", "export", "--format", "="), ["csv", "xlsx", "json"]),
        (("digest", "--format", "H"), ["html"]),
        (("carts", "list", "--vie"), ["--view"]),
        (("carts", "list", "--view", "high"), ["High-value yesterday"]),
        (("carts", "list", "--view", '"High-value y'), ["High-value yesterday"]),
        (("carts", "list", "--view", "High-value\\ y"), ["High-value yesterday"]),
        (("carts", "list", "--sort", "to"), ["total", "touched"]),
        (("carts", "list", "--sort", "-to"), ["-total", "-touched"]),
        (("carts", "list", "--sort=-tot"), ["--sort=-total"]),
        (("carts", "to-call", "--sort", "-upd"), ["-updated"]),
        (("carts", "call", "C-1", "--outcome", ""), ["reached", "no_answer", "ordered", "declined"]),
        (("carts", "send", "C-1", "--kind", "rec"), ["recovery"]),
        (("carts", "send", "C-1", "--attach", ""), ["none", "text", "pdf"]),
        (("carts", "history", "C-1", "--kind", "pl"), ["placed"]),
        (("activity", "--kind", "edits", "--kind", "e"), ["edits", "edited", "exported"]),
        (("customers", "list", "--sort", "-n"), ["-name", "-number"]),
        (("orders", "list", "--state", ""), ["pending", "on_hold", "approved", "cancelled"]),
        (("orders", "export", "--state", "A"), ["approved"]),
        (("orders", "invoices", "--kind", "c"), ["credit_note"]),
        (("outbox", "list", "--state", "s"), ["sending", "sent"]),
        (("bulk", "notify", "quo"), ["quote"]),
        (("carts", "show", "C-1", ""), []),
        (("carts", "comment", "--", "--js"), []),
        (("carts", "list", "--profi"), ["--profile"]),
        (("carts", "list", "--versi"), []),
        (("carts", "list", "--json", "--js"), []),
        (("customers", "--config=x", "sear"), ["search"]),
        (("customers", "edit", "7", "--not"), ["--not-tax-exempt"]),
        (("customers", "edit", "7", "--tax-exempt", "--not"), []),
    ],
)
def test_what_can_stand_next_is_offered(words: tuple[str, ...], values: list[str]) -> None:
    assert offered(*words) == values


def test_options_that_may_be_said_again_are_offered_again() -> None:
    assert "--to" in offered("digest", "--to", "a@example.com", "--")


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("import", "catalog", ""), True),
        (("import", "catalog", "one.csv", ""), True),
        (("carts", "export", "-o", ""), True),
        (("--db=",), True),
        (("carts", "show", ""), False),
        (("carts", "export", "--format", ""), False),
        (("",), False),
    ],
)
def test_files_are_left_to_the_shell(words: tuple[str, ...], files: bool) -> None:
    assert complete(program(), words).files is files


def test_every_command_and_option_says_what_it_is_for() -> None:
    assert [each for each in complete(program(), [""]).candidates if not each.about] == []
    for title, _ in every_command():
        words = [*title.split()[1:], "--"]
        assert [each for each in complete(program(), words).candidates if not each.about] == []


def test_views_and_profiles_of_the_config_are_offered(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        '[profiles.bangla]\ndatabase = "x"\n[profiles."two\\u001b[31m"]\n'
        '[views."Big ones"]\nquery = "total:>1"\n'
    )
    assert offered("--profile", "") == ["bangla"]
    assert offered("carts", "list", "--view", "") == ["Big ones", *NAMED_VIEWS]
    other = tmp_path / "other.toml"
    other.write_text("[profiles.away]\n")
    assert offered("--config", str(other), "--profile", "") == ["away"]
    assert offered(f"--config={other}", "carts", "list", "--profile", "") == ["away"]


@pytest.mark.parametrize("text", [b"profiles = 3", b"[profiles", b"\xff", b""])
def test_a_broken_config_offers_nothing_and_is_no_error(home: Path, text: bytes) -> None:
    home.mkdir()
    (home / "config.toml").write_bytes(text)
    assert offered("--profile", "") == []


def test_it_makes_nothing(run: Run, home: Path) -> None:
    assert run("completion", "candidates", "--", "carts", "list", "--view", "a").status == 0
    assert not home.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["ca"],
        ["carts", "export", "--format", ""],
        ["carts", "list", "--sort", ""],
        ["activity", "--kind", ""],
        ["outbox", "list", "--state", ""],
        ["--profile", ""],
    ],
)
def test_completing_loads_nothing_heavy(words: list[str]) -> None:
    heavy = {"textual", "sqlmodel", "sqlalchemy", "httpx", "babel", "phonenumbers", "rich", "asyncio"}
    code = (
        "import sys\nfrom cartui.__main__ import main\n"
        f"try: main(['completion', 'candidates', '--', *{words!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        f"print(sorted({heavy!r} & {{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"


@pytest.fixture
def in_shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which shells find `cartui`."""
    if os.name == "nt":
        pytest.skip("needs a shell of Unix")
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "cartui"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cartui "$@"\n')
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
    }


def shell(name: str, code: str, environment: dict[str, str]) -> list[str]:
    """The lines that a shell prints, without settings of anybody's."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}")
    plain = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
    ended = subprocess.run(
        [found, *plain, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


def test_bash_completes(in_shell: dict[str, str]) -> None:
    code = """
        eval "$(cartui completion bash)"
        complete -p cartui
        try() {
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _cartui cartui "${@: -1}" "${@: -2:1}"
            printf '%s\\n' "${COMPREPLY[@]}"
        }
        try cartui ca
        try cartui carts list --view h
        try cartui carts list --view '"h'
        try cartui carts export --format = x
        try cartui nope ''
    """
    assert shell("bash", code, in_shell) == [
        "complete -F _cartui cartui",
        "carts",
        r"High-value\ yesterday",
        "High-value yesterday",
        "xlsx",
        "",
    ]


def test_zsh_completes(in_shell: dict[str, str]) -> None:
    code = r"""
        compdef() { print compdef "$@" }
        _describe() { print -l -- "${found[@]}" }
        _files() { print files }
        compset() { }
        eval "$(cartui completion zsh)"
        try() { words=("$@") CURRENT=$#; _cartui }
        try cartui ca
        try cartui carts list --view 'High-value\ y'
        try cartui carts export --format=x
        try cartui import catalog ''
    """
    assert shell("zsh", code, in_shell) == [
        "compdef _cartui cartui",
        f"carts:{COMMANDS['carts']}",
        "High-value yesterday",
        "--format=xlsx",
        "files",
    ]


def test_fish_completes(in_shell: dict[str, str]) -> None:
    code = """
        cartui completion fish | source
        complete -C 'cartui ca'
        complete -C 'cartui carts list --view High'
        complete -C 'cartui carts export --format=x'
    """
    lines = shell("fish", code, in_shell)
    assert lines == [f"carts\t{COMMANDS['carts']}", "High-value yesterday", "--format=xlsx"]
