"""Copying to the clipboard of the agent's own terminal (OSC 52), also through tmux and screen."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

LONGEST: Final = 74_000
"""Bytes of text beyond which terminals ignore the sequence."""

_SCREEN_PIECE: Final = 76
"""Bytes that screen passes on in one piece."""


def copy_sequence(text: str, environment: Mapping[str, str]) -> str:
    """The sequence that puts the text into the clipboard; raises ``ValueError`` for too long a text."""
    raw = text.encode("utf-8", "replace")
    if len(raw) > LONGEST:
        raise ValueError("that is too long for a terminal's clipboard")
    plain = f"\x1b]52;c;{b64encode(raw).decode('ascii')}\x07"
    if environment.get("TMUX"):
        return f"\x1bPtmux;{plain.replace(chr(27), chr(27) * 2)}\x1b\\"
    if environment.get("STY"):
        pieces = (plain[at : at + _SCREEN_PIECE] for at in range(0, len(plain), _SCREEN_PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return plain
