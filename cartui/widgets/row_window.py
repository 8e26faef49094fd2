"""The window on a list: rows in sight, the cursor's place, and the page on its way; nothing is drawn here.

A key never waits for a page: where the cursor is to go beyond what is held, it goes as far as it can and the
rest when the page arrives. No key costs more because more rows are held.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final, Generic, TypeVar

from cartui.widgets.rows import FIRST, LAST, Going, More, PagePlace, RowPage, Rows

T = TypeVar("T")

CAME_IN: Final = 30
"""Rows for which there is room above what is in sight when it is read again: so many may have come in."""


class Aim(Enum):
    """What a page was asked for."""

    GO = "go"
    """To go there."""
    STAY = "stay"
    """To see again what is in sight."""
    JOIN = "join"
    """To have it when the cursor comes to it."""


class RowWindow(Generic[T]):
    """Some lines of a list that is known around its cursor."""

    def __init__(
        self,
        key: Callable[[T], str],
        ask: Callable[[PagePlace, int], None],
        *,
        version: Callable[[T], object],
        forwards_only: bool = False,
    ) -> None:
        """``ask`` is told where a page is wanted, and of how many rows at least.

        ``key`` tells rows apart, ``version`` whether one was changed. ``forwards_only``: the list cannot be
        read from its end.
        """
        self.rows: Rows[T] = Rows(key)
        self.cursor = 0
        """Index of the row of the cursor."""
        self.top = 0
        """Index of the first row in sight."""
        self.height = 1
        """How many rows are in sight."""
        self.loaded = False
        """Whether there was a page at all."""
        self._key = key
        self._version = version
        self._send = ask
        self._forwards_only = forwards_only
        self._owed: list[int] = []
        """Steps beyond the rows held, in their order: each ends at the end of the list by itself."""
        self._walks = False
        """Whether one moves among the rows in sight while others are on their way."""
        self._asked: PagePlace | None = None
        self._aim = Aim.JOIN
        self._old_until = 0
        """Rows above this index were not refreshed by the last reload, since no cursor leads to them."""
        self._searched_before = 0
        self._searched_after = 0
        """How far each end had been searched before the last reload; so far searching goes on unasked."""

    # --- what there is -----------------------------------------------------------------------------

    @property
    def current(self) -> T | None:
        """The row of the cursor; ``None`` where it stands on none of the list's."""
        item = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return None if isinstance(item, More) else item

    @property
    def current_key(self) -> str | None:
        """The key of the row of the cursor."""
        return self.rows.key_at(self.cursor)

    @property
    def is_at_more(self) -> bool:
        """Whether the cursor stands where searching was given up for now."""
        return self.cursor < len(self.rows) and isinstance(self.rows[self.cursor], More)

    @property
    def is_waiting(self) -> bool:
        """Whether other rows are on their way, so that what is in sight is about to go."""
        return self._asked is not None and self._aim is Aim.GO

    @property
    def is_reloading(self) -> bool:
        """Whether what is in sight is being read once more."""
        return self._asked is not None and self._aim is Aim.STAY

    @property
    def searching(self) -> PagePlace | None:
        """Where searching goes on just now, if it does."""
        asked = self._asked
        return asked if asked is not None and asked.searched and self._aim is Aim.JOIN else None

    # --- pages ---------------------------------------------------------------------------------------

    def go(self, place: PagePlace, *, walks: bool = False) -> None:
        """Ask for the rows at another place; what is in sight stays until they are there.

        Moves are meant for what comes; with ``walks``, for what is in sight until then.
        """
        self._owed.clear()
        self._walks = walks
        self._ask(place, Aim.GO)

    def reload(self) -> None:
        """Ask for the rows in sight once more, so that changes are seen where one stands."""
        if self.loaded and not self.is_waiting:
            place, start = self.rows.place_of(self.top)
            self._ask(place, Aim.STAY, at_least=max(0, self.top - start) + 2 * self.height + CAME_IN)

    def search_on(self) -> None:
        """Go on searching where the cursor stands and it was given up."""
        item = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        if isinstance(item, More) and not self.is_waiting:
            self._ask(item.place, Aim.JOIN)

    def give_up(self) -> None:
        """The page that was asked for does not come."""
        self._asked, self._aim, self._walks = None, Aim.JOIN, False
        self._owed.clear()

    def show(self, page: RowPage[T]) -> frozenset[str] | None:
        """Take the page that was asked for; ``None``: any other came too late and is left out.

        Gives the keys of rows that were changed, or came in, since they were in sight.
        """
        if page.place != self._asked:
            return None
        aim, self._aim, self._asked, self.loaded = self._aim, Aim.JOIN, None, True
        self._walks = False
        changed: frozenset[str] = frozenset()
        if aim is Aim.JOIN:
            self._join(page)
        elif aim is Aim.GO:
            self._begin(page)
        elif not page.items and page.place != FIRST and page.after is None:
            self._ask(FIRST, Aim.STAY)  # everything that was in sight is gone
            return changed
        else:
            changed = self._renew(page)
        self.move(0)  # by what was owed
        return changed

    def _ask(self, place: PagePlace, aim: Aim, *, at_least: int = 0) -> None:
        """Ask for a page; one that is still on its way is forgotten."""
        self._asked, self._aim = place, aim
        self._send(place, at_least)

    def _read_ahead(self) -> None:
        """Ask for the next page before the cursor gets there."""
        if self._asked is not None:
            return
        near = 2 * self.height
        before = _unless_given_up(self.rows.before, self._searched_before)
        after = _unless_given_up(self.rows.after, self._searched_after)
        if self.top < self._old_until:
            self.reload()
        elif after is not None and self.cursor + near >= len(self.rows):
            self._ask(after, Aim.JOIN)
        elif before is not None and self.cursor < near:
            self._ask(before, Aim.JOIN)

    def _begin(self, page: RowPage[T]) -> None:
        """Other rows."""
        self.rows.replace(page)
        self._old_until = self._searched_before = self._searched_after = 0
        self.cursor = max(0, len(self.rows) - 1) if page.place.going is Going.LAST else 0
        self.top = self.cursor
        self.keep_in_sight()

    def _join(self, page: RowPage[T]) -> None:
        """Rows at one end."""
        risen = self.rows.extend(page, self.top)
        self.cursor += risen
        self.top = max(0, self.top + risen)
        self._old_until = max(0, self._old_until + risen) if self._old_until else 0
        self.keep_in_sight()

    def _renew(self, page: RowPage[T]) -> frozenset[str]:
        """The same rows anew: the cursor keeps its row, or goes to the one in its place, and its line."""
        rows = self.rows
        line, at_start = self.cursor - self.top, self.top == 0 and rows.before is None
        was_more, count = self.is_at_more and self.cursor > 0, len(rows)
        following = [rows.key_at(index) for index in range(self.cursor, count)]
        preceding = [rows.key_at(index) for index in range(self.cursor)][::-1]
        old = {self._key(item): self._version(item) for item in rows}
        was_end = rows.after is None
        self._searched_before, self._searched_after = _searched(rows.before), _searched(rows.after)
        rows.renew(page)
        held = (rows.index(key) for key in (*following, *preceding))
        found = next((index for index in held if index is not None), min(self.cursor, len(rows) - 1))
        self.cursor = max(0, len(rows) - 1 if was_more else found)
        # At the beginning of the list, what is new is to be seen; elsewhere nothing may jump.
        self.top = 0 if at_start else max(0, self.cursor - line)
        self._old_until = (
            rows.index(self._key(page.items[0])) or 0 if page.items and page.before is None else 0
        )
        self.keep_in_sight()
        return self._changed(page, old, was_end=was_end)

    def _changed(self, page: RowPage[T], old: dict[str, object], *, was_end: bool) -> frozenset[str]:
        """The keys of rows that differ. What lies behind all that were held before is only read further."""
        keys = [self._key(item) for item in page.items]
        known = [at for at, key in enumerate(keys) if key in old]
        last = len(keys) if was_end else (known[-1] if known else -1)
        return frozenset(
            key
            for at, (key, item) in enumerate(zip(keys, page.items, strict=True))
            if at <= last and (key not in old or old[key] != self._version(item))
        )

    # --- moving ----------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by so many rows; what lies beyond the rows held is owed until they are there."""
        if by and (len(self.rows) or self.is_waiting):
            self._owed.append(by)
        self._pay()
        if not self.is_waiting:
            self._read_ahead()

    def _pay(self) -> None:
        """Go all steps that were owed, as far as the rows are there."""
        while self._owed and len(self.rows) and (self._walks or not self.is_waiting):
            wished = self.cursor + self._owed[0]
            self.cursor = min(max(wished, 0), len(self.rows) - 1)
            self.keep_in_sight()
            beyond = wished - self.cursor
            end = self.rows.after if beyond > 0 else self.rows.before
            if beyond and end is not None and not end.searched:
                self._owed[0] = beyond
                return
            del self._owed[0]

    def move_first(self) -> None:
        """To the first row of the list."""
        if self.rows.before is None and not self.is_waiting:
            self.stand_on(0)
        else:
            self.go(FIRST)

    def move_last(self) -> None:
        """To the last row of the list; where that can only be read forwards, of what is held."""
        if self._forwards_only or (self.rows.after is None and not self.is_waiting):
            self.stand_on(len(self.rows) - 1)
        else:
            self.go(LAST)

    def stand_on(self, index: int) -> None:
        """Put the cursor on a row that is held."""
        if self._walks or not self.is_waiting:
            self._owed.clear()
            self.move(index - self.cursor)

    def resize(self, height: int) -> None:
        """So many rows are in sight from now on."""
        self.height = max(1, height)
        self.keep_in_sight()
        if self.loaded:
            self._read_ahead()

    def keep_in_sight(self) -> None:
        """Bring the cursor's row in sight, moving as little as possible."""
        self.top = min(max(self.top, self.cursor - self.height + 1), self.cursor)
        self.top = max(0, min(self.top, len(self.rows) - self.height))


def _searched(place: PagePlace | None) -> int:
    """How many rows were looked through up to that end."""
    return place.searched if place is not None else 0


def _unless_given_up(place: PagePlace | None, until: int) -> PagePlace | None:
    """Where it goes on unasked: where searching was given up, only as far as it was asked for before."""
    given_up = place is not None and place.searched and place.searched >= until
    return None if given_up else place
