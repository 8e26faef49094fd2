"""Cleaning of text that came from outside, and the annotated string types that apply it.

Names, notes, product titles and errors of remote servers are data. A terminal obeys control
characters wherever they stand, so each such character is replaced *visibly* (U+FFFD) once, where the
text enters a model; what is left can be drawn anywhere. Zero-width joiners stay: Bengali and emoji
need them. The list of characters is the one measured for Textual in the project's design notes
(C0, DEL, C1, lone surrogates, the bidi controls of Unicode UAX #9, line separators, tags).

This module belongs to ``model`` and not to ``terminal`` because every client, the importers and the
exports need the same answer, and models are the one door that all text passes.
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

REPLACEMENT: Final = "\ufffd"
"""What stands in place of a character that was taken out."""

_INVISIBLE: Final = (
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f"
)
_FORBIDDEN: Final = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_SUSPECT: Final = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_LINE_BREAKS: Final = re.compile(r"\r\n?|\x85|\u2028|\u2029")
_BLANKS: Final = str.maketrans("\t\n\r", "   ")


def clean_line(text: str) -> str:
    """Make one line of outside text safe to show: tab and line breaks become spaces, controls U+FFFD."""
    if text.isprintable() or _SUSPECT.search(text) is None:  # the former is quick, and true of most text
        return text
    return _FORBIDDEN.sub(REPLACEMENT, text.translate(_BLANKS))


def clean_block(text: str) -> str:
    """Make a note of several lines safe to show: tab and newline stay, each line break becomes a newline."""
    if _SUSPECT.search(text) is None:
        return text
    return _FORBIDDEN.sub(REPLACEMENT, _LINE_BREAKS.sub("\n", text))


def _trimmed_line(value: object) -> object:
    """Clean and trim before pydantic's own checks: its JSON side refuses lone surrogates outright."""
    if not isinstance(value, str):
        return value
    # Most text is printable, and a page of customers is hundreds of these.
    return (value if value.isprintable() else clean_line(value)).strip()


def _cleaned_block(value: object) -> object:
    """Clean a note before pydantic's own checks."""
    return clean_block(value).strip("\n") if isinstance(value, str) else value


def _upper(text: str) -> str:
    """Fold a code to upper case."""
    return text.upper()


Line = Annotated[str, BeforeValidator(_trimmed_line), Field(max_length=20_000)]
"""One line of cleaned, trimmed text; may be empty."""


def _shown_line(value: object) -> object:
    """Clean a line that a backend gave out, and leave it otherwise as it is."""
    return value if not isinstance(value, str) or value.isprintable() else clean_line(value)


def _shown_block(value: object) -> object:
    """Clean a note that a backend gave out, and leave it otherwise as it is."""
    return clean_block(value) if isinstance(value, str) else value


Shown = Annotated[str, BeforeValidator(_shown_line)]
"""One line that a backend gives out, cleaned once more: others may have written into the database."""

ShownBlock = Annotated[str, BeforeValidator(_shown_block)]
"""Several lines that a backend gives out, cleaned once more."""

Name = Annotated[str, BeforeValidator(_trimmed_line), Field(min_length=1, max_length=20_000)]
"""One line of cleaned, trimmed text that is not empty."""

Block = Annotated[str, BeforeValidator(_cleaned_block), Field(max_length=100_000)]
"""Cleaned text of several lines."""

Code = Annotated[str, BeforeValidator(_trimmed_line), Field(min_length=1, max_length=200)]
"""A short identifier chosen by people: a market, a level, a SKU."""

CountryCode = Annotated[
    str, BeforeValidator(_trimmed_line), Field(pattern=r"^[A-Za-z]{2}$"), AfterValidator(_upper)
]
"""An ISO 3166-1 alpha-2 country code, upper case."""
