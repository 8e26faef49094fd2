"""The paper that documents are printed on."""

from enum import StrEnum


class PaperSize(StrEnum):
    """The paper that a document is laid out for."""

    A4 = "a4"
    """ISO 216: 210 by 297 mm."""
    LETTER = "letter"
    """ANSI: 8.5 by 11 inches."""
