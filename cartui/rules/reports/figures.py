"""Figures in their order: shares, averages, times, and the groups that carts are put into."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Final

from cartui.model.cart_story import CountedCart, CountedLock, LockEnd, ProductCount
from cartui.model.cart_summary import CartState, Origin
from cartui.model.reports import LockFigure, ProductOrder, ReportGroup

AGES: Final = ("<1d", "1d-7d", "7d-30d", ">30d")
"""What the ages of carts are called, the latest change first."""

_BETWEEN_AGES: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=30))

_ACTIVE: Final = (CartState.OPEN.value, CartState.LOCKED.value)

_ORDERS: Final[dict[ReportGroup, Sequence[str]]] = {
    ReportGroup.STATE: [each.value for each in CartState],
    ReportGroup.ORIGIN: [each.value for each in Origin],
    ReportGroup.AGE: AGES,
}
"""Groups that have an order of their own; the others are sorted by their names."""


def ages_at(now: datetime) -> tuple[datetime, ...]:
    """The moments between one age and the next, the latest first."""
    return tuple(now - each for each in _BETWEEN_AGES)


def group_of(cart: CountedCart, by: ReportGroup, ages: Sequence[datetime]) -> str | int | None:
    """The group of a cart as sums have it; ``None``: it is in none."""
    match by:
        case ReportGroup.AGE:
            if cart.state not in _ACTIVE:
                return None
            return next((at for at, each in enumerate(ages) if cart.changed_at > each), len(ages))
        case ReportGroup.DAY:
            return cart.day
        case _:
            group: str = getattr(cart, by.value)
            return group


def group_name(group: str | int, by: ReportGroup) -> str:
    """What a group is called."""
    if by is ReportGroup.DAY:
        return date.fromordinal(int(group)).isoformat()
    return AGES[int(group)] if by is ReportGroup.AGE else str(group)


def in_order(names: Iterable[tuple[str, str]], by: ReportGroup) -> list[tuple[str, str]]:
    """Names of groups with a currency each, as people read them."""
    order = _ORDERS.get(by, ())

    def place(name: tuple[str, str]) -> tuple[int, str, str]:
        group, currency = name
        return order.index(group) if group in order else len(order), group, currency

    return sorted(names, key=place)


def share(part: int, whole: int) -> int:
    """Hundredths of a percent, rounded half up; 0 of nothing."""
    return (part * 20_000 + whole) // (2 * whole) if whole > 0 else 0


def average(total: int, count: int) -> int:
    """The total for each, rounded half away from zero; 0 for none."""
    if not count:
        return 0
    rounded = (2 * abs(total) + count) // (2 * count)
    return rounded if total >= 0 else -rounded


def products_in_order(
    counts: Iterable[tuple[str, ProductCount]], order: ProductOrder
) -> list[tuple[str, ProductCount]]:
    """Products, the most first: of carts that they were added to or ordered in, or of the share of both.

    Where that is equal, those that are in more carts come first, and then the SKU decides.
    """

    def place(product: tuple[str, ProductCount]) -> tuple[int, int, int, str]:
        sku, count = product
        added, ordered = count.added_carts, count.ordered_carts
        first = {
            ProductOrder.ADDED: added,
            ProductOrder.ORDERED: ordered,
            ProductOrder.CONVERSION: share(ordered, added),
        }[order]
        return -first, -added, -ordered, sku

    return sorted(counts, key=place)


def lock_figures(locks: Iterable[CountedLock]) -> tuple[LockFigure, ...]:
    """Locks by their reasons. Of the times within which they ended none is made up: each is a lock's."""
    by_reason: dict[str, list[CountedLock]] = {}
    for lock in locks:
        by_reason.setdefault(lock.reason, []).append(lock)
    return tuple(_lock_figure(reason, by_reason[reason]) for reason in sorted(by_reason))


def _lock_figure(reason: str, locks: Sequence[CountedLock]) -> LockFigure:
    """The locks of one reason."""
    ends = [lock.end for lock in locks]
    seconds = sorted(
        max(0, (lock.ended_at - lock.since) // timedelta(seconds=1))
        for lock in locks
        if lock.ended_at is not None
    )
    return LockFigure(
        reason=reason,
        locks=len(locks),
        waiting=ends.count(LockEnd.WAITING),
        confirmed=ends.count(LockEnd.CONFIRMED),
        unlocked=ends.count(LockEnd.UNLOCKED),
        deleted=ends.count(LockEnd.DELETED),
        median_seconds=median_low(seconds) if seconds else None,
        slow_seconds=seconds[-(-9 * len(seconds) // 10) - 1] if seconds else None,
    )
