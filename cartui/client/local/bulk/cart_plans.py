"""Changing many carts as a single one is: planned in a snapshot, written where they still are as planned."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.outcomes import ReadCarts, read_carts, unreadable, with_outcome
from cartui.client.local.bulk.surroundings import KnownShop, ManySurroundings
from cartui.client.local.cart_writing import next_version
from cartui.model.bulk import ItemState
from cartui.model.cart import CartState
from cartui.model.errors import Invalid, Locked, Refused
from cartui.model.record import CartRecord
from cartui.rules.bulk.cart_changes import CartChange
from cartui.rules.locks.locking import as_of
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.updates import CartMark, CartUpdate, cart_update, marks_of, write_updates
from cartui.store.failed_placings import forget_refused
from cartui.store.history import NewEntry, insert_entries_of, mark_all_undone

ChangeOf = Callable[[CartRecord, ManySurroundings], CartChange | None]
"""What becomes of a cart; ``None``: it is so already. Raises ``Locked``, ``Refused`` or ``Invalid``."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """What becomes of one cart."""

    outcome: PlacedItem
    mark: CartMark | None
    """By which it is known to be as it was; ``None``: it was not there."""
    after: CartRecord | None = None
    """What is saved, where it is changed."""
    update: CartUpdate | None = None
    entry: NewEntry | None = None
    has_coupon: bool = False


class CartPlanner:
    """Plans a change of carts."""

    def __init__(
        self,
        backend: LocalBackend,
        change_of: ChangeOf,
        job: int | None,
        *,
        again: "CartPlanner | None" = None,
    ) -> None:
        """Work for that actor; ``job`` is the number of the change, where it has one by now.

        ``again`` plans anew what is another when it is written; itself, unless one is given.
        """
        self._backend = backend
        self._change_of = change_of
        self._again = again or self
        self.job = job
        self.known = KnownShop(job)

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "CartPlan":
        """Work out what becomes of these carts."""
        read = read_carts(connection, items)
        around = self.known.around(connection, list(read.records.values()), self._backend.clock())
        planned = [self._planned(placed, read, around) for placed in items]
        return CartPlan(self._again, planned, around.seen)

    def _planned(
        self,
        placed: PlacedItem,
        read: ReadCarts,
        around: ManySurroundings,
    ) -> _Planned:
        """What becomes of one cart."""
        mark, stored = read.marks.get(placed.item.id), read.records.get(placed.item.id)
        if mark is None or stored is None:
            return _Planned(unreadable(placed, mark), mark)
        record = as_of(stored, around.now, around.shop.settings.locks.no_return_after)
        total, has_coupon = stored.figures.totals.total, stored.content.coupon_code is not None
        same: dict[str, str | int] = {"currency": stored.content.currency, "before": total, "after": total}
        try:
            change = self._change_of(record, around)
        except (Locked, Refused, Invalid) as error:
            refused = with_outcome(placed, ItemState.REFUSED, reason=error.message, figures=same)
            return _Planned(refused, mark, has_coupon=has_coupon)
        if change is None:
            return _Planned(
                with_outcome(placed, ItemState.UNCHANGED, figures=same), mark, has_coupon=has_coupon
            )
        after = next_version(record, change.after, around.now)
        done = same | {"currency": after.content.currency, "after": after.figures.totals.total}
        outcome = with_outcome(placed, ItemState.CHANGED, version=after.version, figures=done)
        customer = around.customer_of(after.content)
        update = cart_update(mark.pk, stored, after, None if customer is None else customer.ref)
        return _Planned(outcome, mark, after, update, self._entry(after, change, around), has_coupon)

    def _entry(self, after: CartRecord, change: CartChange, around: ManySurroundings) -> NewEntry:
        """What the history of a cart says of its change."""
        actor = self._backend.actor
        return NewEntry(
            cart_id=after.id,
            kind=change.kind,
            at=around.now,
            agent=actor.name,
            origin=actor.origin.value,
            version=after.version,
            summary=change.summary,
            actions=change.actions,
            changes=change.changes,
            undoes=change.undoes,
            job=self.job,
        )


class CartPlan:
    """What becomes of some carts."""

    def __init__(self, planner: CartPlanner, planned: Sequence[_Planned], seen: int) -> None:
        """Nothing is written yet; ``seen`` is the number of the latest change that was known."""
        self._seen = seen
        self._planner = planner
        self._planned = planned

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
        changed = [each for each in self._planned if each.after is not None]
        _save(connection, changed)
        return self.outcomes

    def _stale(self, connection: Connection) -> list[_Planned]:
        """Those that have to be planned anew."""
        coupons = any(each.has_coupon for each in self._planned)
        if self._planner.known.is_outdated(connection, self._seen, coupons=coupons):
            return list(self._planned)
        marks = marks_of(connection, [each.outcome.item.id for each in self._planned])
        return [each for each in self._planned if marks.get(each.outcome.item.id) != each.mark]


def _save(connection: Connection, changed: Iterable[_Planned]) -> None:
    """Write rows, search texts and history entries of changed carts."""
    updates: list[CartUpdate] = []
    entries: list[NewEntry] = []
    deleted: list[str] = []
    for each in changed:
        if each.update is not None and each.entry is not None:
            updates.append(each.update)
            entries.append(each.entry)
        if each.after is not None and each.after.state is CartState.DELETED:
            deleted.append(each.after.id)
    write_updates(connection, updates)
    insert_entries_of(connection, entries, [each.pk for each in updates])
    mark_all_undone(connection, [entry.undoes for entry in entries if entry.undoes is not None])
    forget_refused(connection, *deleted)
