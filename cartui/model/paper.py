"""The form and the paper of documents, and what stands on that before anything is written."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class PaperSize(StrEnum):
    """The paper that a document is laid out for."""

    A4 = "a4"
    """ISO 216: 210 by 297 mm."""
    LETTER = "letter"
    """ANSI: 8.5 by 11 inches."""


class DocumentFormat(StrEnum):
    """What a document is written as."""

    TEXT = "text"
    PDF = "pdf"

    @property
    def ending(self) -> str:
        """How names of such files end, without the dot."""
        return "pdf" if self is DocumentFormat.PDF else "txt"


@dataclass(frozen=True, slots=True)
class Stationery:
    """What a shop writes its documents on."""

    paper: PaperSize = PaperSize.A4
    logo: Path | None = None
    """A PNG or JPEG picture for the top; ``None``: none."""
