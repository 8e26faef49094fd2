"""The apostrophe that keeps a spreadsheet from computing text, put before it and taken off again.

What is written by :func:`guarded` is read back by :func:`unguarded`, whatever it was: a text that looks
guarded already gets an apostrophe as well.
"""

import re
from typing import Final

BEGINS_FORMULA: Final = "=+\\-@＝＋－＠"
"""What spreadsheets take for the beginning of a formula, also as wide characters; for a class of letters."""

_LOOKS_DANGEROUS: Final = re.compile(f"'* *[{BEGINS_FORMULA}]")
_GUARDED: Final = re.compile(f"''* *[{BEGINS_FORMULA}]")


def guarded(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it: an apostrophe stands before a formula."""
    return f"'{text}" if _LOOKS_DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given; a text that it would not have changed stays as it is."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
