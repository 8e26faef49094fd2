"""Which carts or customers a bulk change means, read part by part in one snapshot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.numbers import written_numbers
from cartui.model.bulk import BulkTarget
from cartui.model.errors import NotFound, Refused
from cartui.model.query import CartSort
from cartui.rules.query.cart_filters import filters_of
from cartui.store.bulk_jobs import NewItem
from cartui.store.bulk_targets import carts_called, customers_called, open_carts_of
from cartui.store.carts.pages import CartPages
from cartui.store.shop_config import load_shop

_SHOWN: Final = 5
"""How many of those that there are not are named."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a target: behind so many of what it names, and then behind a cursor of what it finds."""

    named: int = 0
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of what is meant; a part may have none although others follow."""

    items: tuple[NewItem, ...]
    next: Place | None
    """``None``: this was the last one."""


class Target:
    """What is meant, as it is in one connection's snapshot; each of it once, what is named first."""

    def __init__(
        self, connection: Connection, target: BulkTarget, *, now: datetime, me: str, with_carts: bool = False
    ) -> None:
        """``me`` is the agent whose own carts a query may mean.

        ``with_carts`` says that customers' open carts are meant as well, where they go by their level.
        """
        self._connection = connection
        self._with_carts = with_carts
        self._target = target
        self._now = now
        self._me = me
        self._shop = load_shop(connection)
        self._pages: CartPages | None = None
        self._without = self._first_places(target.without)
        self._named = self._first_places(target.customers or target.carts)

    def part(self, place: Place, limit: int) -> Part:
        """About so many from a place on.

        Raises ``NotFound``, naming them, for carts or customers that there are not, and ``Refused`` for a
        reference that several customers share.
        """
        names = self._target.customers or self._target.carts
        if place.cursor is None and place.named < len(names):
            return self._part_of_named(names, place.named, limit)
        if self._target.query is None:
            return Part((), None)
        page = self._found().page(limit=limit, after=place.cursor)
        items = tuple(
            NewItem(cart.id, cart.number, currency=cart.currency, total=cart.total)
            for cart in page
            if self._named.keys().isdisjoint((cart.id, cart.number))
            and self._without.keys().isdisjoint((cart.id, cart.number))
        )
        return Part(items, None if page.next is None else Place(len(names), page.next))

    def all(self, *, at_once: int = 1_000) -> Iterator[NewItem]:
        """All that is meant. Raises as :meth:`part` does."""
        place: Place | None = Place()
        while place is not None:
            part = self.part(place, at_once)
            yield from part.items
            place = part.next

    def _part_of_named(self, names: Sequence[str], start: int, limit: int) -> Part:
        """Those of some names that no earlier name means already."""
        some = names[start : start + limit]
        items = self._customers(some) if self._target.customers else self._carts(some)
        once = {item.id: item for item in items if not self._is_among_first(start, item.id, item.number)}
        end = start + len(some)
        goes_on = end < len(names) or self._target.query is not None
        carts = open_carts_of(self._connection, once) if self._with_carts else []
        return Part((*once.values(), *carts), Place(end) if goes_on else None)

    def _carts(self, refs: Sequence[str]) -> list[NewItem]:
        """The carts of these references."""
        known = carts_called(self._connection, refs)
        meant = {ref: written_numbers(ref, self._shop) for ref in refs if ref not in known}
        if meant:
            known |= carts_called(
                self._connection, {number for numbers in meant.values() for number in numbers}
            )
        found, missing = [], []
        for ref in refs:
            item = next((known[name] for name in (ref, *meant.get(ref, ())) if name in known), None)
            if item is None:
                missing.append(ref)
            else:
                found.append(item)
        _ensure_found("cart", missing)
        return found

    def _customers(self, refs: Sequence[str]) -> list[NewItem]:
        """The customers of these references."""
        people = customers_called(self._connection, refs)
        _ensure_found("customer", [ref for ref in refs if not people[ref]])
        for ref in refs:
            if len(people[ref]) > 1:
                numbers = ", ".join(sorted(person.number for person in people[ref]))
                raise Refused(f"{ref} may be any of the customers {numbers}: give one of these numbers.")
        return [people[ref][0] for ref in refs]

    def _found(self) -> CartPages:
        """The list of what the query finds."""
        if self._pages is None:
            query = self._target.query
            assert query is not None  # noqa: S101 - asked before
            minute = self._now.replace(second=0, microsecond=0)
            filters = filters_of(query, minute, self._me)
            self._pages = CartPages(self._connection, query, filters, CartSort(), now=self._now, me=self._me)
        return self._pages

    def _first_places(self, refs: Iterable[str]) -> dict[str, int]:
        """Every id and number that these references may mean, with the place of the first that may."""
        places: dict[str, int] = {}
        for place, ref in enumerate(refs):
            for name in (ref, *written_numbers(ref, self._shop)):
                places.setdefault(name, place)
        return places

    def _is_among_first(self, count: int, *own: str) -> bool:
        """Whether one of something's own names is among the first so many that the target names."""
        return any(self._named.get(name, count) < count for name in own)


def _ensure_found(kind: str, missing: Sequence[str]) -> None:
    """Raise ``NotFound``, naming some, where any are missing."""
    if not missing:
        return
    named = ", ".join(missing[:_SHOWN])
    more = len(missing) - _SHOWN
    if more > 0:
        named = f"{named} and {more:,} more"
    several = f"are no {kind}s" if len(missing) > 1 else f"is no {kind}"
    raise NotFound(f"There {several} {named}.")
