"""Something that was asked for at a cart: what it is about, and what is to be done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from cartui.client.protocol import ClientError, Invalid
from cartui.model.actions import Action, MoveLine, SetQuantity
from cartui.model.cart import Cart

Resolve = Callable[[], Awaitable[Sequence[Action]]]
"""Finds out what is to be done when its turn has come; raises ``ClientError`` where nothing is."""


class Area(Enum):
    """The part of a cart that an edit is about, where its refusal is shown."""

    LINES = "lines"
    CUSTOMER = "customer"
    SHIPPING = "shipping address"
    BILLING = "billing address"
    DELIVERY = "delivery"
    PAYMENT = "payment"
    COUPON = "coupon"
    NOTE = "note"
    TAGS = "tags"
    LEVEL = "price level"
    CART = "cart"


class Saving(Enum):
    """How far the edits have got."""

    SAVED = "saved"
    SAVING = "saving"
    WAITING = "waiting"
    """The backend is away; what was asked for is kept and tried again."""


class Step(Enum):
    """A step along the cart's history, by the word for it once it is done."""

    UNDO = "undone"
    REDO = "redone"


@dataclass(eq=False, slots=True)
class Edit:
    """Something asked for: actions, or what finds them out, or a step along the history (neither)."""

    area: Area
    key: str
    actions: tuple[Action, ...] = ()
    resolve: Resolve | None = None
    step: Step | None = None
    draft: str = ""
    """What of ``drafts`` is saved with it."""
    overtaken: bool = False
    """Whether others changed the cart after this was asked for."""
    theirs: frozenset[str] = frozenset()
    """What they changed (``Conflict.changed``)."""
    before: Cart | None = None
    """The cart before their change, as the agent saw it when asking."""

    @property
    def sets_quantity(self) -> SetQuantity | None:
        """Its only action, where that sets a quantity."""
        only = self.actions[0] if len(self.actions) == 1 else None
        return only if isinstance(only, SetQuantity) else None

    @property
    def moves(self) -> MoveLine | None:
        """Its only action, where that moves a line."""
        only = self.actions[0] if len(self.actions) == 1 else None
        return only if isinstance(only, MoveLine) else None

    def says_anew(self, other: "Edit") -> bool:
        """Whether it says once more what ``other`` says, which then need not be done any more."""
        pairs = ((self.sets_quantity, other.sets_quantity), (self.moves, other.moves))
        return any(one is not None and two is not None and one.line == two.line for one, two in pairs)


def in_words(error: ClientError) -> str:
    """What a refusal says, with each of its problems."""
    if isinstance(error, Invalid) and error.problems:
        return " ".join(problem.message for problem in error.problems)
    return error.message
