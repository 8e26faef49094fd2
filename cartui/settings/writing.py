"""Writing settings that were chosen at the desk back into the config file."""

import os
from collections.abc import Callable, Mapping
from itertools import chain, count
from pathlib import Path

from cartui.settings.errors import NotWritten
from cartui.settings.private_files import replace_file, sole_writer
from cartui.settings.reference import example_file
from cartui.settings.toml_editing import EditError, KeyPath, Value, with_values

_MARK = "\ufeff"
"""What some editors put before the text."""


def set_settings(file: Path, values: Mapping[KeyPath, Value]) -> None:
    """Set these settings in the config file: ``{("display", "theme"): "nord"}``; the rest of it stays.

    Comments, order and what cartui does not know stay as they are. A file that is not there begins as the
    commented example. The file is replaced as a whole, readable by its owner only (a link to it stays a
    link), and what another cartui writes at the same time is kept.

    Raises:
        NotWritten: It is read-only, the disk is full, or somebody broke the file; it is as it was then.
    """
    change_settings(file, lambda text: with_values(text, values))


def change_settings(file: Path, change: Callable[[str], str]) -> None:
    """Put what ``change`` makes of the config file's text in its place; it may raise ``EditError``.

    Raises:
        NotWritten: As :func:`set_settings`, or nothing could be made of it; it is as it was then.
    """
    with sole_writer(file) as target:
        text = _read(target)
        try:
            edited = change(text.removeprefix(_MARK))
        except EditError as error:
            raise NotWritten(target, str(error)) from None
        edited = _MARK + edited if text.startswith(_MARK) else edited
        if edited != text or not target.exists():
            replace_file(target, edited.encode())


def begin_settings(file: Path, *, replace: bool = False) -> Path | None:
    """Write the commented example; ``replace`` keeps what was there beside it, and gives its path.

    What was kept before stays too: the name is ``.old``, then ``.old-2``, ``.old-3`` and so on.

    Raises:
        FileExistsError: There is a config file, and it is not to be replaced.
        NotWritten: It cannot be written; everything is as it was then.
    """
    with sole_writer(file) as target:
        kept = None
        if target.exists():
            if not replace:
                raise FileExistsError(target)
            kept = _free_name(target)
            try:
                replace_file(kept, target.read_bytes())
            except NotWritten as error:
                raise NotWritten(target, f"{error.reason} (to keep the old one as {kept.name})") from error
        replace_file(target, example_file().encode())
        return kept


def _free_name(target: Path) -> Path:
    """A name beside the file that nothing has."""
    names = chain((".old",), (f".old-{number}" for number in count(2)))
    beside = (target.with_name(f"{target.name}{ending}") for ending in names)
    return next(path for path in beside if not os.path.lexists(path))


def _read(file: Path) -> str:
    """Its text with the line ends that it has; the example where there is none."""
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:
        return example_file()
    except UnicodeDecodeError:
        raise NotWritten(file, "it is not UTF-8 text") from None
    except OSError as error:
        raise NotWritten(file, (error.strerror or type(error).__name__).lower()) from error
