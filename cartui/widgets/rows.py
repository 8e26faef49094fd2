"""The rows that a virtual table holds just now: some pages of a list that is known around the cursor only.

A list is read by keyset cursors, so that nobody knows how many rows lie before a page. What is known is
where to go on at both ends; pages far from the cursor are let go again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MOST_ROWS: Final = 600
"""Rows that are kept; whole pages furthest from the cursor go first."""


class Going(Enum):
    """From where a page is read."""

    FIRST = "first"
    LAST = "last"
    AFTER = "after"
    BEFORE = "before"
    AT = "at"
    """From a row on that is named by its reference, not by a cursor."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A place in a list at which a page can be read; what ``cursor`` means is known to who gave it."""

    going: Going
    cursor: str = ""
    searched: int = 0
    """So many rows were looked through up to here and it was given up: it goes on only when asked to."""


FIRST: Final = PagePlace(Going.FIRST)
LAST: Final = PagePlace(Going.LAST)


@dataclass(frozen=True, slots=True)
class RowPage(Generic[T]):
    """Rows in order, from where they were read, and where it goes on (``None``: nothing there)."""

    items: tuple[T, ...]
    place: PagePlace
    before: PagePlace | None
    after: PagePlace | None


@dataclass(frozen=True, slots=True)
class More:
    """Stands at an end of the rows where searching was given up for now."""

    place: PagePlace
    """Where it goes on."""


class Rows(Generic[T]):
    """The pages that are held, as one sequence of rows."""

    def __init__(self, key: Callable[[T], str]) -> None:
        """Hold nothing; ``key`` tells rows apart."""
        self._key = key
        self._pages: list[RowPage[T]] = []
        self._keys: list[dict[str, int]] = []
        """The keys of each page, with the index in it: a page more needs no new indexes for the others."""
        self._items: list[T | More] = []

    def __len__(self) -> int:
        """How many rows are held, those that stand for more to search among them."""
        return len(self._items)

    def __getitem__(self, index: int) -> T | More:
        """The row at that index."""
        return self._items[index]

    def __iter__(self) -> Iterator[T]:
        """The rows of the list that are held."""
        return (item for page in self._pages for item in page.items)

    @property
    def before(self) -> PagePlace | None:
        """Where what comes before the rows is read."""
        return self._pages[0].before if self._pages else None

    @property
    def after(self) -> PagePlace | None:
        """Where what comes after the rows is read."""
        return self._pages[-1].after if self._pages else None

    def index(self, key: str | None) -> int | None:
        """Where the row of that key is, if it is held."""
        start = self._head
        for keys in self._keys:
            if key in keys:
                return start + keys[key]
            start += len(keys)
        return None

    def key_at(self, index: int) -> str | None:
        """The key of the row at that index; ``None`` where none of the list's stands there."""
        item = self._items[index] if 0 <= index < len(self._items) else None
        return None if item is None or isinstance(item, More) else self._key(item)

    def keys_between(self, first: int, last: int) -> tuple[str, ...]:
        """The keys of the rows from one index to another, both inside."""
        keys = (self.key_at(index) for index in range(first, last + 1))
        return tuple(key for key in keys if key is not None)

    def place_of(self, index: int) -> tuple[PagePlace, int]:
        """Where to read the held rows from ``index`` on again, forwards, and the first index that gives.

        A page that was read backwards has no cursor before its first row, so reading starts after that row.
        """
        start, above = self._head, FIRST
        for page in self._pages:
            if index < start + len(page.items):
                if page.place.going in (Going.FIRST, Going.AFTER):
                    return page.place, start
                if page.before is None:
                    return FIRST, start
                if index > start:
                    return PagePlace(Going.AFTER, page.before.cursor), start + 1
                return (page.place, start) if above is FIRST else (above, start)
            if page.items:
                above = FIRST if page.before is None else PagePlace(Going.AFTER, page.before.cursor)
            start += len(page.items)
        return above, start

    def replace(self, page: RowPage[T]) -> None:
        """Hold this page and nothing else."""
        self._pages, self._keys = [page], [self._keys_of(page)]
        self._join()

    def renew(self, page: RowPage[T]) -> None:
        """Hold this page instead of the one that was read from the same place, and of all behind that.

        What comes before it is let go as well where it can be read again, and kept where it cannot.
        """
        held = next((at for at, old in enumerate(self._pages) if old.place == page.place), 0)
        if page.before is not None:
            held = 0
        del self._pages[held:], self._keys[held:]
        page = self._without_known(page)
        self._pages.append(page)
        self._keys.append(self._keys_of(page))
        self._join()

    def extend(self, page: RowPage[T], near: int) -> int:
        """Join a page to the end that it was read for; give by how much the index of every row has risen.

        A page that belongs to neither end is late and left out. ``near`` is the index of the row whose
        neighbourhood is kept.
        """
        head = self._head
        if page.place == self.after:
            page = self._without_known(page)
            self._pages.append(page)
            self._keys.append(self._keys_of(page))
            gone = self._drop_head(near - head)
            self._join()
            return self._head - head - gone
        if page.place == self.before:
            page = self._without_known(page)
            self._pages.insert(0, page)
            self._keys.insert(0, self._keys_of(page))
            self._drop_tail(near - head + len(page.items))
            self._join()
            return self._head - head + len(page.items)
        return 0

    @property
    def _head(self) -> int:
        """How many rows stand before the first of the list's."""
        return int(bool(self.before and self.before.searched))

    def _keys_of(self, page: RowPage[T]) -> dict[str, int]:
        """The keys of a page, with the index of each in it."""
        return {self._key(item): at for at, item in enumerate(page.items)}

    def _without_known(self, page: RowPage[T]) -> RowPage[T]:
        """The page without rows that are held elsewhere: they changed place between two readings."""
        new = {
            key: at for key, at in self._keys_of(page).items() if not any(key in keys for keys in self._keys)
        }
        if len(new) == len(page.items):
            return page
        return RowPage(tuple(page.items[at] for at in new.values()), page.place, page.before, page.after)

    def _drop_head(self, near: int) -> int:
        """Let go of first pages that are too many, far enough away and can be read again; give their rows."""
        rows, gone = sum(len(page.items) for page in self._pages), 0
        while len(self._pages) > 1 and self._pages[1].before is not None:
            size = len(self._pages[0].items)
            if rows - size < MOST_ROWS or near - gone < size:
                break
            del self._pages[0], self._keys[0]
            rows, gone = rows - size, gone + size
        return gone

    def _drop_tail(self, near: int) -> None:
        """Let go of last pages that are too many and far enough away."""
        rows = sum(len(page.items) for page in self._pages)
        while len(self._pages) > 1:
            rows -= len(self._pages[-1].items)
            if rows < MOST_ROWS or near + MOST_ROWS // 2 > rows:
                break
            del self._pages[-1], self._keys[-1]

    def _join(self) -> None:
        """Make one sequence of the pages, with what stands for more at its ends."""
        self._items = [item for page in self._pages for item in page.items]
        if self.before is not None and self.before.searched:
            self._items.insert(0, More(self.before))
        if self.after is not None and self.after.searched:
            self._items.append(More(self.after))
