"""Plans that treat one cart after the other: made in a snapshot, made anew for those that moved since."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.outcomes import read_carts, unreadable, with_outcome
from cartui.client.local.bulk.surroundings import KnownShop, ManySurroundings
from cartui.model.bulk import ItemState
from cartui.model.errors import Invalid, Locked, Refused
from cartui.model.record import CartRecord
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.updates import CartMark, marks_of

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Work(Generic[S]):
    """What is saved for one cart, and what its item says then."""

    saves: S
    figures: Mapping[str, str | int] = field(default_factory=dict)
    """Its currency and totals, where they are others than the cart's before."""
    version: int | None = None
    """The version that this makes; ``None``: it makes none of the cart."""


@dataclass(frozen=True, slots=True)
class PlannedCart(Generic[S]):
    """What becomes of one cart."""

    outcome: PlacedItem
    mark: CartMark | None
    """By which it is known to be as it was; ``None``: it was not there."""
    saves: S | None = None
    """What is saved; ``None``: nothing."""
    has_coupon: bool = False


class EachCartPlanner(ABC, Generic[S]):
    """Plans carts one by one; a kind of change says what it makes of one, and saves that for many."""

    def __init__(
        self, backend: LocalBackend, job: int | None, *, again: "EachCartPlanner[S] | None" = None
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
    def save(self, connection: Connection, planned: Sequence[PlannedCart[S]]) -> Sequence[PlacedItem]:
        """Save what is to be saved of carts that are as they were planned; gives what became of each."""

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "EachCartPlan[S]":
        """Work out what becomes of these carts."""
        read = read_carts(connection, items)
        around = self.known.around(connection, list(read.records.values()), self.backend.clock())
        planned = [
            self._planned(placed, read.marks.get(placed.item.id), read.records.get(placed.item.id), around)
            for placed in items
        ]
        return EachCartPlan(self._again, planned, around.seen)

    def _planned(
        self, placed: PlacedItem, mark: CartMark | None, stored: CartRecord | None, around: ManySurroundings
    ) -> PlannedCart[S]:
        """What becomes of one cart."""
        if mark is None or stored is None:
            return PlannedCart(unreadable(placed, mark), mark)
        total, has_coupon = stored.figures.totals.total, stored.content.coupon_code is not None
        same: dict[str, str | int] = {"currency": stored.content.currency, "before": total, "after": total}
        try:
            work = self.work_on(stored, mark.pk, around)
        except (Locked, Refused, Invalid) as error:
            refused = with_outcome(placed, ItemState.REFUSED, reason=error.message, figures=same)
            return PlannedCart(refused, mark, has_coupon=has_coupon)
        if work is None:
            unchanged = with_outcome(placed, ItemState.UNCHANGED, figures=same)
            return PlannedCart(unchanged, mark, has_coupon=has_coupon)
        outcome = with_outcome(
            placed, ItemState.CHANGED, version=work.version, figures=same | dict(work.figures)
        )
        return PlannedCart(outcome, mark, work.saves, has_coupon)


class EachCartPlan(Generic[S]):
    """What becomes of some carts."""

    def __init__(self, planner: EachCartPlanner[S], planned: Sequence[PlannedCart[S]], seen: int) -> None:
        """Nothing is written yet; ``seen`` is the number of the latest change that was known."""
        self._planner = planner
        self._planned = planned
        self._seen = seen

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each."""
        return [each.outcome for each in self._planned]

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Save the carts that are as they were planned, and those that are not as they are by now."""
        stale = self._stale(connection)
        if stale:
            fresh = self._planner.plan(connection, [each.outcome for each in stale])
            anew = {each.outcome.position: each for each in fresh._planned}
            self._planned = [anew.get(each.outcome.position, each) for each in self._planned]
        return self._planner.save(connection, self._planned)

    def _stale(self, connection: Connection) -> list[PlannedCart[S]]:
        """Those that have to be planned anew."""
        coupons = any(each.has_coupon for each in self._planned)
        if self._planner.known.is_outdated(connection, self._seen, coupons=coupons):
            return list(self._planned)
        marks = marks_of(connection, [each.outcome.item.id for each in self._planned])
        return [each for each in self._planned if marks.get(each.outcome.item.id) != each.mark]
