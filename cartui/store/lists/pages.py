"""Pages by keyset: each page continues behind (or before) a place, whatever was skipped.

Loads neither sqlmodel nor the ORM: this is what a starting desk waits for.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from cartui.model.errors import Invalid
from cartui.model.query import Page
from cartui.store.cursors import Key, make_cursor
from cartui.store.limits import page_size
from cartui.store.lists.reader import FIRST, Found, StartKey, Stop

T = TypeVar("T")


class KeysetPages(ABC, Generic[T]):
    """The pages of one list, as it is in one connection's transaction."""

    def __init__(self, about: str, *, descending: bool, bound: int) -> None:
        """``about`` tells this list from others, for its cursors; ``bound`` rows are looked at for a page."""
        self._about = about
        self._descending = descending
        self._bound = bound

    @abstractmethod
    def _read(self, place: StartKey, limit: int, *, bound: int, backwards: bool = False) -> Found:
        """So many rows from a place on."""

    @abstractmethod
    def _place(self, cursor: str) -> StartKey:
        """The place of a cursor. Raises ``Invalid``."""

    @abstractmethod
    def _place_of(self, row: Sequence[Any]) -> tuple[Key, ...]:
        """What a row that was read is sorted by."""

    @abstractmethod
    def _items(self, rows: Sequence[Sequence[Any]]) -> tuple[T, ...]:
        """What the list shows of rows that were read."""

    def page(self, *, limit: int = 50, after: str | None = None, before: str | None = None) -> Page[T]:
        """What stands behind ``after`` or before ``before``.

        Raises ``Invalid`` for a cursor of another list, for two cursors, and for a limit below 1.
        """
        if after is not None and before is not None:
            raise Invalid("A page lies after one place or before one, not both.")
        limit = page_size(limit)
        if before is not None:
            return self._page_before(self._place(before), limit)
        place = FIRST if after is None else self._place(after)
        found = self._read(place, limit + 1, bound=self._bound)
        page = self._page_of(found, limit, has_previous=after is not None)
        if after is None or page.previous is not None:
            return page
        return replace(page, previous=self._beside(place, 1))  # nothing is here: the way back is there

    def _page_of(self, found: Found, limit: int, *, has_previous: bool) -> Page[T]:
        """The page of what was read forwards."""
        rows = found.rows[:limit]
        first = self._place_of(rows[0]) if rows else found.stop
        more = self._more(found, limit)
        return Page(
            items=self._items(rows),
            next=None if more is None else make_cursor(self._about, more),
            previous=make_cursor(self._about, first) if has_previous and first is not None else None,
            searched=None if found.stop is None else found.examined,
        )

    def _page_before(self, place: StartKey, limit: int) -> Page[T]:
        """The page of what lies before a place, in the order of the list."""
        found = self._read(place, limit + 1, backwards=True, bound=self._bound)
        rows = found.rows[:limit][::-1]
        if not rows and found.stop is None:
            return Page(items=(), next=self._beside(place, -1))
        last = self._place_of(rows[-1]) if rows else found.stop
        more = self._more(found, limit)
        return Page(
            items=self._items(rows),
            next=None if last is None else make_cursor(self._about, last),
            previous=None if more is None else make_cursor(self._about, more),
            searched=None if found.stop is None else found.examined,
        )

    def _more(self, found: Found, limit: int) -> Stop:
        """The place behind which the next page would be read on."""
        if found.stop is not None:
            return found.stop
        return self._place_of(found.rows[limit - 1]) if len(found.rows) > limit else None

    def _beside(self, place: StartKey, step: int) -> str:
        """The cursor right behind the row of a place (1), or right before it (-1), which is still seen."""
        *keys, pk = place.keys
        if not isinstance(pk, int):
            raise Invalid("This cursor belongs to another list, query or sort.")
        return make_cursor(self._about, (*keys, pk + (-step if self._descending else step)))
