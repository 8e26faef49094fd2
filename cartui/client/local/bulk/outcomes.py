"""Reading the carts that a part of a bulk change means, and writing down what becomes of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from cartui.model.bulk import ItemState
from cartui.model.record import CartRecord
from cartui.model.text import clean_line
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.records import load_carts
from cartui.store.carts.updates import CartMark, marks_of
from cartui.store.trouble import DamagedValue

GONE: Final = "It is gone for good."
_DAMAGED: Final = "It is damaged: what is stored of it cannot be read. Nothing of it was changed."
_AS_THEY_WERE: Final[Mapping[str, str | int]] = {}


@dataclass(frozen=True, slots=True)
class ReadCarts:
    """Some carts as they are in one snapshot."""

    marks: Mapping[str, CartMark]
    """By which each is known to be as it was, by its id; also of those that cannot be read."""
    records: Mapping[str, CartRecord]


def read_carts(connection: Connection, items: Sequence[PlacedItem]) -> ReadCarts:
    """Those of these carts that there are; one that is damaged keeps no other back."""
    ids = [placed.item.id for placed in items]
    return ReadCarts(marks_of(connection, ids), _readable(connection, ids))


def with_outcome(
    placed: PlacedItem,
    state: ItemState,
    *,
    reason: str = "",
    version: int | None = None,
    figures: Mapping[str, str | int] = _AS_THEY_WERE,
) -> PlacedItem:
    """The item with what became of it, and the version that this made.

    ``figures`` are its currency and totals, where they are others than when it was prepared.
    """
    told = {"state": state, "reason": clean_line(reason), **figures}
    return PlacedItem(placed.position, placed.item.model_copy(update=told), version)


def unreadable(placed: PlacedItem, mark: CartMark | None) -> PlacedItem:
    """A cart that is not there, or has a mark and cannot be read."""
    return with_outcome(placed, ItemState.REFUSED, reason=GONE if mark is None else _DAMAGED)


def _readable(connection: Connection, ids: Sequence[str]) -> dict[str, CartRecord]:
    """Those of these carts that there are and that can be read."""
    try:
        return {record.id: record for record in load_carts(connection, ids)}
    except DamagedValue:
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return _readable(connection, ids[:middle]) | _readable(connection, ids[middle:])
