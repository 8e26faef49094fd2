"""Escape sequences that Textual writes beside frames, and which of them leave the picture as it is."""

import re
from typing import Final

SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
"""Around what is to be seen at once, in terminals that know it."""

_STRING: Final = r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
"""Titles, and the clipboard."""
_PASSED_ON: Final = r"\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\"
"""The same on its way through tmux or screen."""

_HARMLESS_MODES: Final = "(?:1|7|25|1000|1002|1003|1004|1006|1015|1016|2004|2026|2048)"

_HARMLESS: Final = re.compile(
    rf"(?:\x07|{_STRING}|{_PASSED_ON}|\x1b\[\?{_HARMLESS_MODES}[hl]|\x1b\[\?\d+\$p|\x1b\[[<>=][\d;]*u|\x1b\[2[23](?:;\d)*t)*"
)

_FRAME: Final = re.compile(r"\x1b\[\d+;\d+H")
_OF_A_FRAME: Final = re.compile(
    r"((?:\x1b\[\d+;\d+H|\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)|\n|[^\x00-\x1f\x7f-\x9f])+)"
)
STRANGE: Final = "\ufffd"
"""Stands for a control character that has no business in a frame."""


def only_text(frame: str) -> str:
    """A frame of places, colours, links and text without any other control character.

    All text is clean long before it is drawn; should a stranger's sequence ever slip through, it ends here.
    What does not begin as a frame is Textual's own doing and stays as it is.
    """
    if _FRAME.match(frame) is None:
        return frame
    parts = _OF_A_FRAME.split(frame)  # every second one is known
    return "".join(part if at % 2 else STRANGE * len(part) for at, part in enumerate(parts))


def leaves_the_picture(data: str) -> bool:
    """Whether a terminal that is sent this shows the same cells after it, with the cursor at its place."""
    return _HARMLESS.fullmatch(data) is not None
