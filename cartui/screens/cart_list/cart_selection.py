"""Selecting carts in the list: one, a range, all that match, the others, none."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from textual.timer import Timer

from cartui.client.protocol import Invalid, NotFound
from cartui.commands.cart_list import ExtendDown, ExtendUp, InvertSelection, SelectAll
from cartui.commands.command import CommandClass
from cartui.model.cart import CartState, CartSummary
from cartui.model.query import CartQuery, CartSort, Count, Term
from cartui.model.selection import NOTHING, Selection
from cartui.screens.cart_list.cart_list_writes import CartListWrites
from cartui.screens.cart_list.selection_words import copied_words, selection_words

LONGEST_RANGE: Final = 10_000
"""Rows of a range that are read where they are not held."""

COUNTED: Final = 100_000
"""Carts up to which a selection is counted; beyond that it is "at least"."""

NEEDS_QUERY: Final = frozenset({SelectAll, InvertSelection})
"""Commands that select what a query finds."""

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


@dataclass(frozen=True, slots=True)
class Range:
    """A range that can be extended: where it began, and what was selected before it."""

    began: str
    """Id of the cart at its first end."""
    before: Selection


class CartSelecting(CartListWrites):
    """A list of carts that can be selected. What is selected stays so until it is taken back."""

    def __init__(self) -> None:
        """Nothing is selected."""
        super().__init__()
        self.query_shown = CartQuery()
        """What is listed."""
        self.sort = CartSort()
        """How it is sorted."""
        self.selection = NOTHING
        self._selects_listed_query = False
        """Whether the listed query is the selection's, so that it finds every row."""
        self._found: dict[str, tuple[int, bool]] = {}
        """For rows outside the selected list, by id: the version checked, and whether the query matched."""
        self._numbers: dict[str, str] = {}
        """The numbers of the carts that were selected one by one."""
        self._range: Range | None = None
        self._recounting: Timer | None = None
        self._extends = False
        """Whether the cursor selects as it moves."""
        self._picked_in: CartQuery | None = None
        """The list in which the selected carts were found; ``None``: in several."""

    # --- what is selected ------------------------------------------------------------------------

    def is_selected(self, row: CartSummary) -> bool:
        """Whether the cart of that row is selected."""
        return self.selection.has(row.id, is_found=self._finds(row.id))

    def _finds(self, cart_id: str) -> bool:
        """Whether the selection's query finds a cart that is listed."""
        return self._selects_listed_query or self._found.get(cart_id, (0, False))[1]

    def _select(self, selection: Selection) -> None:
        """Select this from now on, and say how many that is."""
        if self.selection.is_empty:
            self._picked_in = self.query_shown
        elif self._picked_in != self.query_shown:
            self._picked_in = None
        if selection.query != self.selection.query:
            self._found = {}
        self.selection = selection
        if selection.is_empty:
            self._range, self._numbers = None, {}
        self.selection_moved()
        self.rows_came()

    def selection_moved(self) -> None:
        """Something else is selected, or listed: mark the rows, and count."""
        selection = self.selection
        self._selects_listed_query = selection.query is not None and selection.query == self.query_shown
        self.table.look_again()
        if selection.is_empty:
            self.show_note("")
        else:
            self.count_selected()

    def _change(self, rows: Collection[CartSummary], *, selected: bool) -> None:
        """Select these rows as well, or not any more."""
        ids = [row.id for row in rows]
        found = [cart_id for cart_id in ids if self._finds(cart_id)]
        self._numbers |= {row.id: row.number for row in rows}
        if selected:
            self._select(self.selection.with_carts(ids, found=found))
        else:
            self._select(self.selection.without_carts(ids, found=found))

    def forget_cart(self, cart_id: str) -> None:
        """A cart is gone: it is selected no longer."""
        if cart_id in self.selection.ids:
            self._select(self.selection.without_carts([cart_id]))

    def remark(self) -> str:
        """What is said beside something that is done with one cart while others are selected."""
        if self.selection.is_empty:
            return ""
        return "Only this cart is meant: the selected ones stay as they are."

    def rows_came(self) -> None:
        """Other rows are held: find out which of them are selected."""
        if self.selection.query is not None and not self._selects_listed_query:
            self.read(self._look_up(), group="found", quietly=True)

    # --- keys --------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Inverting needs one query: what one finds and another does not, nobody can say."""
        if command is InvertSelection and not self.selection.can_be_inverted_in(self.query_shown):
            return "All that another query finds is selected: esc takes that back first"
        if command in NEEDS_QUERY and self.desk.is_open:
            if "number" not in self.desk.client.capabilities.filters:
                return "This backend cannot select by a query"
            if self.line.has_trouble or self.line.is_mistaken:
                return "Put the query right first: what is listed is not what it says"
        return super().why_not(command)

    async def do(self, command: CommandClass) -> None:
        """Any other command than these two ends that the cursor selects as it moves."""
        self._extends = command in {ExtendDown, ExtendUp} and self.why_not(command) is None
        await super().do(command)

    def action_select_cart(self) -> None:
        """Select the cart at the cursor or not any more; a range begins at one that was selected."""
        self.when_there(self._select_current)

    def _select_current(self) -> None:
        """Turn it round, and go on to the next."""
        row = self.table.current
        if row is None:
            return
        selected = not self.is_selected(row)
        self._range = Range(row.id, self.selection) if selected else None
        self._change([row], selected=selected)
        self.table.action_move_down()

    def action_extend_selection(self) -> None:
        """Select from where the range began up to the cursor; without one, begin here."""
        self.when_there(self._extend)

    def action_extend_down(self) -> None:
        """Step down and select."""
        self.when_there(lambda: self._extend_by(1))

    def action_extend_up(self) -> None:
        """Step up and select."""
        self.when_there(lambda: self._extend_by(-1))

    def _extend_by(self, step: int) -> None:
        """Go one row on; the row that is left is selected at once, the other when the cursor is there."""
        self._extend()
        if step > 0:
            self.table.action_move_down()
        else:
            self.table.action_move_up()

    def cursor_at(self, key: str | None) -> None:
        """The cursor came to a row."""
        if self._extends and key is not None:
            self._extend()

    def _extend(self) -> None:
        """Select from where the range began up to the cursor."""
        row = self.table.current
        if row is None:
            return
        if self._range is None:
            self._range = Range(row.id, self.selection)
        between = self.table.keys_between(self._range.began, row.id)
        if between is None:
            hold = self.desk_app.type_ahead.hold()
            self.read(self._read_range(self._range, row.id), group="range", hold=hold)
        else:
            keys = frozenset(between)
            self._take(self._range, [row for row in self.table.rows_held if row.id in keys])

    def _take(self, extended: Range, rows: Collection[CartSummary]) -> None:
        """Select what was selected before the range began, and the range."""
        if extended.before.query == self.selection.query:
            self.selection = extended.before
            self._change(rows, selected=True)

    async def _read_range(self, extended: Range, until: str) -> None:
        """Read the rows of a range that are not held any more, from its beginning in either direction."""
        for reverse in (False, True):
            rows = await self._rows_from(extended.began, until, reverse=reverse)
            if rows:
                self._take(extended, rows)
                return
        self.show_reason(
            f"The range is longer than {LONGEST_RANGE:,} carts, or where it began is gone. "
            "Narrow the list by a query and select all that match."
        )

    async def _rows_from(self, began: str, until: str, *, reverse: bool) -> list[CartSummary]:
        """The rows from one cart to another; none where that is not found in that direction."""
        sort = self.sort.reversed() if reverse else self.sort
        rows: list[CartSummary] = []
        try:
            page = await self.desk.client.carts.list(self.query_shown, sort=sort, limit=PAGE, at=began)
            while len(rows) < LONGEST_RANGE:
                for row in page.items:
                    rows.append(row)
                    if row.id == until:
                        return rows
                if page.next is None:
                    break
                page = await self.desk.client.carts.list(
                    self.query_shown, sort=sort, limit=PAGE, after=page.next
                )
        except NotFound:
            return []
        return []

    def action_select_all(self) -> None:
        """Select all that match, and nothing else."""
        self._range, self._numbers, self._picked_in = None, {}, self.query_shown
        self._select(Selection(query=self.query_shown))

    def action_invert_selection(self) -> None:
        """Select those of the list that are not selected."""
        self._range = None
        ids = self.selection.ids
        if self.selection.query is not None or self._picked_in == self.query_shown or not ids:
            self._select(self.selection.inverted(self.query_shown, found=ids))
        else:
            hold = self.desk_app.type_ahead.hold()
            self.read(self._invert(self.selection, self.query_shown), group="invert", hold=hold)

    async def _invert(self, selection: Selection, query: CartQuery) -> None:
        """Ask which of the carts that were selected in other lists are in this one too, and turn it round."""
        found = [row.id for ids in _portions(selection.ids) for row in await self._named(query, ids)]
        if selection is self.selection and query == self.query_shown:
            self._select(selection.inverted(query, found=found))

    def select_none(self) -> bool:
        """Select nothing; false where nothing was selected."""
        if self.selection.is_empty:
            return False
        self._select(NOTHING)
        return True

    # --- what the backend knows of it ----------------------------------------------------------------

    def recount_selected(self) -> None:
        """Something has changed: count in a moment, however often that happens."""
        if not self.selection.is_empty and self._recounting is None:
            self._recounting = self.set_timer(RECOUNT, self._recount)

    def _recount(self) -> None:
        """Count now."""
        self._recounting = None
        self.count_selected()

    def count_selected(self) -> None:
        """Count what is selected, and of how many."""
        if not self.selection.is_empty:
            self.read(self._count_selected(self.selection), group="selected", quietly=True)

    async def _count_selected(self, selection: Selection) -> None:
        """Say it when it is counted; some by id are counted at once."""
        if selection.query is None:
            self.show_note(selection_words(Count(len(selection.ids)), None))
        others = await self._count_found(selection)
        count = Count(len(selection.ids) + others.value, exact=others.exact)
        of = None
        if self._picked_in is not None:
            of = await self.desk.client.carts.count(self.query_shown, at_most=COUNTED)
        if of is not None and self._picked_in == self.query_shown:
            self.show_note(selection_words(count, of))
        else:
            self.show_note(selection_words(count, None, elsewhere=True))

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

    async def _look_up(self) -> None:
        """Find out which rows of this list the query of the selection finds, and mark them."""
        query = self.selection.query
        unknown = {
            row.id: row.version
            for row in self.table.rows_held
            if self._found.get(row.id, (0, False))[0] != row.version
        }
        for ids in _portions(unknown):
            found = {row.id for row in await self._named(query, ids)} if query is not None else set[str]()
            self._found |= {cart_id: (unknown[cart_id], cart_id in found) for cart_id in ids}
        if unknown:
            self.table.look_again()

    async def _named(self, query: CartQuery, ids: Collection[str]) -> list[CartSummary]:
        """Those of the named carts that a query finds."""
        term = Term(key="number", values=tuple(ids))
        named = query.model_copy(update={"terms": (*query.terms, term)})
        return await self._every_row(named, at_most=len(ids))

    async def _every_row(self, query: CartQuery, *, at_most: int) -> list[CartSummary]:
        """What a query finds, in the order of the list, up to so many."""
        carts, rows = self.desk.client.carts, list[CartSummary]()
        page = await carts.list(query, sort=self.sort, limit=PAGE)
        rows += page.items
        while page.next is not None and len(rows) < at_most:
            page = await carts.list(query, sort=self.sort, limit=PAGE, after=page.next)
            rows += page.items
        return rows[:at_most]

    def action_copy_number(self) -> None:
        """Copy the numbers of what is selected; without a selection, the one at the cursor."""
        if self.selection.is_empty:
            super().action_copy_number()
        else:
            self.read(self._copy_numbers(self.selection), group="numbers")

    async def _copy_numbers(self, selection: Selection) -> None:
        """Read the numbers that are not known, and copy all of them."""
        numbers = [self._numbers[cart_id] for cart_id in selection.ids if cart_id in self._numbers]
        unknown = [cart_id for cart_id in selection.ids if cart_id not in self._numbers]
        for ids in _portions(unknown):
            numbers += [row.number for row in await self._named(EVERY_CART, ids)]
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
        self.app.copy_to_clipboard("\n".join(sorted(numbers)))
        self.notify(copied_words(numbers, gone=gone))


def _portions(ids: Collection[str]) -> Iterator[list[str]]:
    """So many at a time as can be asked for at once."""
    rest = iter(ids)
    while portion := list(islice(rest, AT_ONCE)):
        yield portion
