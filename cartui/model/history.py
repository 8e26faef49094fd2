"""Every change with who, when, from where and what."""

from enum import StrEnum
from typing import Final

from pydantic import JsonValue

from cartui.model.frozen import Frozen, Moment
from cartui.model.quick_value import quick_value
from cartui.model.text import Shown, ShownBlock

LONGEST_COMMENT: Final = 10_000
"""Characters that a comment has at most."""


class EntryKind(StrEnum):
    """What happened to a cart."""

    CREATED = "created"
    EDITED = "edited"
    PLACED = "placed"
    NOT_PLACED = "not_placed"
    """It was tried and refused; nothing of the cart is another."""
    DELETED = "deleted"
    RESTORED = "restored"
    CLONED = "cloned"
    IMPORTED = "imported"
    UNDONE = "undone"
    REDONE = "redone"
    """An undo was taken back."""
    APPROVED = "approved"
    HELD = "held"
    CANCELLED = "cancelled"
    """This one and the two above happened to the cart's order; they raise the order's version alone."""
    INVOICED = "invoiced"
    CREDITED = "credited"
    """The order's invoice was taken back by a credit note, which cancels the order as well."""
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    PAYMENT = "payment"
    """What became of an attempt to pay; where that locks, unlocks or places the cart, it is told there."""
    PURGED = "purged"
    """It was removed for good; of this and all its entries only who, when and which kind is kept."""
    MESSAGE = "message"
    """Something was written to the customer by mail, or it is known what came of that."""
    COMMENTED = "commented"
    """An agent wrote something about it; nothing of the cart is another."""
    CALLED = "called"
    """Its customer was called; what came of it is its one action, what was said its comment."""
    SHARED = "shared"
    """A link by which its customer reads it was made, or taken back; nothing of the cart is another."""
    EXPORTED = "exported"
    """Many were written to a file. It is in the activity alone, and in no cart's own history."""


@quick_value
class FieldChange:
    """One field before and after, by its path in the cart's content (``note``, ``lines.<id>.quantity``).

    ``None`` where there was nothing: a line that was added has no before.
    """

    # A quick value: a bulk change makes these by the hundred thousand. What comes from outside is checked as
    # strictly as every model is: in an answer by the entry that it is part of, in a row by the store.

    field: str
    before: JsonValue
    after: JsonValue


class HistoryEntry(Frozen):
    """One change of a cart: its skeleton, and what a purge empties (``summary``, ``changes``)."""

    id: int
    cart_id: str
    kind: EntryKind
    at: Moment
    agent: Shown
    origin: str
    """From where: ``desk``, ``cli``, ``server`` or ``import``."""
    version: int
    """The cart's version after it."""
    summary: Shown
    """What was done, in words: ``2 × Cotton Shirt added``; empty for a comment or a call."""
    actions: tuple[str, ...] = ()
    """Names of the actions in their order."""
    changes: tuple[FieldChange, ...] = ()
    undone: bool = False
    """Whether a later entry has undone it."""
    undoes: int | None = None
    """The entry that this one undid."""
    comment: ShownBlock = ""
    """What was written, where it is a comment or a call; a purge empties it, too."""
    job: int | None = None
    """The bulk change that it is part of; ``None``: the cart was changed by itself."""
