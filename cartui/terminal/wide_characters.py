"""Columns that stay straight where terminals measure text differently.

Terminals disagree about the width of vowel signs (Bengali, Hindi, Thai), joined emoji and variation
selectors; Textual writes a line in one go, so that one such name would push all columns after it. Here
the cells of such a stretch and the blanks behind it are erased first, and after it the cursor is put where
it belongs.
"""

import re
from typing import Final

from rich.cells import cell_len

_DISPUTED: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # marks
    "\u0700-\u109f\u1780-\u18af\u1a00-\u1cff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # vowel signs
    "\u200c\u200d\ufe00-\ufe0f"  # joiners and variation selectors
    "\u231a-\u23ff\u2600-\u27bf\U0001f000-\U0001faff"  # emoji
)
HAS_DISPUTED: Final = re.compile(f"[{_DISPUTED}]")
"""Finds what terminals measure differently."""
_WORD: Final = f"[^\x00-\x7f]*[{_DISPUTED}][^\x00-\x7f]*"
_STRETCH: Final = re.compile(f"(?P<words>{_WORD}(?: {_WORD})*)(?P<room> *)")
_CSI: Final = r"\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
_STRING: Final = r"\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\"
_SEQUENCE: Final = re.compile(rf"\x1b(?:{_CSI}|{_STRING}|.)|\n|\r")


def straighten(data: str) -> str:
    """What is written to the terminal, with the cursor put right after each stretch of disputed width.

    Where the cursor stands is known after the first position in ``data``; what comes before stays as it is.
    """
    if HAS_DISPUTED.search(data) is None:
        return data
    out: list[str] = []
    column: int | None = None
    at = 0
    for sequence in _SEQUENCE.finditer(data):
        text, column = put_right(data[at : sequence.start()], column)
        out += (text, sequence.group())
        column = _column_after(sequence, column)
        at = sequence.end()
    out.append(put_right(data[at:], column)[0])
    return "".join(out)


def _column_after(sequence: re.Match[str], column: int | None) -> int | None:
    """The column (from 0) after a sequence; ``None``: who knows."""
    final, parameters = sequence.group("final"), sequence.group("parameters")
    if sequence.group() in {"\n", "\r"}:
        return 0
    if final in {"H", "f"} and not parameters.startswith("?"):
        _row, _, typed = parameters.partition(";")
        return int(typed or 1) - 1
    return None if final in {"C", "D", "G"} else column


def put_right(text: str, column: int | None, *, erased: bool = False) -> tuple[str, int | None]:
    """Plain text from that column (from 0) on as it is to be written, and the column after it.

    ``erased``: all its cells are blank already.
    """
    if column is None or not text:
        return text, column
    if HAS_DISPUTED.search(text) is None:
        return text, column + cell_len(text)
    out: list[str] = []
    at = 0
    for stretch in _STRETCH.finditer(text):
        column += cell_len(text[at : stretch.start()])
        cells = cell_len(stretch.group())
        # The blanks after it are not written, so that a terminal to which it is wider shows it whole.
        out += (
            text[at : stretch.start()],
            f"\x1b[{cells}X" if cells and not erased else "",
            stretch.group("words"),
        )
        column += cells
        out.append(f"\x1b[{column + 1}G")
        at = stretch.end()
    out.append(text[at:])
    return "".join(out), column + cell_len(text[at:])
