"""The rows that a virtual table holds just now: some pages of a list that is known around the cursor only.

A list is read by keyset cursors, so that nobody knows how many rows lie before a page. What is known is
where to go on at both ends; pages far from the cursor are let go again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_PAGES = 12
"""Pages that are kept; the ones furthest from the cursor go first."""


class Going(Enum):
    """From where a page is read."""

    FIRST = "first"
    LAST = "last"
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list at which a page can be read; what ``cursor`` means is known to who gave it."""

    going: Going
    cursor: str = ""


FIRST = Place(Going.FIRST)
LAST = Place(Going.LAST)


@dataclass(frozen=True, slots=True)
class RowPage(Generic[T]):
    """Rows in order, from where they were read, and where it goes on (``None``: nothing there)."""

    items: tuple[T, ...]
    place: Place
    before: Place | None
    after: Place | None


class Rows(Generic[T]):
    """The pages that are held, as one sequence of rows."""

    def __init__(self, key: Callable[[T], str]) -> None:
        """Hold nothing; ``key`` tells rows apart."""
        self._key = key
        self._pages: list[RowPage[T]] = []
        self._items: list[T] = []

    def __len__(self) -> int:
        """How many rows are held."""
        return len(self._items)

    def __getitem__(self, index: int) -> T:
        """The row at that index."""
        return self._items[index]

    def __iter__(self) -> Iterator[T]:
        """All rows held."""
        return iter(self._items)

    @property
    def before(self) -> Place | None:
        """Where what comes before the rows is read."""
        return self._pages[0].before if self._pages else None

    @property
    def after(self) -> Place | None:
        """Where what comes after the rows is read."""
        return self._pages[-1].after if self._pages else None

    def index(self, key: str | None) -> int | None:
        """Where the row of that key is, if it is held."""
        return next((at for at, item in enumerate(self._items) if self._key(item) == key), None)

    def place_of(self, index: int) -> tuple[Place, int]:
        """The place from which the page of that row was read, and how many rows come before that page."""
        start = 0
        for page in self._pages:
            if index < start + len(page.items):
                # A list that is only read forwards has to be read from its beginning to stay whole.
                return (FIRST, 0) if page.before is None else (page.place, start)
            start += len(page.items)
        return FIRST, 0

    def replace(self, page: RowPage[T]) -> None:
        """Hold this page and nothing else."""
        self._pages = [page]
        self._join()

    def extend(self, page: RowPage[T], near: int) -> int:
        """Join a page to the end that it was read for; give by how much the index of every row has risen.

        A page that belongs to neither end is late and left out. ``near`` is the index of the row whose
        neighbourhood is kept.
        """
        if page.place == self.after:
            self._pages.append(page)
            dropped = 0
            while self._may_drop_head(near - dropped):
                dropped += len(self._pages.pop(0).items)
            self._join()
            return -dropped
        if page.place == self.before:
            self._pages.insert(0, page)
            while len(self._pages) > MOST_PAGES:
                self._pages.pop()
            self._join()
            return len(page.items)
        return 0

    def _may_drop_head(self, near: int) -> bool:
        """Whether the first page is one too many, far enough away, and can be read again."""
        first, second = self._pages[0], self._pages[1]
        return len(self._pages) > MOST_PAGES and near >= len(first.items) and second.before is not None

    def _join(self) -> None:
        """Make one sequence of the pages."""
        self._items = [item for page in self._pages for item in page.items]
