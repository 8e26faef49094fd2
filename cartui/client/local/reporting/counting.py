"""Counting what changed of carts since it was counted last.

The history has an entry of every change, so the entries behind the last one that was counted say which carts
are others now. What such a cart counted for is taken away, and what it counts for now is added; reports do
that in passing for what nobody has counted yet, and the background's work writes it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from cartui.model.cart_story import (
    NOTHING,
    CartStory,
    CountedCart,
    CountedLock,
    ProductCount,
    ProductKey,
)
from cartui.model.shop import Shop
from cartui.rules.reports.cart_counting import (
    DayIn,
    count_cart,
    count_locks,
    count_products,
    with_lock_by_time,
)
from cartui.store.reports.counted import (
    add_products,
    counted_carts,
    counted_until,
    save_carts,
    save_locks,
    set_counted_until,
)
from cartui.store.reports.stories import entries_behind, is_behind, stories_of
from cartui.store.shop_config import load_shop

AT_ONCE: Final = 500
"""Entries that one transaction counts: what another writer waits for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be taken away from what was counted, and what is to be added."""

    before: Mapping[int, CountedCart]
    """By the carts' first entries, as everything here."""
    after: Mapping[int, CountedCart]
    locks: Mapping[int, tuple[CountedLock, ...]]
    """All locks of these carts."""
    products: Mapping[ProductKey, ProductCount]
    """What is to be added; less than 0 where something is to be taken away."""


def count_next(connection: Connection) -> int:
    """Count the next entries of the history; gives how many they were."""
    mark = counted_until(connection)
    tail = entries_behind(connection, mark, limit=AT_ONCE)
    if not tail.entries:
        return 0
    stories = stories_of(connection, tail.cart_pks)
    _save(connection, differences(connection, load_shop(connection), stories, mark, tail.last))
    set_counted_until(connection, tail.last)
    return tail.entries


def count_before_purge(connection: Connection, cart_pks: Collection[int]) -> None:
    """Count all of these carts, in the transaction in which their history goes."""
    stories = stories_of(connection, cart_pks)
    last = max((story.entries[-1].id for story in stories.values()), default=0)
    shop, mark = load_shop(connection), counted_until(connection)
    _save(connection, differences(connection, shop, stories, mark, max(mark, last)))


def has_uncounted(connection: Connection) -> bool:
    """Whether something happened that was not counted."""
    return is_behind(connection, counted_until(connection))


def differences(
    connection: Connection,
    shop: Shop,
    stories: Mapping[int, CartStory],
    mark: int,
    until: int,
    locked_since: Mapping[int, datetime] | None = None,
) -> Difference:
    """What these carts (by their rows' keys) count for by the entry ``until``, and did by ``mark``.

    ``locked_since``: of those that are locked by time, since when.
    """
    day_in = day_by_market(shop)
    before = counted_carts(connection, [story.entries[0].id for story in stories.values()])
    after: dict[int, CountedCart] = {}
    locks: dict[int, tuple[CountedLock, ...]] = {}
    products: dict[ProductKey, ProductCount] = {}
    for pk, stored in stories.items():
        since = (locked_since or {}).get(pk)
        story = stored if since is None else with_lock_by_time(stored, since)
        cart = count_cart(story, day_in)
        after[cart.entry], locks[cart.entry] = cart, count_locks(story, day_in)
        if (was := before.get(cart.entry)) is not None:
            _add(products, count_products(story, was, mark), -1)
        _add(products, count_products(story, cart, until), 1)
    return Difference(before, after, locks, products)


def day_by_market(shop: Shop) -> DayIn:
    """Tells the number of the day of a moment in a market's zone; in the shop's where there is no such."""

    @lru_cache
    def zone_of(code: str) -> ZoneInfo:
        market = shop.market(code)
        return ZoneInfo(shop.time_zone if market is None else market.time_zone)

    def day_in(code: str, at: datetime) -> int:
        return at.astimezone(zone_of(code)).toordinal()

    return day_in


def _save(connection: Connection, difference: Difference) -> None:
    """Write a difference."""
    changed = [cart for entry, cart in difference.after.items() if difference.before.get(entry) != cart]
    save_carts(connection, changed)
    locks = [lock for locks in difference.locks.values() for lock in locks]
    save_locks(connection, difference.after.keys(), locks)
    add_products(connection, difference.products)


def _add(
    products: dict[ProductKey, ProductCount], counts: Mapping[ProductKey, ProductCount], times: int
) -> None:
    """Add the counts of one cart, or take them away."""
    for key, count in counts.items():
        products[key] = products.get(key, NOTHING).plus(count, times)
