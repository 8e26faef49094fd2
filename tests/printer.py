"""A printer of the system: ``lp`` and ``lpstat`` that keep what they are given beside themselves."""

from pathlib import Path

import pytest

_LP = """#!/bin/sh
printf '%s\\n' "$@" > "$0.arguments"
cat > "$0.printed"
case "$*" in *broken*) echo "lp: no such printer" >&2; exit 1;; esac
"""

_LPSTAT = """#!/bin/sh
printf 'receipts\\nbroken\\n'
"""


class SystemPrinter:
    """What was printed last, and how."""

    def __init__(self, folder: Path) -> None:
        """Put the programs into that folder."""
        folder.mkdir()
        self.folder = folder
        for name, script in (("lp", _LP), ("lpstat", _LPSTAT)):
            program = folder / name
            program.write_text(script, encoding="utf-8")
            program.chmod(0o700)

    @property
    def arguments(self) -> list[str]:
        """What ``lp`` was called with."""
        return (self.folder / "lp.arguments").read_text(encoding="utf-8").splitlines()

    @property
    def printed(self) -> bytes:
        """What it was given."""
        return (self.folder / "lp.printed").read_bytes()


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SystemPrinter:
    """A system that prints."""
    installed = SystemPrinter(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{installed.folder}:/usr/bin:/bin")
    return installed
