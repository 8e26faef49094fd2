"""The feed of what changed, so that a desk can follow what others do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: ``seq`` rises with each; ``kind`` is ``cart``, ``order`` or alike."""

    seq: int
    kind: str
    id: str
    version: int
    agent: str
