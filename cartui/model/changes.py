"""The feed of what changed, so that a desk can follow what others do."""

from dataclasses import dataclass
from typing import Final

GAP: Final = "gap"
"""The kind that stands for older changes which are not kept any more: read again what is shown."""

PRESENCE: Final = "presence"
"""The kind that says that somebody opened or left the cart of that id; nothing of the cart is another."""

HISTORY: Final = "history"
"""The kind that says that somebody commented on the cart of that id, or noted a call about it; nothing that
its version counts is another."""

OUTBOX: Final = "outbox"
"""The kind that says that something became of the message of that id."""

BULK: Final = "bulk"
"""The kind that says that the bulk change of that id did a batch of carts, or that it began or is over."""

BLOCK: Final = "block"
"""The kind that says that the blocklist's entry of that number was added or taken off."""

EXPORT: Final = "export"
"""The kind that says that the export of that id was begun, or is written; nothing of any cart is another."""

DOCUMENT: Final = "document"
"""The kind that says that an invoice or a credit note was issued for the order of that id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: ``seq`` rises with each; ``kind`` is ``cart``, ``order`` or alike.

    ``version`` is the thing's after the change; 0 where it has none, or no other one.
    """

    seq: int
    kind: str
    id: str
    version: int
    agent: str
