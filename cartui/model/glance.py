"""What a glance at a database tells a server: who its callers are, and whether anything was written."""

from collections.abc import Mapping
from dataclasses import dataclass

from cartui.model.agent import Role


@dataclass(frozen=True, slots=True)
class Glance:
    """What was seen. What was read between two glances holds at the second if their marks are equal."""

    mark: str
    """Another one as soon as anybody has committed anything, in whatever process."""
    agents: Mapping[str, tuple[str, Role]]
    """Name and role by the hash of a token; the hash of one that opens nothing is not there."""
