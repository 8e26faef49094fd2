"""Changing many carts as a single one is: planned in a snapshot, written where they still are as planned."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Dialect

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.planned_carts import EachCartPlan, EachCartPlanner, Work
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.client.local.cart_writing import next_version
from cartui.model.cart import CartState
from cartui.model.record import CartRecord
from cartui.rules.bulk.cart_changes import CartChange
from cartui.rules.locks.locking import as_of
from cartui.store.bulk import ReadyRows, insert_ready
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.updates import CartUpdate, ReadyUpdates, cart_update, ready_updates, write_updates
from cartui.store.failed_placings import forget_refused
from cartui.store.history import NewEntry, mark_all_undone, ready_entries

ChangeOf = Callable[[CartRecord, ManySurroundings], CartChange | None]
"""What becomes of a cart; ``None``: it is so already. Raises ``Locked``, ``Refused`` or ``Invalid``."""


class SavedCart(NamedTuple):
    """What is saved of a cart that is changed."""

    update: CartUpdate
    entry: NewEntry
    into_trash: bool
    """Whether it is deleted by that."""


@dataclass(frozen=True, slots=True)
class ReadyCarts:
    """What is saved of many, as it is handed to the driver."""

    updates: ReadyUpdates
    entries: ReadyRows
    undone: tuple[int, ...]
    """Entries that are taken back."""
    into_trash: tuple[str, ...]
    """Ids of the carts that are deleted."""


CartPlan = EachCartPlan[SavedCart, ReadyCarts]
"""What becomes of some carts that are changed."""


class CartPlanner(EachCartPlanner[SavedCart, ReadyCarts]):
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
            SavedCart(
                update, self._entry(after, change, around), into_trash=after.state is CartState.DELETED
            ),
            {"currency": after.content.currency, "after": after.figures.totals.total},
            after.version,
        )

    def make_ready(self, dialect: Dialect, saves: Mapping[int, SavedCart], /) -> ReadyCarts:
        """Make rows, search texts and history entries of changed carts ready."""
        saved = list(saves.values())
        entries = [each.entry for each in saved]
        return ReadyCarts(
            updates=ready_updates(dialect, [each.update for each in saved]),
            entries=ready_entries(dialect, entries, [each.update.pk for each in saved]),
            undone=tuple(entry.undoes for entry in entries if entry.undoes is not None),
            into_trash=tuple(each.entry.cart_id for each in saved if each.into_trash),
        )

    def save(
        self, connection: Connection, outcomes: Sequence[PlacedItem], ready: ReadyCarts, /
    ) -> Sequence[PlacedItem]:
        """Write them."""
        write_updates(connection, ready.updates)
        insert_ready(connection, ready.entries)
        mark_all_undone(connection, ready.undone)
        forget_refused(connection, *ready.into_trash)
        return outcomes

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
