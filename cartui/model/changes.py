"""The feed of what changed, so that a desk can follow what others do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: ``seq`` rises by at least one with each; ``kind`` is ``cart``, ``order`` …"""

    seq: int
    kind: str
    id: str
    version: int
    agent: str
