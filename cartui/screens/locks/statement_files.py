"""The files that may be statements: looked up in folders, typed as paths, and refused in a sentence.

All of it asks the disk, which may be slow: it is called in threads.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from cartui.client.protocol import Invalid
from cartui.model.text import clean_line

LARGEST: Final = 64 * 1024**2
"""Bytes of a file that the desk reads; that takes some twenty times as many of memory."""

MOST_FILES: Final = 200
"""Files that are listed, the newest."""

_MOST_LOOKED_AT: Final = 20_000
"""Entries of a folder that are looked at."""

_MOST_OFFERED: Final = 50
"""Paths that are offered while one types."""

_ENDING: Final = ".csv"


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file that can be read."""

    path: Path
    """Where it is said to be."""
    real: Path
    """Where it really is, behind all links."""
    size: int
    """Bytes."""
    changed_at: datetime
    """When it was written last (UTC)."""

    @property
    def name(self) -> str:
        """Its name, to be shown."""
        return clean_line(self.path.name)

    @property
    def given(self) -> tuple[Path | BinaryIO, str]:
        """The same as readers of statements want it."""
        return self.real, self.name


def usable_file(path: Path, *, within: Path | None = None) -> StatementFile:
    """The file at that path; ``within``: the folder that it must not lead out of.

    Raises:
        Invalid: There is none, or it is nothing that can be read as a statement; in a sentence.
    """
    name = clean_line(str(path) if within is None else path.name)
    try:
        real = path.expanduser().resolve(strict=True)
        facts = real.stat()
        outside = within is not None and real.parent != within.resolve(strict=True)
    except FileNotFoundError:
        raise Invalid(f"{name}: there is no such file.") from None
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no path, or a link in a circle"
        raise Invalid(f"{name}: cannot be read ({why}).") from None
    if outside:
        raise Invalid(f"{name}: leads out of the folder of statements, so it is not read.")
    if stat.S_ISDIR(facts.st_mode):
        raise Invalid(f"{name}: is a folder.")
    if not stat.S_ISREG(facts.st_mode):
        raise Invalid(f"{name}: is a device or a pipe, and no file.")
    if facts.st_size > LARGEST:
        most = f"{LARGEST // 1024**2} MiB"
        raise Invalid(f"{name}: has more than {most}. `cartui import statement` reads it, or export less.")
    if not os.access(real, os.R_OK):
        raise Invalid(f"{name}: may not be read by you.")
    return StatementFile(path.expanduser(), real, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def opened_itself(path: Path) -> BinaryIO:
    """Open a file of a folder that nobody is to be led out of: a link that took its place is not followed.

    Raises:
        Invalid: It cannot be opened; in a sentence.
    """
    try:
        return open(path, "rb", opener=_without_following)
    except OSError as error:
        why = error.strerror or "no reason"
        raise Invalid(f"{clean_line(path.name)}: cannot be read ({why}).") from None


def _without_following(path: str, flags: int) -> int:
    """Open what stands there itself, and never wait for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def newest_files(
    folders: Sequence[Path], *, within: Path | None = None
) -> tuple[list[StatementFile], list[str]]:
    """The CSV files of some folders, the newest first, and which folders cannot be read, a sentence each."""
    found: dict[Path, StatementFile] = {}
    told: list[str] = []
    for folder in dict.fromkeys(folders):
        try:
            for path in _csv_files(folder):
                try:
                    file = usable_file(path, within=within)
                except Invalid:
                    continue  # whoever types its name is told why
                if file.real not in found or not path.is_symlink():
                    found[file.real] = file
        except OSError as error:
            told.append(
                f"{clean_line(str(folder))}: cannot be looked into ({error.strerror or 'no reason'})."
            )
    newest = sorted(found.values(), key=lambda file: (-file.changed_at.timestamp(), file.path.name))
    return newest[:MOST_FILES], told


def downloads() -> list[Path]:
    """The folder of downloads, if there is one."""
    from platformdirs import user_downloads_path

    folder = user_downloads_path()
    return [folder] if folder.is_dir() else []


def paths_beginning(typed: str) -> list[str]:
    """What a path that was begun can become: folders, with a slash behind, and CSV files."""
    begun = os.path.expanduser(typed)  # noqa: PTH111 - a Path would lose the slash at the end
    folder, _, beginning = begun.rpartition("/")
    shown = typed[: len(typed) - len(beginning)]
    if not begun.startswith("/"):
        return []
    try:
        with os.scandir(folder or "/") as entries:
            names = [
                entry.name + ("/" if entry.is_dir() else "")
                for entry in islice(entries, _MOST_LOOKED_AT)
                if entry.name.startswith(beginning) and (beginning or not entry.name.startswith("."))
                if entry.is_dir() or entry.name.lower().endswith(_ENDING)
            ]
    except (OSError, ValueError):
        return []
    return [shown + name for name in sorted(names, key=str.casefold)[:_MOST_OFFERED]]


def _csv_files(folder: Path) -> Iterator[Path]:
    """The entries of a folder whose names say that they are CSV files. Raises ``OSError``."""
    with os.scandir(folder) as entries:
        for entry in islice(entries, _MOST_LOOKED_AT):
            if entry.name.lower().endswith(_ENDING):
                yield Path(entry.path)
