"""Where the value of a setting came from."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final


class Source(StrEnum):
    """Who can say what a setting is; each beats the ones before."""

    DEFAULT = "default"
    FILE = "file"
    PROFILE = "profile"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value came from."""

    source: Source
    place: str = ""
    """Its words: ``~/.config/cartui/config.toml, line 7``, ``CARTUI_AGENT``, ``--agent``."""
    line: int | None = None
    """The line of the config file, where it is one."""

    def __str__(self) -> str:
        """The place; what nobody said has none."""
        return self.place or self.source.value


DEFAULT: Final = Origin(Source.DEFAULT)
"""Nobody said anything."""


def in_file(file: Path, line: int | None) -> Origin:
    """A value of the config file."""
    return Origin(Source.FILE, f"{file}, line {line}" if line else str(file), line)
