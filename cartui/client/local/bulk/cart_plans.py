"""Changing many carts as a single one is: planned in a snapshot, written where they still are as planned."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.planned_carts import EachCartPlan, EachCartPlanner, PlannedCart, Work
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.client.local.cart_writing import next_version
from cartui.model.cart import CartState
from cartui.model.record import CartRecord
from cartui.rules.bulk.cart_changes import CartChange
from cartui.rules.locks.locking import as_of
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.updates import CartUpdate, cart_update, write_updates
from cartui.store.failed_placings import forget_refused
from cartui.store.history import NewEntry, insert_entries_of, mark_all_undone

ChangeOf = Callable[[CartRecord, ManySurroundings], CartChange | None]
"""What becomes of a cart; ``None``: it is so already. Raises ``Locked``, ``Refused`` or ``Invalid``."""


class SavedCart(NamedTuple):
    """What is saved of a cart that is changed."""

    after: CartRecord
    update: CartUpdate
    entry: NewEntry


CartPlan = EachCartPlan[SavedCart]
"""What becomes of some carts that are changed."""


class CartPlanner(EachCartPlanner[SavedCart]):
    """Plans a change of carts."""

    def __init__(
        self,
        backend: LocalBackend,
        change_of: ChangeOf,
        job: int | None,
        *,
        again: "CartPlanner | None" = None,
    ) -> None:
        """Make this of each cart."""
        super().__init__(backend, job, again=again)
        self._change_of = change_of

    def work_on(self, stored: CartRecord, pk: int, around: ManySurroundings, /) -> Work[SavedCart] | None:
        """The next version of a cart; ``None``: it is so already."""
        record = as_of(stored, around.now, around.shop.settings.locks.no_return_after)
        change = self._change_of(record, around)
        if change is None:
            return None
        after = next_version(record, change.after, around.now)
        customer = around.customer_of(after.content)
        update = cart_update(pk, stored, after, None if customer is None else customer.ref)
        return Work(
            SavedCart(after, update, self._entry(after, change, around)),
            {"currency": after.content.currency, "after": after.figures.totals.total},
            after.version,
        )

    def save(self, connection: Connection, planned: Sequence[PlannedCart[SavedCart]]) -> Sequence[PlacedItem]:
        """Write rows, search texts and history entries of changed carts."""
        saved = [each.saves for each in planned if each.saves is not None]
        entries = [each.entry for each in saved]
        write_updates(connection, [each.update for each in saved])
        insert_entries_of(connection, entries, [each.update.pk for each in saved])
        mark_all_undone(connection, [entry.undoes for entry in entries if entry.undoes is not None])
        forget_refused(
            connection, *(each.after.id for each in saved if each.after.state is CartState.DELETED)
        )
        return [each.outcome for each in planned]

    def _entry(self, after: CartRecord, change: CartChange, around: ManySurroundings) -> NewEntry:
        """What the history of a cart says of its change."""
        actor = self.backend.actor
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
