"""Selecting carts in the list: one, a range, all that match, the others, none."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import NotFound
from cartui.commands.cart_list import RANGES, ExtendDown, ExtendUp, InvertSelection, SelectAll, SelectCart
from cartui.commands.command import CommandClass
from cartui.model.cart import CartSummary
from cartui.model.query import CartQuery
from cartui.model.selection import NOTHING, Selection
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.selected_carts import PAGE

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

LONGEST_RANGE: Final = 10_000
"""Rows of a range that are read where they are not held."""

NEEDS_QUERY: Final = frozenset({SelectAll, InvertSelection})
"""Commands that select what a query finds."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range that can be extended: where it began, and what was selected before it."""

    began: str
    """Id of the cart at its first end."""
    before: Selection


class CartSelecting(ListPart):
    """Selects carts. What is selected stays so until it is taken back."""

    OFFERS = (SelectCart, SelectAll, InvertSelection, *RANGES)

    def __init__(self, screen: "CartList") -> None:
        """Nothing is selected."""
        super().__init__(screen)
        self.selection = NOTHING
        """What is selected."""
        self.picked_in: CartQuery | None = None
        """The list in which the selected carts were found; ``None``: in several."""
        self.is_listed = False
        """Whether the listed query is the selection's, so that it finds every row."""
        self._range: Range | None = None
        self._extends = False
        """Whether the cursor selects as it moves."""

    # --- what is selected ------------------------------------------------------------------------

    def is_selected(self, row: CartSummary) -> bool:
        """Whether the cart of that row is selected."""
        return self.selection.has(row.id, is_found=self._finds(row.id))

    def _finds(self, cart_id: str) -> bool:
        """Whether the selection's query finds a cart that is listed."""
        return self.is_listed or self.screen.selected.finds(cart_id)

    def _select(self, selection: Selection) -> None:
        """Select this from now on, and say how many that is."""
        if self.selection.is_empty:
            self.picked_in = self.screen.query_shown
        elif self.picked_in != self.screen.query_shown:
            self.picked_in = None
        if selection.query != self.selection.query:
            self.screen.selected.forget_found()
        self.selection = selection
        if selection.is_empty:
            self._range = None
            self.screen.selected.forget_numbers()
        self.moved()
        self.screen.selected.look_up()

    def moved(self) -> None:
        """Something else is selected, or listed: mark the rows, and count."""
        selection = self.selection
        self.is_listed = selection.query is not None and selection.query == self.screen.query_shown
        self.table.look_again()
        if selection.is_empty:
            self.screen.show_note("")
        else:
            self.screen.selected.count()

    def _change(self, rows: Collection[CartSummary], *, selected: bool) -> None:
        """Select these rows as well, or not any more."""
        ids = [row.id for row in rows]
        found = [cart_id for cart_id in ids if self._finds(cart_id)]
        self.screen.selected.note_numbers(rows)
        if selected:
            self._select(self.selection.with_carts(ids, found=found))
        else:
            self._select(self.selection.without_carts(ids, found=found))

    def drop(self, cart_id: str) -> None:
        """A cart is gone: it is selected no longer."""
        if cart_id in self.selection.ids:
            self._select(self.selection.without_carts([cart_id]))

    @property
    def remark(self) -> str:
        """What is said beside something that is done with one cart while others are selected."""
        if self.selection.is_empty:
            return ""
        return "Only this cart is meant: the selected ones stay as they are."

    # --- keys --------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Inverting needs one query: what one finds and another does not, nobody can say."""
        screen = self.screen
        if command is InvertSelection and not self.selection.can_be_inverted_in(screen.query_shown):
            return "All that another query finds is selected: esc takes that back first"
        if command in NEEDS_QUERY and self.desk.is_open:
            if "number" not in self.desk.client.capabilities.filters:
                return "This backend cannot select by a query"
            if screen.line.has_trouble or screen.line.is_mistaken:
                return "Put the query right first: what is listed is not what it says"
        return None

    def before(self, command: CommandClass) -> None:
        """Any other command than these two ends that the cursor selects as it moves."""
        self._extends = command in {ExtendDown, ExtendUp}

    def action_select_cart(self) -> None:
        """Select the cart at the cursor or not any more; a range begins at one that was selected."""
        self.screen.when_there(self._select_current)

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
        self.screen.when_there(self._extend)

    def action_extend_down(self) -> None:
        """Step down and select."""
        self.screen.when_there(lambda: self._extend_by(1))

    def action_extend_up(self) -> None:
        """Step up and select."""
        self.screen.when_there(lambda: self._extend_by(-1))

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
            hold = self.screen.desk_app.type_ahead.hold()
            self.screen.read(self._read_range(self._range, row.id), group="range", hold=hold)
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
        self.screen.show_reason(
            f"The range is longer than {LONGEST_RANGE:,} carts, or where it began is gone. "
            "Narrow the list by a query and select all that match."
        )

    async def _rows_from(self, began: str, until: str, *, reverse: bool) -> list[CartSummary]:
        """The rows from one cart to another; none where that is not found in that direction."""
        sort = self.screen.sort.reversed() if reverse else self.screen.sort
        rows: list[CartSummary] = []
        try:
            page = await self.desk.client.carts.list(self.screen.query_shown, sort=sort, limit=PAGE, at=began)
            while len(rows) < LONGEST_RANGE:
                for row in page.items:
                    rows.append(row)
                    if row.id == until:
                        return rows
                if page.next is None:
                    break
                page = await self.desk.client.carts.list(
                    self.screen.query_shown, sort=sort, limit=PAGE, after=page.next
                )
        except NotFound:
            return []
        return []

    def action_select_all(self) -> None:
        """Select all that match, and nothing else."""
        self._range, self.picked_in = None, self.screen.query_shown
        self.screen.selected.forget_numbers()
        self._select(Selection(query=self.screen.query_shown))

    def action_invert_selection(self) -> None:
        """Select those of the list that are not selected."""
        self._range = None
        ids = self.selection.ids
        if self.selection.query is not None or self.picked_in == self.screen.query_shown or not ids:
            self._select(self.selection.inverted(self.screen.query_shown, found=ids))
        else:
            hold = self.screen.desk_app.type_ahead.hold()
            self.screen.read(self._invert(self.selection, self.screen.query_shown), group="invert", hold=hold)

    async def _invert(self, selection: Selection, query: CartQuery) -> None:
        """Ask which of the carts that were selected in other lists are in this one too, and turn it round."""
        found = [row.id for row in await self.screen.selected.among(selection.ids, query)]
        if selection is self.selection and query == self.screen.query_shown:
            self._select(selection.inverted(query, found=found))

    def select_none(self) -> bool:
        """Select nothing; false where nothing was selected."""
        if self.selection.is_empty:
            return False
        self._select(NOTHING)
        return True
