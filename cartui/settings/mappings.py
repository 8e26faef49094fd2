"""A mapping that was made at the desk: its file beside the config file, and its name in it."""

import re
from pathlib import Path
from typing import Final

from cartui.settings.errors import NotWritten
from cartui.settings.private_files import replace_file, sole_writer
from cartui.settings.toml_editing import EditError, with_values
from cartui.settings.toml_tables import table_at
from cartui.settings.writing import change_settings

FOLDER: Final = "mappings"
"""The folder beside the config file."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def is_mapping_name(name: str) -> bool:
    """Whether it can be a mapping's name, and its file's on every machine."""
    return _NAME.fullmatch(name) is not None


def keep_mapping(file: Path, name: str, text: str) -> Path:
    """Write a mapping beside the config file, name it there, and give its path; all else stays.

    ``text`` is the mapping's file as a whole.

    Raises:
        NotWritten: Something could not be written, or there is a mapping of that name; the config file is
            as it was.
        ValueError: The name is none; see :func:`is_mapping_name`.
    """
    if not is_mapping_name(name):
        raise ValueError(f"{name!r} is no name of a mapping")
    place = file.parent / FOLDER / f"{name}.toml"
    written: list[Path] = []

    def edited(settings: str) -> str:
        if name in table_at(settings, ("mappings",)):
            raise EditError(f"it has a mapping {name!r} already")
        named = with_values(settings, {("mappings", name): f"{FOLDER}/{place.name}"})
        with sole_writer(place) as target:
            if target.exists():
                raise NotWritten(place, "there is a file of that name")
            replace_file(target, text.encode())
            written.append(target)
        return named

    try:
        change_settings(file, edited)
    except NotWritten:
        for each in written:
            each.unlink(missing_ok=True)  # nothing names it
        raise
    return place
