"""Changes of many things at once: what is to be done to which, and what became of each."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from heapq import nlargest
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.frozen import Frozen, Moment
from cartui.model.message import MessageKind
from cartui.model.query import CartQuery
from cartui.model.selection import Selection
from cartui.model.text import Code, Line, Name, Shown

MOST_ITEMS: Final = 100_000
"""Things that one job changes at most: what it would do to more than these, nobody reads."""

LARGEST_SHOWN: Final = 10
"""How many of the changes that make the most difference a preview names."""


class ChangeTags(Frozen):
    """Put tags on carts and take others off; the tags that are in neither stay."""

    type: Literal["change_tags"] = "change_tags"
    add: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    remove: Annotated[tuple[Name, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        """Refuse one that changes nothing, and one that puts on what it takes off."""
        if not self.add and not self.remove:
            raise ValueError("name at least one tag")
        both = {tag.casefold() for tag in self.add} & {tag.casefold() for tag in self.remove}
        if both:
            raise ValueError(f"the tag {min(both)} cannot be put on and taken off at once")
        return self


class DeleteCarts(Frozen):
    """Put carts into the trash."""

    type: Literal["delete_carts"] = "delete_carts"


class RestoreCarts(Frozen):
    """Take carts out of the trash."""

    type: Literal["restore_carts"] = "restore_carts"


class CloneCarts(Frozen):
    """Start a new cart with the content of each, at today's prices."""

    type: Literal["clone_carts"] = "clone_carts"


class NotifyCustomers(Frozen):
    """Queue a message to the customer of each cart, as the shop's template of that kind writes it."""

    type: Literal["notify_customers"] = "notify_customers"
    kind: MessageKind


class SetCustomerLevel(Frozen):
    """Give customers a price level; ``None``: the market's base."""

    type: Literal["set_customer_level"] = "set_customer_level"
    level: Line | None
    carts_follow: bool = False
    """Whether their open carts are priced at it as well, where they have no level of their own."""


class UndoJob(Frozen):
    """Take back what a job changed, but for what was changed since."""

    type: Literal["undo_job"] = "undo_job"
    job: int


BulkAction = Annotated[
    SetPriceLevel
    | Assign
    | ChangeTags
    | DeleteCarts
    | RestoreCarts
    | CloneCarts
    | NotifyCustomers
    | SetCustomerLevel
    | UndoJob,
    Field(discriminator="type"),
]
"""Everything that can be done to many at once."""

EDITS: Final[tuple[type[Frozen], ...]] = (SetPriceLevel, Assign, ChangeTags)
"""Those that edit a cart: several of them are one change of it. Each other one stands alone."""

NOT_UNDONE: Final[tuple[type[Frozen], ...]] = (NotifyCustomers, UndoJob)
"""Those that cannot be taken back: what was written was read; and an undo is followed by the job itself."""


class BulkTarget(Frozen):
    """Which: some carts by id or number and all that a query finds but some; or some customers."""

    carts: Annotated[tuple[Code, ...], Field(max_length=MOST_ITEMS)] = ()
    query: CartQuery | None = None
    without: Annotated[tuple[Code, ...], Field(max_length=MOST_ITEMS)] = ()
    """What the query finds and is not meant."""
    customers: Annotated[tuple[Code, ...], Field(max_length=MOST_ITEMS)] = ()
    """By id or number; for :class:`SetCustomerLevel` alone."""

    @classmethod
    def of(cls, selection: Selection) -> "BulkTarget":
        """What is selected in a list of carts."""
        return cls(
            carts=tuple(sorted(selection.ids)),
            query=selection.query,
            without=tuple(sorted(selection.without)),
        )


class ItemKind(StrEnum):
    """What a job changes."""

    CART = "cart"
    CUSTOMER = "customer"


class ItemState(StrEnum):
    """What became of one of them."""

    WAITING = "waiting"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """It was already as it should be."""
    REFUSED = "refused"


class BulkItem(Frozen):
    """One cart or customer of a job, or of a preview."""

    kind: ItemKind = ItemKind.CART
    id: Shown
    number: Shown
    state: ItemState
    reason: Shown = ""
    """Why it was refused, in words for staff."""
    currency: Shown = ""
    before: int = 0
    """The cart's total before, in minor units of ``currency``; 0 for a customer."""
    after: int = 0
    """The cart's total after it; as before where it was not changed. Of a cloned one, the clone's."""
    made: Shown = ""
    """The number of the cart that was cloned from it."""

    @property
    def difference(self) -> int:
        """By how much its total grew, in minor units."""
        return self.after - self.before


class BulkTally(Frozen):
    """How many were, or would be, changed, and what the changed carts come to."""

    matched: int = 0
    """How many there are in all."""
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    before: Mapping[str, int] = {}
    """Sum of the totals of the changed carts before, in minor units by currency."""
    after: Mapping[str, int] = {}

    @property
    def done(self) -> int:
        """How many were looked at."""
        return self.changed + self.unchanged + self.refused

    def with_items(self, items: Iterable[BulkItem]) -> "BulkTally":
        """This and what became of these items; how many there are in all stays."""
        counts = dict.fromkeys(ItemState, 0)
        before, after = dict(self.before), dict(self.after)
        for item in items:
            counts[item.state] += 1
            if item.state is ItemState.CHANGED and item.currency:
                before[item.currency] = before.get(item.currency, 0) + item.before
                after[item.currency] = after.get(item.currency, 0) + item.after
        return BulkTally(
            matched=self.matched,
            changed=self.changed + counts[ItemState.CHANGED],
            unchanged=self.unchanged + counts[ItemState.UNCHANGED],
            refused=self.refused + counts[ItemState.REFUSED],
            before=before,
            after=after,
        )


class BulkPreview(Frozen):
    """What a job would do to things as they are now: of some of them, or of all."""

    tally: BulkTally = BulkTally()
    """``matched`` is how many there are in all; the other counts are of those looked at."""
    largest: tuple[BulkItem, ...] = ()
    """The changes that make the most difference, the largest first, at most :data:`LARGEST_SHOWN`."""
    refused: tuple[BulkItem, ...] = ()
    """All that would be refused, each with its reason."""
    next: str | None = None
    """The cursor of the part that follows; ``None``: this was the last one."""

    def followed_by(self, part: "BulkPreview") -> "BulkPreview":
        """This and the part that follows, as one."""
        sums = {}
        for name in ("before", "after"):
            mine, theirs = dict(getattr(self.tally, name)), getattr(part.tally, name)
            sums[name] = mine | {code: mine.get(code, 0) + amount for code, amount in theirs.items()}
        tally = BulkTally(
            matched=part.tally.matched,
            changed=self.tally.changed + part.tally.changed,
            unchanged=self.tally.unchanged + part.tally.unchanged,
            refused=self.tally.refused + part.tally.refused,
            **sums,
        )
        return BulkPreview(
            tally=tally,
            largest=largest((*self.largest, *part.largest)),
            refused=(*self.refused, *part.refused),
            next=part.next,
        )


def largest(items: Iterable[BulkItem]) -> tuple[BulkItem, ...]:
    """Those that make the most difference to a total, whichever currency it is in; the largest first."""
    changed = [item for item in items if item.difference]
    return tuple(nlargest(LARGEST_SHOWN, changed, key=lambda item: abs(item.difference)))


class JobState(StrEnum):
    """The life of a job."""

    PREPARED = "prepared"
    """Which things it means is settled; nothing is changed yet."""
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    """Stopped between two of them; what was changed stays changed."""


class BulkJob(Frozen):
    """A change of many things: what, by whom, and how far it is."""

    id: int
    state: JobState
    actions: tuple[BulkAction, ...]
    agent: Shown
    created_at: Moment
    started_at: Moment | None = None
    ended_at: Moment | None = None
    tally: BulkTally = BulkTally()
    """Of what is done so far; ``matched`` is how many there are in all."""
    at_work: bool = False
    """Whether somebody works on it now. A running job that nobody works on can be resumed."""
    trouble: Shown = ""
    """Why whoever worked on it stopped before its end, where the backend that is asked knows."""
    undoes: int | None = None
    """The job that it takes back."""
    undone_by: int | None = None
    """The job that took it back, or does so now."""

    @property
    def can_be_undone(self) -> bool:
        """Whether anything was changed that can be taken back, and nobody does that already."""
        return (
            self.state in (JobState.DONE, JobState.CANCELLED)
            and self.tally.changed > 0
            and self.undone_by is None
            and not any(isinstance(action, NOT_UNDONE) for action in self.actions)
        )
