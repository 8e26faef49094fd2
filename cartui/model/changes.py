"""The feed of what changed, so that a desk can follow what others do."""

from dataclasses import dataclass
from typing import Final

GAP: Final = "gap"
"""The kind that stands for older changes which are not kept any more: read again what is shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: ``seq`` rises with each; ``kind`` is ``cart``, ``order`` or alike."""

    seq: int
    kind: str
    id: str
    version: int
    agent: str
