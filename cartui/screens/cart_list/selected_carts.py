"""What the backend knows of the selection: how many carts it has, which rows it finds, and their numbers."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from cartui.client.protocol import Invalid
from cartui.commands.cart_list import CopyNumber
from cartui.model.cart import CartState, CartSummary
from cartui.model.query import CartQuery, Count, Term
from cartui.model.selection import Selection
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.selection_words import copied_words, selection_words

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

COUNTED: Final = 100_000
"""Carts up to which a selection is counted; beyond that it is "at least"."""

RECOUNT: Final = 1.0
"""Seconds between two counts while others change things."""

AT_ONCE: Final = 100
"""Carts that are named in one question to the backend."""

MOST_EXCLUDED: Final = 500
"""Carts that a query excludes by name at most: a server takes no longer one."""

MOST_COPIED: Final = 5_000
"""Numbers that are copied at most: terminals cut longer texts off without a word."""

EVERY_CART: Final = CartQuery(terms=(Term(key="state", values=tuple(CartState)),))
"""Finds carts that were ordered or deleted since they were selected as well."""

PAGE: Final = 1_000
"""Rows of a page where many are read."""


class SelectedCarts(ListPart):
    """Asks about the selected carts, as far as the selection itself cannot say it."""

    OFFERS = (CopyNumber,)

    def __init__(self, screen: "CartList") -> None:
        """Nothing was asked yet."""
        super().__init__(screen)
        self._found: dict[str, tuple[int, bool]] = {}
        """For rows outside the selected list, by id: the version checked, and whether the query matched."""
        self._numbers: dict[str, str] = {}
        """The numbers of the carts that were selected one by one, by id."""
        self._recounting: Timer | None = None
        self._counted: tuple[Selection, Count] | None = None
        self._most = 0
        """How many the selection had when it had most."""

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self.screen.selecting.selection

    # --- which rows are selected ---------------------------------------------------------------------

    def finds(self, cart_id: str) -> bool:
        """Whether the selection's query is known to find that cart."""
        return self._found.get(cart_id, (0, False))[1]

    def forget_found(self) -> None:
        """The selection has another query now."""
        self._found = {}

    def look_up(self) -> None:
        """Other rows are held, or something else is selected: find out which of the rows that query finds."""
        if self.selection.query is not None and not self.screen.selecting.is_listed:
            self.screen.read(self._look_up(), group="found", quietly=True)

    async def _look_up(self) -> None:
        """Find out which rows of this list the query of the selection finds, and mark them."""
        query = self.selection.query
        unknown = {
            row.id: row.version
            for row in self.table.rows_held
            if self._found.get(row.id, (0, False))[0] != row.version
        }
        found = set[str]() if query is None else {row.id for row in await self.among(unknown, query)}
        self._found |= {cart_id: (version, cart_id in found) for cart_id, version in unknown.items()}
        if unknown:
            self.table.look_again()

    async def among(self, ids: Collection[str], query: CartQuery) -> list[CartSummary]:
        """Those of the carts with these ids that a query finds."""
        found: list[CartSummary] = []
        for portion in _portions(ids):
            named = Term(key="number", values=tuple(portion))
            narrowed = query.model_copy(update={"terms": (*query.terms, named)})
            found += await self._every_row(narrowed, at_most=len(portion))
        return found

    async def _every_row(self, query: CartQuery, *, at_most: int) -> list[CartSummary]:
        """What a query finds, in the order of the list, up to so many."""
        carts, rows = self.desk.client.carts, list[CartSummary]()
        page = await carts.list(query, sort=self.screen.sort, limit=PAGE)
        rows += page.items
        while page.next is not None and len(rows) < at_most:
            page = await carts.list(query, sort=self.screen.sort, limit=PAGE, after=page.next)
            rows += page.items
        return rows[:at_most]

    # --- how many are selected -----------------------------------------------------------------------

    def recount(self) -> None:
        """Something has changed: count in a moment, however often that happens."""
        if not self.selection.is_empty and self._recounting is None:
            self._recounting = self.screen.set_timer(RECOUNT, self._recount)

    def _recount(self) -> None:
        """Count now."""
        self._recounting = None
        self.count()

    def count(self) -> None:
        """Count what is selected, and of how many."""
        if not self.selection.is_empty:
            self.screen.read(self._count(self.selection), group="selected", quietly=True)

    async def _count(self, selection: Selection) -> None:
        """Say it when it is counted; some by id are counted at once."""
        if selection.query is None:
            self.screen.show_note(selection_words(Count(len(selection.ids)), None))
        others = await self._count_found(selection)
        count = Count(len(selection.ids) + others.value, exact=others.exact)
        is_same = self._counted is not None and self._counted[0] == selection
        self._most = max(self._most, count.value) if is_same else count.value
        self._counted = (selection, count)
        fewer = count.value < self._most
        of, picked_in = None, self.screen.selecting.picked_in
        if picked_in is not None:
            of = await self.desk.client.carts.count(self.screen.query_shown, at_most=COUNTED)
        if of is not None and self.screen.selecting.picked_in == self.screen.query_shown:
            self.screen.show_note(selection_words(count, of, fewer=fewer))
        else:
            self.screen.show_note(selection_words(count, None, elsewhere=True, fewer=fewer))

    @property
    def counted(self) -> int | None:
        """How many carts are selected, where that was counted to its end."""
        if self._counted is None or self._counted[0] != self.selection or not self._counted[1].exact:
            return None
        return self._counted[1].value

    async def _count_found(self, selection: Selection) -> Count:
        """How many a selection has by its query.

        Where very many were taken out, nobody asks which of them it still finds: then it is "at least".
        """
        carts, query, rest = self.desk.client.carts, selection.query, selection.remaining
        if query is None or rest is None:
            return Count(0)
        named = selection.without | selection.ids
        if len(named) <= MOST_EXCLUDED:
            return await carts.count(rest, at_most=COUNTED)
        found = await carts.count(query, at_most=COUNTED)
        return Count(max(0, found.value - len(named)), exact=False)

    # --- their numbers -------------------------------------------------------------------------------

    def note_numbers(self, rows: Collection[CartSummary]) -> None:
        """These are selected one by one: their numbers need not be asked for."""
        self._numbers |= {row.id: row.number for row in rows}

    def number_of(self, cart_id: str) -> str:
        """The number of a cart that was selected by itself; empty where it is not known."""
        return self._numbers.get(cart_id, "")

    def forget_numbers(self) -> None:
        """Nothing is selected one by one any more."""
        self._numbers = {}

    def action_copy_number(self) -> None:
        """Copy the numbers of what is selected; without a selection, the one at the cursor."""
        if not self.selection.is_empty:
            self.screen.read(self._copy_numbers(self.selection), group="numbers")
        elif (cart := self.table.current) is not None:
            self._copy([cart.number])

    async def _copy_numbers(self, selection: Selection) -> None:
        """Read the numbers that are not known, and copy all of them."""
        numbers = [self._numbers[cart_id] for cart_id in selection.ids if cart_id in self._numbers]
        unknown = [cart_id for cart_id in selection.ids if cart_id not in self._numbers]
        numbers += [row.number for row in await self.among(unknown, EVERY_CART)]
        gone = len(selection.ids) - len(numbers)
        if selection.query is not None:
            named = selection.without | selection.ids
            found = await self._every_row(selection.query, at_most=MOST_COPIED + 1 + len(named))
            numbers += [row.number for row in found if row.id not in named]
        if len(numbers) > MOST_COPIED:
            raise Invalid(
                f"More than {MOST_COPIED:,} numbers are too many for a clipboard: nothing was copied. "
                "`cartui carts list --json` gives them all."
            )
        self._copy(numbers, gone=gone)

    def _copy(self, numbers: Sequence[str], *, gone: int = 0) -> None:
        """Copy them, and say so; ``gone``: how many of the selected carts are not there any more."""
        self.screen.app.copy_to_clipboard("\n".join(sorted(numbers)))
        self.screen.notify(copied_words(numbers, gone=gone))


def _portions(ids: Collection[str]) -> Iterator[list[str]]:
    """So many at a time as can be asked for at once."""
    rest = iter(ids)
    while portion := list(islice(rest, AT_ONCE)):
        yield portion
