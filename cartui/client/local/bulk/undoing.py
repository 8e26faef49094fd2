"""Taking a bulk change back: of each cart the very entry that the change made, if nothing came after it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.cart_plans import CartPlan, CartPlanner
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.model.errors import Refused
from cartui.model.history import HistoryEntry
from cartui.model.record import CartRecord
from cartui.rules.bulk.cart_changes import CartChange
from cartui.rules.bulk.undoing import ensure_untouched, taken_back
from cartui.store.bulk_jobs import NewItem, PlacedItem, changed_items
from cartui.store.bulk_targets import carts_called
from cartui.store.history import changers_since, entries_of_job


class UndoPlanner(CartPlanner):
    """Plans what becomes of carts that another job changed."""

    def __init__(self, backend: LocalBackend, undone: int, job: int | None) -> None:
        """Take back the job ``undone``."""
        super().__init__(backend, self._back, job)
        self._undone = undone
        self._entries: dict[str, HistoryEntry] = {}
        """What the job did to the carts that are planned now, by their ids."""
        self._changers: dict[str, tuple[str, datetime]] = {}

    def plans(self, connection: Connection, items: Sequence[PlacedItem], size: int) -> Iterator[CartPlan]:
        """Look up what the job did to these carts, and who did something since."""
        self._entries = entries_of_job(connection, self._undone, [placed.item.id for placed in items])
        self._changers = changers_since(connection, self._entries.values())
        return super().plans(connection, items, size)

    def _back(self, record: CartRecord, around: ManySurroundings) -> CartChange:
        """The cart as it was before the job."""
        entry = self._entries.get(record.id)
        if entry is None:
            raise Refused(f"What was done to {record.number} is not known any more. It stays as it is.")
        ensure_untouched(record, entry, self._changers.get(record.id))
        return taken_back(
            record,
            entry,
            around.editing,
            around.for_pricing,
            keep_days=around.shop.settings.trash_keep_days,
            now=around.now,
        )


def items_to_undo(connection: Connection, job: int) -> list[NewItem]:
    """What the job changed, in the order in which it did; what it made of carts, in place of these."""
    changed = changed_items(connection, job)
    made = carts_called(connection, [placed.item.made for placed in changed if placed.item.made])
    return [
        made[placed.item.made] if placed.item.made else _as_left(placed)
        for placed in changed
        if not placed.item.made or placed.item.made in made
    ]


def _as_left(placed: PlacedItem) -> NewItem:
    """What a job changed, as it left it."""
    item = placed.item
    return NewItem(
        item.id,
        item.number,
        item.kind,
        item.currency,
        item.after,
        version=placed.version,
        former_level=placed.former_level,
    )
