"""Places of a virtual table as the cursors of a client.

A client gives pages forwards and backwards from a cursor. The end of a list is the beginning of the
reversed list, so that nobody ever counts rows to get there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cartui.client.protocol import Unavailable
from cartui.model.query import Page
from cartui.widgets.rows import Going, PagePlace, RowPage

T = TypeVar("T")

PAGE = 50
"""Rows read at a time."""

_REVERSED = "~"
"""Before a cursor that belongs to the reversed list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked of the client for one page."""

    reverse: bool
    limit: int
    after: str | None = None
    before: str | None = None
    at: str | None = None
    """Reference of what the page begins with."""


@dataclass(frozen=True, slots=True)
class KeysetReader(Generic[T]):
    """Reads pages for a table by asking for cursors."""

    ask: Callable[[Reading], Awaitable[Page[T]]]

    async def read(self, place: PagePlace, at_least: int = 0) -> RowPage[T]:
        """The page at that place, in the list's own order. ``Unavailable`` carries the last one known."""
        reading = _reading(place, max(PAGE, at_least))
        try:
            page = await self.ask(reading)
        except Unavailable as error:
            if not isinstance(error.last_known, Page):
                raise
            rows = _rows(error.last_known, place, reverse=reading.reverse)
            raise Unavailable(
                error.message, last_known=rows, as_of=error.as_of, retry_after=error.retry_after
            ) from error
        return _rows(page, place, reverse=reading.reverse)


def _reading(place: PagePlace, limit: int) -> Reading:
    """What to ask for that place."""
    if place.going is Going.AT:
        return Reading(reverse=False, limit=limit, at=place.cursor)
    reverse = place.going is Going.LAST or place.cursor.startswith(_REVERSED)
    cursor = place.cursor.removeprefix(_REVERSED) or None
    onwards = (place.going is Going.AFTER) != reverse
    return Reading(
        reverse=reverse,
        limit=limit,
        after=cursor if onwards else None,
        before=None if onwards else cursor,
    )


def _rows(page: Page[T], place: PagePlace, *, reverse: bool) -> RowPage[T]:
    """A page in the list's own order, with where it goes on."""
    if reverse:
        items, first, last = page.items[::-1], page.next, page.previous
    else:
        items, first, last = page.items, page.previous, page.next
    # It was read in one direction, and if it was given up, then at that end.
    upwards = place.going in (Going.LAST, Going.BEFORE)
    searched = 0 if page.searched is None else place.searched + page.searched
    sign = _REVERSED if reverse else ""
    return RowPage(
        items=items,
        place=place,
        before=None if first is None else PagePlace(Going.BEFORE, sign + first, searched if upwards else 0),
        after=None if last is None else PagePlace(Going.AFTER, sign + last, 0 if upwards else searched),
    )
