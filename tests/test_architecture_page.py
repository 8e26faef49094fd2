"""`docs/architecture.md`: who looks a file up there finds it where the page says."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"

PATH = re.compile(r"`([\w/*.-]+?\.(?:py|md|toml|tcss)|[\w/]+/)`")
"""A file, several with a star, or a folder, in back-quotes."""


def paths_nowhere(page: str) -> Iterator[str]:
    """The paths of the page that are not there.

    Each is written from the root or from cartui/ on; a bare name is a file beside the one before it in the
    same line.
    """
    for number, line in enumerate(page.splitlines(), 1):
        folders = [ROOT, ROOT / "cartui"]
        for path in PATH.findall(line):
            found = next((hit for folder in folders for hit in folder.glob(path)), None)
            if found is None:
                yield f"line {number}: {path}"
            else:
                folders[2:] = [found if found.is_dir() else found.parent]


def test_every_path_of_the_page_is_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(PATH.findall(page)) > 100
    assert list(paths_nowhere(page)) == []


def test_a_file_that_was_moved_away_is_missed() -> None:
    page = "| it | `store/carts/pages.py`, `reader.py` |\n| that | `store/pages_*.py`, `reader.py` |"
    assert list(paths_nowhere(page)) == ["line 2: store/pages_*.py", "line 2: reader.py"]
