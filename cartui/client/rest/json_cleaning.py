r"""Cleaning of JSON that a server sent, as a whole and before anything is made of it.

Models clean the texts they know to be shown. A server is further away than a database: whatever any field
of its answers holds, no character that a terminal obeys comes in with it, be it written as itself or as an
escape such as ``\u001b``.
"""

import json
import re
from typing import Final

from cartui.model.text import REPLACEMENT, clean_line

_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|r\\n|.)", re.DOTALL
)
"""One escape; two halves of a character are one, and so are the two of a line's end."""

_EVERYDAY: Final = bytes(range(0x20, 0x7F))
"""Nearly all of any answer; it is quicker to leave these out than to look at each."""

_AS_THEY_ARE: Final = frozenset({"\n", "\t"})
"""What notes of several lines may hold; a line that is shown is cleaned of it by its model."""


def clean_json(body: bytes) -> bytes:
    """The same JSON with U+FFFD in place of each such character. Raises ``ValueError``: it is no UTF-8."""
    text = body.decode()
    others = body.translate(None, _EVERYDAY).decode()
    cleaned = text if clean_line(others) == others else clean_line(text)
    if "\\" in cleaned:
        cleaned = _ESCAPE.sub(_cleaned_escape, cleaned)
    return body if cleaned is text else cleaned.encode()


def _cleaned_escape(match: re.Match[str]) -> str:
    """An escape as it was, or what stands in for the character that it means."""
    escape = match[0]
    if escape[1] == "r":
        return r"\n"
    if escape[1] in "bf":
        return REPLACEMENT
    if escape[1] != "u" or len(escape) < 6:
        return escape
    meant = json.loads(f'"{escape}"')
    if meant == "\r":
        return r"\n"
    return escape if meant in _AS_THEY_ARE or clean_line(meant) == meant else REPLACEMENT
