"""A mapping as the text of its file, for one that was made at the desk."""

import json
from collections.abc import Iterator
from typing import Final

from cartui.imports.mapping import FileMapping

_TOLD: Final = ("provider", "delimiter", "decimal", "group", "time_zone")
"""What stands above the tables, where it was said."""


def mapping_text(mapping: FileMapping) -> str:
    """The file of a mapping that names columns, constants and words; ``read_mapping`` reads it back.

    Joined columns, conversions and rules are not written: nobody makes those at the desk.
    """
    return "\n".join(_lines(mapping)) + "\n"


def _lines(mapping: FileMapping) -> Iterator[str]:
    """Its lines."""
    yield f"kind = {_quoted(mapping.kind.value)}"
    yield f"source = {_quoted(mapping.source)}"
    for key in _TOLD:
        if key in mapping.model_fields_set and (said := getattr(mapping, key)) is not None:
            yield f"{key} = {_quoted(said)}"
    yield ""
    yield "[columns]"
    for field, columns in mapping.columns.items():
        names = [_quoted(column) for column in columns]
        yield f"{field} = {names[0] if len(names) == 1 else '[' + ', '.join(names) + ']'}"
    if mapping.constants:
        yield ""
        yield "[constants]"
        for field, text in mapping.constants.items():
            yield f"{field} = {_quoted(text)}"
    for field, words in mapping.values.items():
        yield ""
        yield f"[values.{field}]"
        for theirs, ours in words.items():
            yield f"{_quoted(theirs)} = {_quoted(ours)}"


def _quoted(text: str) -> str:
    """A text as a string of TOML, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
