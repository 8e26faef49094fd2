"""What left the shop as a file: who took which rows out, kept for good."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown, clean_line

LONGEST_SELECTION: Final = 500
"""Characters that are kept of what was chosen; what is longer ends in an ellipsis."""

MOST_ROWS: Final = 2**63 - 1
"""The largest number of rows that any backend can note."""


def _fitting(value: object) -> object:
    """One clean line that is not too long; anything but text is for the next check to refuse."""
    if not isinstance(value, str):
        return value
    text = clean_line(value).strip()
    return text if len(text) <= LONGEST_SELECTION else f"{text[: LONGEST_SELECTION - 1]}…"


class ExportKind(StrEnum):
    """What the rows of an export are."""

    CARTS = "carts"
    LINES = "lines"
    """Of carts: with who they are for, and where they go."""
    ORDERS = "orders"
    """Handed on to what comes next, or written once more."""
    BULK_REPORT = "bulk_report"
    """What became of each cart or customer of a bulk change."""
    DOCUMENTS = "documents"
    """Of many carts at once, on a printer or as one file; a row is a document."""
    REPORT = "report"
    """Figures, which name nobody."""


class NewExport(Frozen):
    """An export that is about to begin, in the words in which it is kept."""

    kind: ExportKind
    selection: Annotated[str, BeforeValidator(_fitting)]
    """Which rows: ``market:BD state:open``, or ``412 chosen``; without what could be a customer's."""
    written_as: Annotated[str, BeforeValidator(_fitting), Field(min_length=1, max_length=20)]
    """The format: ``csv``."""


class NotedExport(Frozen):
    """An export that was begun, as it is kept."""

    id: int
    kind: ExportKind
    selection: Shown
    written_as: Shown
    at: Moment
    """When it was begun."""
    agent: Shown
    origin: str
    """From where: ``desk``, ``cli`` or ``server``."""
    rows: int | None = None
    """How many rows it has; ``None``: it is still being written, or it never came to its end."""
