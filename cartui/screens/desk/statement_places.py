"""Where statements are looked for, and how files of them are understood, as the desk was told by settings."""

from collections.abc import Callable, Mapping
from pathlib import Path

KeepMapping = Callable[[str, str], Path]
"""Writes a mapping's text under a name into the settings, and gives its file. Raises ``NotWritten``."""


class StatementPlaces:
    """The folder of the settings, and the mappings by name; a mapping that is made at the desk joins them."""

    def __init__(
        self,
        folder: Path | None = None,
        mappings: Mapping[str, str] | None = None,
        *,
        keep: KeepMapping | None = None,
    ) -> None:
        """``keep`` is called in a thread; without it a mapping lasts as long as the desk."""
        self.folder = folder
        """The folder that the settings name; ``None``: they name none."""
        self._mappings = dict(mappings or {})
        self.keep = keep

    @property
    def mappings(self) -> Mapping[str, str]:
        """The files of the mappings, by name."""
        return self._mappings

    def put(self, name: str, file: Path) -> None:
        """Have this mapping, too."""
        self._mappings[name] = str(file)
