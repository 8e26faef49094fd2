"""What one cart counts for: as a cart, with its products, and with its locks."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from cartui.model.cart_story import (
    NOTHING,
    CartStory,
    CountedCart,
    CountedLock,
    LockEnd,
    ProductCount,
    ProductKey,
    StoryEntry,
)
from cartui.model.cart_summary import CartState, Origin
from cartui.model.history import EntryKind, FieldChange
from cartui.model.payment import LockReason
from cartui.rules.editing.cart_changes import LOCK, split_line_field

DayIn = Callable[[str, datetime], int]
"""The day of a moment in the zone of the market of that code, as a number."""

_TAKEN_BACK: Final = frozenset({EntryKind.UNDONE, EntryKind.REDONE})
"""They put lines back, and nothing in."""

_LOOKED_AFTER: Final = frozenset(
    {EntryKind.EDITED, *_TAKEN_BACK, EntryKind.COMMENTED, EntryKind.MESSAGE, EntryKind.CALLED}
)
"""What an agent does for a cart that a customer left (decision 5)."""

_OF_AGENTS: Final = frozenset({"desk", "cli", "server"})
"""From where agents work; the others are shops and files."""

_ENDS: Final = {EntryKind.PLACED: LockEnd.CONFIRMED, EntryKind.DELETED: LockEnd.DELETED}

_NO_LINE: Final = (None, 0)

_Lines = dict[str, tuple[str | None, int]]
"""SKU and quantity by the paths of lines."""


def count_cart(story: CartStory, day_in: DayIn) -> CountedCart:
    """The cart as it is counted."""
    is_ordered = story.placed_at is not None and not story.is_cancelled
    recovered, called = _looked_after(story) if is_ordered else (False, False)
    return CountedCart(
        entry=story.entries[0].id,
        day=day_in(story.market, story.began_at),
        market=story.market,
        currency=story.currency,
        level=story.level,
        origin=story.origin.value,
        state=story.state.value,
        units=story.units,
        value=story.value,
        changed_at=story.changed_at,
        order_day=day_in(story.market, story.placed_at) if is_ordered and story.placed_at else None,
        recovered=recovered,
        called=called,
    )


def with_lock_by_time(story: CartStory, since: datetime) -> CartStory:
    """The cart as everybody sees it since its customer did not come back, though nobody has written that."""
    return replace(story, state=CartState.LOCKED, lock=(LockReason.NO_RETURN.value, since))


def count_locks(story: CartStory, day_in: DayIn) -> tuple[CountedLock, ...]:
    """Every lock that the cart ever had, in their order."""
    changes = [(entry, change) for entry in story.entries for change in entry.changes if change.field == LOCK]
    first = _lock_of(changes[0][1].before) if changes else None
    locks = [] if first is None else [first]
    ends: list[tuple[datetime | None, LockEnd]] = [(None, LockEnd.WAITING) for _ in locks]
    for entry, change in changes:
        lock = _lock_of(change.after)
        if lock is None:
            ends[-1:] = [(entry.at, _ENDS.get(entry.kind, LockEnd.UNLOCKED))] if ends else []
        elif locks and locks[-1] == lock:  # an undo brought it back
            ends[-1] = (None, LockEnd.WAITING)
        else:
            locks.append(lock)
            ends.append((None, LockEnd.WAITING))
    if story.lock is not None and (not locks or locks[-1] != story.lock):
        locks.append(story.lock)
        ends.append((None, LockEnd.WAITING))
    return tuple(
        CountedLock(
            entry=story.entries[0].id,
            place=place,
            market=story.market,
            day=day_in(story.market, since),
            reason=reason,
            since=since,
            ended_at=ended_at,
            end=end.value,
        )
        for place, ((reason, since), (ended_at, end)) in enumerate(zip(locks, ends, strict=True))
    )


def count_products(story: CartStory, counted: CountedCart, until: int) -> dict[ProductKey, ProductCount]:
    """The cart's products, as ``counted`` says when and where; what was put in by the entry ``until``.

    A product counts for as many carts as it was ever in. What is ordered are the lines as they are.
    """
    found: dict[ProductKey, ProductCount] = {}
    for sku, units in _put_in(story, until).items():
        found[ProductKey(counted.day, counted.market, sku)] = ProductCount(1, units)
    if counted.order_day is None:
        return found
    ordered: Counter[str] = Counter()
    for _, of_line, quantity in story.lines:
        if of_line is not None:
            ordered[of_line] += quantity
    for sku, units in ordered.items():
        key = ProductKey(counted.day, counted.market, sku)
        found[key] = found.get(key, NOTHING).plus(ProductCount(0, 0, 1, units))
    return found


def _put_in(story: CartStory, until: int) -> Counter[str]:
    """The units that were put in of each SKU, by the entry ``until``: at first, and by every increase."""
    put_in: Counter[str] = Counter()
    lines = _first_lines(story)
    for first, quantity in lines.values():
        if first is not None:
            put_in[first] += quantity
    for entry in story.entries:
        if entry.id > until:
            break
        for change in entry.changes:
            path, name = split_line_field(change.field)
            if not path.startswith("lines.") or name not in (None, "quantity"):
                continue
            sku, before = lines.get(path, _NO_LINE)
            lines[path] = _line_of(change.after) if name is None else (sku, _whole(change.after))
            sku, after = lines[path]
            if sku is not None and after > before and entry.kind not in _TAKEN_BACK:
                put_in[sku] += after - before
    return put_in


def _first_lines(story: CartStory) -> _Lines:
    """The lines that the cart began with."""
    lines: _Lines = {f"lines.{line}": (sku, quantity) for line, sku, quantity in story.lines}
    for entry in reversed(story.entries):
        for change in reversed(entry.changes):
            _rewind(lines, change)
    return lines


def _rewind(lines: _Lines, change: FieldChange) -> None:
    """Put the lines back to what they were before the change."""
    path, name = split_line_field(change.field)
    if not path.startswith("lines."):
        return
    if name == "quantity" and path in lines:
        lines[path] = (lines[path][0], _whole(change.before))
    elif name is None and change.before is None:
        lines.pop(path, None)
    elif name is None:
        lines[path] = _line_of(change.before)


def _line_of(value: JsonValue) -> tuple[str | None, int]:
    """SKU and quantity of a line as history keeps it; nothing where it is gone."""
    if not isinstance(value, dict):
        return _NO_LINE
    sku = value.get("sku")
    return (sku if isinstance(sku, str) else None, _whole(value.get("quantity")))


def _whole(value: JsonValue) -> int:
    """A quantity as history keeps it."""
    return value if isinstance(value, int) else 0


def _lock_of(value: JsonValue) -> tuple[str, datetime] | None:
    """Reason and beginning of a lock as history keeps it."""
    if not isinstance(value, dict):
        return None
    return str(value["reason"]), datetime.fromisoformat(str(value["since"]))


def _looked_after(story: CartStory) -> tuple[bool, bool]:
    """Whether an agent looked after a shopper's cart before it was placed, and whether by a call, too."""
    placed = next((at for at, entry in enumerate(story.entries) if entry.kind is EntryKind.PLACED), None)
    if placed is None or story.origin is not Origin.STOREFRONT:
        return False, False
    kinds = {entry.kind for entry in story.entries[:placed] if _is_by_agent(entry)}
    return bool(kinds & _LOOKED_AFTER), EntryKind.CALLED in kinds


def _is_by_agent(entry: StoryEntry) -> bool:
    """Whether somebody at the desk made it."""
    return entry.origin in _OF_AGENTS
