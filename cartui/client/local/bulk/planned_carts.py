"""Plans that treat one cart after the other: made in a snapshot, made anew where one moved since."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, Dialect

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.outcomes import ReadCarts, read_carts, unreadable, with_outcome
from cartui.client.local.bulk.surroundings import KnownShop, ManySurroundings
from cartui.model.bulk import ItemState
from cartui.model.errors import Invalid, Locked, Refused
from cartui.model.record import CartRecord
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.updates import CartMark, marks_of

S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Work(Generic[S]):
    """What is saved for one cart, and what its item says then."""

    saves: S
    figures: Mapping[str, str | int] = field(default_factory=dict)
    """Its currency and totals, where they are others than the cart's before."""
    version: int | None = None
    """The version that this makes; ``None``: it makes none of the cart."""


class PlannedCart(NamedTuple):
    """What becomes of one cart, and by what it is known to be as it was."""

    outcome: PlacedItem
    mark: CartMark | None
    """``None``: it was not there."""
    has_coupon: bool = False


@dataclass(frozen=True, slots=True)
class PlannedCarts(Generic[R]):
    """What becomes of some carts: all that another process has to be told."""

    carts: Sequence[PlannedCart]
    ready: R
    """What is saved of them, made ready."""
    seen: int
    """The number of the latest change of anything that was known."""


class EachCartPlanner(ABC, Generic[S, R]):
    """Plans carts one by one; a kind of change says what it makes of one, and saves that for many."""

    def __init__(
        self, backend: LocalBackend, job: int | None, *, again: "EachCartPlanner[S, R] | None" = None
    ) -> None:
        """Work for that actor; ``job`` is the number of the change, where it has one by now.

        ``again`` plans anew what is another when it is written; itself, unless one is given.
        """
        self.backend = backend
        self.job = job
        self.known = KnownShop(job)
        self._again = again or self

    @abstractmethod
    def work_on(self, stored: CartRecord, pk: int, around: ManySurroundings, /) -> Work[S] | None:
        """What is to be done for a cart, whose row has that key; ``None``: it is so already.

        Raises ``Locked``, ``Refused`` or ``Invalid`` where it cannot be done.
        """

    @abstractmethod
    def make_ready(self, dialect: Dialect, saves: Mapping[int, S], /) -> R:
        """Do beforehand all of saving that takes no connection; ``saves`` are by the carts' positions."""

    @abstractmethod
    def save(
        self, connection: Connection, outcomes: Sequence[PlacedItem], ready: R, /
    ) -> Sequence[PlacedItem]:
        """Save what is ready, of carts that are as they were planned; gives what became of each."""

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "EachCartPlan[S, R]":
        """Work out what becomes of these carts."""
        (plan,) = self.plans(connection, items, max(len(items), 1))
        return plan

    def plans(
        self, connection: Connection, items: Sequence[PlacedItem], size: int
    ) -> "Iterator[EachCartPlan[S, R]]":
        """The same for parts of so many; one where there are no carts.

        All are read at once: of what a part takes that is read by itself, a fifth is asking.
        """
        read = read_carts(connection, items)
        around = self.known.around(connection, list(read.records.values()), self.backend.clock())
        for begin in range(0, max(len(items), 1), size):
            yield self._planned(connection.dialect, items[begin : begin + size], read, around)

    def _planned(
        self, dialect: Dialect, items: Sequence[PlacedItem], read: ReadCarts, around: ManySurroundings
    ) -> "EachCartPlan[S, R]":
        """The plan for some carts of what was read."""
        carts: list[PlannedCart] = []
        saves: dict[int, S] = {}
        for placed in items:
            mark, stored = read.marks.get(placed.item.id), read.records.get(placed.item.id)
            if mark is None or stored is None:
                carts.append(PlannedCart(unreadable(placed, mark), mark))
                continue
            outcome, work = self._outcome(placed, stored, mark.pk, around)
            carts.append(PlannedCart(outcome, mark, stored.content.coupon_code is not None))
            if work is not None:
                saves[placed.position] = work.saves
        ready = self.make_ready(dialect, saves)
        return self.planned_elsewhere(PlannedCarts(carts, ready, around.seen))

    def planned_elsewhere(self, planned: PlannedCarts[R]) -> "EachCartPlan[S, R]":
        """The plan of what was worked out by another planner of the same change, in whatever process."""
        return EachCartPlan(self._again, planned)

    def _outcome(
        self, placed: PlacedItem, stored: CartRecord, pk: int, around: ManySurroundings
    ) -> tuple[PlacedItem, Work[S] | None]:
        """What becomes of one cart, and what is to be done for that."""
        total = stored.figures.totals.total
        same: dict[str, str | int] = {"currency": stored.content.currency, "before": total, "after": total}
        try:
            work = self.work_on(stored, pk, around)
        except (Locked, Refused, Invalid) as error:
            return with_outcome(placed, ItemState.REFUSED, reason=error.message, figures=same), None
        if work is None:
            return with_outcome(placed, ItemState.UNCHANGED, figures=same), None
        figures = same | dict(work.figures)
        return with_outcome(placed, ItemState.CHANGED, version=work.version, figures=figures), work


class EachCartPlan(Generic[S, R]):
    """What becomes of some carts."""

    def __init__(self, planner: EachCartPlanner[S, R], planned: PlannedCarts[R]) -> None:
        """Nothing is written yet."""
        self._planner = planner
        self.planned = planned
        """What was worked out."""

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each."""
        return [each.outcome for each in self.planned.carts]

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Save the carts as they were planned; where one is another by now, all of them are planned anew.

        They are few, and what is ready is ready for all of them.
        """
        if not self._holds(connection):
            self.planned = self._planner.plan(connection, self.outcomes).planned
        return self._planner.save(connection, self.outcomes, self.planned.ready)

    def _holds(self, connection: Connection) -> bool:
        """Whether everything is as it was planned from."""
        carts = self.planned.carts
        coupons = any(each.has_coupon for each in carts)
        if self._planner.known.is_outdated(connection, self.planned.seen, coupons=coupons):
            return False
        marks = marks_of(connection, [each.outcome.item.id for each in carts])
        return all(marks.get(each.outcome.item.id) == each.mark for each in carts)
