"""Starting a new cart with the content of each of many, at today's prices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Dialect

from cartui.client.local.bulk.planned_carts import EachCartPlanner, Work
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.client.local.identifiers import new_id, new_ids
from cartui.client.local.numbers import NumberBlock
from cartui.model.cart import CartState, Origin
from cartui.model.history import EntryKind
from cartui.model.record import CartFigures, CartRecord
from cartui.rules.editing.applying import priced_anew
from cartui.rules.editing.cloning import clone_summary, copied
from cartui.rules.pricing.cart_pricing import cart_figures
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.records import StoredCart, insert_carts
from cartui.store.history import NewEntry, insert_entries_of
from cartui.store.shop_config import load_shop


class ClonePlanner(EachCartPlanner[StoredCart, Mapping[int, StoredCart]]):
    """Plans new carts, which have no number yet: a preview takes none."""

    def work_on(self, stored: CartRecord, _pk: int, around: ManySurroundings, /) -> Work[StoredCart]:
        """The new cart for one."""
        clone = self._clone(stored, around)
        return Work(clone, {"after": clone.record.figures.totals.total})

    def make_ready(self, _dialect: Dialect, saves: Mapping[int, StoredCart], /) -> Mapping[int, StoredCart]:
        """Leave them as they are: they have no number yet."""
        return saves

    def save(
        self, connection: Connection, outcomes: Sequence[PlacedItem], ready: Mapping[int, StoredCart], /
    ) -> Sequence[PlacedItem]:
        """Number and save the new carts, each with the entry that says of which number it is a copy."""
        if not ready:
            return outcomes
        numbers = NumberBlock(connection, load_shop(connection), "cart", len(ready))
        numbered = {
            position: replace(clone, record=replace(clone.record, number=numbers.next()))
            for position, clone in ready.items()
        }
        self._insert(connection, numbered, {placed.position: placed.item.number for placed in outcomes})
        return [
            placed if (made := numbered.get(placed.position)) is None else _made(placed, made.record)
            for placed in outcomes
        ]

    def _clone(self, original: CartRecord, around: ManySurroundings) -> StoredCart:
        """The new cart. Raises ``Invalid`` for what is not sold any more."""
        content = priced_anew(copied(original.content, new_ids()), around.editing)
        record = CartRecord(
            id=new_id(),
            number="",
            version=1,
            state=CartState.OPEN,
            origin=Origin.AGENT,
            content=content,
            figures=CartFigures(),
            created_at=around.now,
            updated_at=around.now,
            created_by=self.backend.actor.name,
        )
        figures = cart_figures(content, around.for_pricing(content))
        customer = around.customer_of(content)
        return StoredCart(replace(record, figures=figures), None if customer is None else customer.ref)

    def _insert(
        self, connection: Connection, clones: dict[int, StoredCart], originals: dict[int, str]
    ) -> None:
        """Store new carts; ``originals`` are the numbers of those that they are copies of."""
        actor = self.backend.actor
        entries = [
            NewEntry(
                cart_id=clone.record.id,
                kind=EntryKind.CLONED,
                at=clone.record.created_at,
                agent=actor.name,
                origin=actor.origin.value,
                version=clone.record.version,
                summary=clone_summary(originals[position]),
                job=self.job,
            )
            for position, clone in clones.items()
        ]
        insert_entries_of(connection, entries, insert_carts(connection, clones.values()))


def _made(placed: PlacedItem, clone: CartRecord) -> PlacedItem:
    """The item with the number of what was made of it."""
    return replace(placed, item=placed.item.model_copy(update={"made": clone.number}), version=clone.version)
