"""What can be wrong with a configuration, said so that it can be mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One wrong setting: where it was said, which it is, and what is wrong with it."""

    place: str
    """``config.toml, line 7``, ``CARTUI_LOG_LEVEL`` or ``--profile``."""
    key: str
    """Its dotted name; empty where the file as a whole is meant."""
    message: str
    line: int | None = None
    """Its line in the config file; ``None``: it stands elsewhere, or nobody knows."""

    def __str__(self) -> str:
        """One sentence."""
        return f"{self.place}: {self.key} {self.message}" if self.key else f"{self.place}: {self.message}"


def in_order(problems: Iterable[SettingProblem]) -> list[SettingProblem]:
    """As they stand in the file; what stands elsewhere comes last."""
    return sorted(problems, key=lambda problem: (problem.line is None, problem.line or 0))


class SettingsError(Exception):
    """The configuration cannot be used; carries everything that is wrong with it, not only the first."""

    def __init__(self, problems: Sequence[SettingProblem]) -> None:
        """Keep the problems; the message has one line for each."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class NotWritten(Exception):
    """A file of the settings could not be written; it is as it was."""

    def __init__(self, file: Path, reason: str) -> None:
        """Say which file and why."""
        super().__init__(f"{file} was not changed: {reason}")
        self.file = file
        self.reason = reason
