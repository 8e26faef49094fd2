"""Starting a new cart with the content of each of many, at today's prices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.outcomes import read_carts, unreadable, with_outcome
from cartui.client.local.bulk.surroundings import KnownShop, ManySurroundings
from cartui.client.local.identifiers import new_id, new_ids
from cartui.client.local.numbers import NumberBlock
from cartui.model.bulk import ItemState
from cartui.model.cart import CartState, Origin
from cartui.model.errors import Invalid
from cartui.model.history import EntryKind
from cartui.model.record import CartFigures, CartRecord
from cartui.rules.editing.applying import priced_anew
from cartui.rules.editing.cloning import clone_summary, copied
from cartui.rules.pricing.cart_pricing import cart_figures
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.records import StoredCart, insert_carts
from cartui.store.carts.updates import CartMark, marks_of
from cartui.store.history import NewEntry, insert_entries_of
from cartui.store.shop_config import load_shop


@dataclass(frozen=True, slots=True)
class _Planned:
    """What becomes of one cart."""

    outcome: PlacedItem
    mark: CartMark | None
    """By which it is known to be as it was; ``None``: it was not there."""
    clone: StoredCart | None = None
    """The new cart, which has no number yet."""
    has_coupon: bool = False


class ClonePlanner:
    """Plans new carts."""

    def __init__(self, backend: LocalBackend, job: int | None) -> None:
        """Work for that actor; ``job`` is the number of the change, where it has one by now."""
        self.backend = backend
        self.job = job
        self.known = KnownShop(job)

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "ClonePlan":
        """Work out a new cart for each of these."""
        read = read_carts(connection, items)
        around = self.known.around(connection, list(read.records.values()), self.backend.clock())
        planned = [
            self._planned(placed, read.marks.get(placed.item.id), read.records.get(placed.item.id), around)
            for placed in items
        ]
        return ClonePlan(self, planned, around.seen)

    def _planned(
        self,
        placed: PlacedItem,
        mark: CartMark | None,
        record: CartRecord | None,
        around: ManySurroundings,
    ) -> _Planned:
        """The new cart for one."""
        if mark is None or record is None:
            return _Planned(unreadable(placed, mark), mark)
        total, has_coupon = record.figures.totals.total, record.content.coupon_code is not None
        same: dict[str, str | int] = {"currency": record.content.currency, "before": total, "after": total}
        try:
            clone = self._clone(record, around)
        except Invalid as error:
            refused = with_outcome(placed, ItemState.REFUSED, reason=error.message, figures=same)
            return _Planned(refused, mark, has_coupon=has_coupon)
        outcome = with_outcome(
            placed, ItemState.CHANGED, figures=same | {"after": clone.record.figures.totals.total}
        )
        return _Planned(outcome, mark, clone, has_coupon)

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


class ClonePlan:
    """New carts for some, which are not there yet."""

    def __init__(self, planner: ClonePlanner, planned: Sequence[_Planned], seen: int) -> None:
        """Nothing is written yet; ``seen`` is the number of the latest change that was known."""
        self._planner = planner
        self._planned = planned
        self._seen = seen

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each; no number is taken for that."""
        return [each.outcome for each in self._planned]

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Number and save the new carts; those whose originals are others by now are planned anew."""
        stale = self._stale(connection)
        if stale:
            fresh = self._planner.plan(connection, [each.outcome for each in stale])
            anew = {each.outcome.position: each for each in fresh._planned}
            self._planned = [anew.get(each.outcome.position, each) for each in self._planned]
        clones = {each.outcome.position: each.clone for each in self._planned if each.clone is not None}
        if not clones:
            return self.outcomes
        numbers = NumberBlock(connection, load_shop(connection), "cart", len(clones))
        numbered = {
            position: replace(clone, record=replace(clone.record, number=numbers.next()))
            for position, clone in clones.items()
        }
        self._save(connection, numbered, {placed.position: placed.item.number for placed in self.outcomes})
        return [
            placed if (made := numbered.get(placed.position)) is None else _made(placed, made.record)
            for placed in self.outcomes
        ]

    def _stale(self, connection: Connection) -> list[_Planned]:
        """Those that have to be planned anew."""
        coupons = any(each.has_coupon for each in self._planned)
        if self._planner.known.is_outdated(connection, self._seen, coupons=coupons):
            return list(self._planned)
        marks = marks_of(connection, [each.outcome.item.id for each in self._planned])
        return [each for each in self._planned if marks.get(each.outcome.item.id) != each.mark]

    def _save(self, connection: Connection, clones: dict[int, StoredCart], originals: dict[int, str]) -> None:
        """Store new carts, each with the entry that says of which number it is a copy."""
        actor, job = self._planner.backend.actor, self._planner.job
        entries = [
            NewEntry(
                cart_id=clone.record.id,
                kind=EntryKind.CLONED,
                at=clone.record.created_at,
                agent=actor.name,
                origin=actor.origin.value,
                version=clone.record.version,
                summary=clone_summary(originals[position]),
                job=job,
            )
            for position, clone in clones.items()
        ]
        insert_entries_of(connection, entries, insert_carts(connection, clones.values()))


def _made(placed: PlacedItem, clone: CartRecord) -> PlacedItem:
    """The item with the number of what was made of it."""
    return replace(placed, item=placed.item.model_copy(update={"made": clone.number}), version=clone.version)
