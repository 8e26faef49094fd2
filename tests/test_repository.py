"""What is true of the repository as a whole: no host or machine in it, small files, an honest lock."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import pictures

ROOT = Path(__file__).resolve().parent.parent

LINES = 400
"""A reminder, not a law: a file of more lines than this probably has two subjects."""

LONG_FOR_A_REASON = {
    "cartui/store/migrations/versions/0001_first_version.py": "a version that is out stays as it is",
}
"""Files of cartui/ that may be longer, each with its reason."""

PLACES = {
    "a registry's host": re.compile(rb"py(?:pi|thonhosted)[.]org|npm(?:js)[.](?:com|org)", re.IGNORECASE),
    "a path of somebody's machine": re.compile(rb"(?<![\w.~/-])/(?:home/\w|Users/\w|root\b|work\b|opt/\w)"),
    "a path of somebody's Windows": re.compile(rb"[A-Z]:\\+Users\\", re.IGNORECASE),
}
"""What no tracked file names."""

ONLY_UNIX = {"fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"}
"""Modules of Python that Windows does without: there, a file that begins with one is of no use at all."""

NOT_IMPORTED = {
    "tzdata": "zoneinfo reads it where the system has no time zones",
    **dict.fromkeys(
        ("justmytype-intl-rtl", "justmytype-intl-south-asia", "justmytype-western-core"),
        "a package of fonts, whose files are found without importing it",
    ),
    "noto-cjk-sans-jp-regular": "as those",
    "uharfbuzz": "fpdf2 shapes text with it",
    "sniffio": "httpcore asks it which loop runs, and looks for it anew at every request where it is not",
}
"""Dependencies that need no import in cartui/, each with its reason."""


def tracked_files() -> list[Path]:
    """Return the files that git tracks in this checkout."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / name.decode() for name in listing.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def project() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(lines: list[str]) -> dict[str, Requirement]:
    """Return requirements by their canonical names."""
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def lock_entries() -> dict[str, str]:
    """Return the lock's entries by their canonical names: each pins one version and lists its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(entry.partition("==")[0]): entry for entry in entries}


def imported_packages() -> set[str]:
    """Return the top-level names that cartui/ imports, wherever in a file."""
    return {name.partition(".")[0] for path in (ROOT / "cartui").rglob("*.py") for name in _imports(path)}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        yield from _imported_by(node)


def _imported_by(node: ast.AST) -> Iterator[str]:
    """Name the modules that this very statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


@pytest.mark.parametrize("place", PLACES)
def test_no_tracked_file_names_a_host_or_a_machine(place: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in tracked_files()
        for match in PLACES[place].finditer(path.read_bytes())
    ]
    assert not found


def test_files_of_the_program_are_small() -> None:
    sources = [path for suffix in ("py", "tcss") for path in (ROOT / "cartui").rglob(f"*.{suffix}")]
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources
    }
    long = {name: length for name, length in lengths.items() if length > LINES}
    assert {name: length for name, length in long.items() if name not in LONG_FOR_A_REASON} == {}
    assert set(LONG_FOR_A_REASON) <= set(long), "no longer long: take it off the list"


def test_what_only_unix_has_is_imported_where_it_is_used() -> None:
    sources = [path for package in ("cartui", "tests") for path in (ROOT / package).rglob("*.py")]
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        for name in _imported_by(statement)
        if name in ONLY_UNIX
    }
    assert found == set()


def test_the_lock_pins_hashes_and_nothing_else() -> None:
    pinned = re.compile(r"[a-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ;[^#]*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [entry for entry in lock_entries().values() if not pinned.fullmatch(entry)] == []
    assert "/" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_answers_what_the_project_asks_for() -> None:
    declared = project()
    asked = [*declared["build-system"]["requires"], *declared["project"]["dependencies"]]
    for extra in declared["project"]["optional-dependencies"].values():
        asked += extra
    asked += declared["dependency-groups"]["dev"]
    entries = lock_entries()
    for name, requirement in requirements(asked).items():
        assert name in entries, f"{name} is not in requirements.lock: CONTRIBUTING.md says how to renew it"
        version = re.split(r"==|[\s;]", entries[name])[1]
        assert requirement.specifier.contains(version), f"{requirement} but {version} is locked"


def test_every_dependency_is_used() -> None:
    distributions = packages_distributions()
    used = {
        canonicalize_name(name) for package in imported_packages() for name in distributions.get(package, [])
    }
    declared = project()["project"]
    for lines in (declared["dependencies"], *declared["optional-dependencies"].values()):
        assert set(requirements(lines)) - used - set(NOT_IMPORTED) == set()


def test_everything_imported_is_declared() -> None:
    declared = project()["project"]
    ours = set(requirements(declared["dependencies"]))
    for extra in declared["optional-dependencies"].values():
        ours |= set(requirements(extra))
    distributions = packages_distributions()
    foreign = imported_packages() - set(sys.stdlib_module_names) - {"cartui"}
    undeclared = {
        package
        for package in foreign
        if not ours & {canonicalize_name(name) for name in distributions.get(package, [])}
    }
    assert undeclared == set()


def test_every_picture_is_made_by_the_script_and_shown_on_a_page_that_loads_quickly() -> None:
    folder = ROOT / "docs" / "pictures"
    files = {path.stem: path for path in folder.iterdir()}
    assert {picture.name for sitting in pictures.SITTINGS for picture in sitting} == files.keys()
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    assert shown.count("](docs/pictures/") >= 5
    shown += "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    for path in files.values():
        assert f"pictures/{path.name})" in shown, path.name
        assert path.stat().st_size < 150_000, path.name
