"""Copies beside a database: how they are named, and which is the newest.

A copy bears the whole name of its file, since ``shop.sqlite3`` and ``shop.db`` may lie in one folder.
"""

import glob
import os
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

BACKUPS: Final = ("before", "backup")
"""What follows the name of a database in the names of its backups: of upgrades, and made by hand."""

_ENDING: Final = ".sqlite3"


def real_file(path: Path) -> Path:
    """The file itself where ``path`` is a link: what belongs to a database lies beside the file."""
    return Path(os.path.realpath(path))


def free_name(path: Path, label: str, *, folder: Path | None = None) -> Path:
    """The name of a copy that is not there yet: ``shop.sqlite3.before-0002.sqlite3``, then ``…-0002-2…``.

    It lies in ``folder``, or beside the database.
    """
    real = real_file(path)
    place = real.parent if folder is None else folder
    for number in count(1):
        again = "" if number == 1 else f"-{number}"
        name = place / f"{real.name}.{label}{again}{_ENDING}"
        if not os.path.lexists(name):
            return name
    raise AssertionError("numbers do not end")


def dated_name(path: Path, kind: str, now: datetime, *, folder: Path | None = None) -> Path:
    """The same for a copy made at that moment: ``shop.sqlite3.backup-20261122-093015.sqlite3``."""
    return free_name(path, f"{kind}-{now:%Y%m%d-%H%M%S}", folder=folder)


def drafts_of(path: Path, label: str) -> list[Path]:
    """What was left of such copies where their making was killed."""
    real = real_file(path)
    return list(real.parent.glob(f"{glob.escape(f'{real.name}.{label}')}*{_ENDING}.*.part"))


def newest_backup(path: Path) -> Path | None:
    """The latest of the backups that lie beside a database, if there is one."""
    real = real_file(path)
    copies = [
        copy
        for kind in BACKUPS
        for copy in real.parent.glob(f"{glob.escape(f'{real.name}.{kind}-')}*{_ENDING}")
        # A dot in between: a backup of a backup, which may be anybody's.
        if "." not in copy.name[len(real.name) + 1 : -len(_ENDING)] and copy.is_file()
    ]
    return max(copies, key=lambda copy: copy.stat().st_mtime, default=None)
