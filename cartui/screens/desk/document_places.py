"""What documents are drawn on at this desk, and where they are saved."""

from dataclasses import dataclass, field
from pathlib import Path

from cartui.model.paper import Stationery


@dataclass(frozen=True, slots=True)
class DocumentPlaces:
    """Values of the settings, given by the command line."""

    stationery: Stationery = field(default_factory=Stationery)
    folder: Path = field(default_factory=Path.home)
    """Where a document is saved unless another place is typed."""
