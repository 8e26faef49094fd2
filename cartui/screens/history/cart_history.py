"""The timeline of one cart: all that happened to it and to its order, and taking one change of it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import Final

from cartui.commands.command import CommandClass
from cartui.commands.history import WriteComment
from cartui.commands.history_list import CART_HISTORY, UndoEntry
from cartui.commands.navigation import GoBack
from cartui.formatting.ages import show_age, show_time
from cartui.model.activity import CartActivity
from cartui.model.cart import Cart
from cartui.model.changes import BULK, Change
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.query import Page
from cartui.rules.entry_kinds import kinds_of
from cartui.screens.history.comment_editor import write_comment
from cartui.screens.history.entry_pane import shortly, what_happened
from cartui.screens.history.history_list import HistoryList
from cartui.screens.lists.keyset_reader import Reading
from cartui.widgets.columns import Column

TAKEN_BACK: Final = frozenset(
    {
        EntryKind.EDITED,
        EntryKind.DELETED,
        EntryKind.RESTORED,
        EntryKind.UNLOCKED,
        EntryKind.UNDONE,
        EntryKind.REDONE,
    }
)
"""Kinds of entries that a backend can undo."""


@dataclass(frozen=True, slots=True)
class OfCart:
    """Whose history it is."""

    id: str
    number: str
    currency: str
    customer: str = ""

    @classmethod
    def of(cls, cart: Cart) -> "OfCart":
        """What is needed of that cart."""
        who = cart.customer.name if cart.customer else cart.contact.name
        return cls(cart.id, cart.number, cart.currency, who)


class CartHistory(HistoryList[CartActivity]):
    """What happened to one cart, latest first."""

    OFFERS = CART_HISTORY
    DEFAULT_CSS = """
    CartHistory QueryLine > Horizontal { display: none; }
    """
    is_of_one_cart = True

    def __init__(self, cart: OfCart) -> None:
        """Show the history of that cart."""
        super().__init__()
        self._cart = cart

    def about(self) -> str:
        """The cart's number."""
        return f"{self._cart.number} · history"

    def list_columns(self) -> tuple[Column[CartActivity], ...]:
        """When, who, what."""
        zone, now = self.desk.display.timezone, self.desk.now
        return (
            Column("Age", 4, lambda row: show_age(row.entry.at, now()), right=True),
            Column("When", 12, lambda row: show_time(row.entry.at, zone, now()), rank=2),
            Column("Who", 10, lambda row: row.entry.agent or "—"),
            Column("From", 6, lambda row: shortly(row.entry.origin), rank=3),
            Column("What", 34, lambda row: what_happened(row.entry), grows=1),
            Column("v", 4, lambda row: str(row.entry.version), right=True, rank=4),
        )

    async def ask(self, reading: Reading) -> Page[CartActivity]:
        """One page of the cart's entries."""
        entries = await self.desk.client.history.of_cart(
            self._cart.id,
            kinds=kinds_of(self.group),
            limit=reading.limit,
            after=None if reading.after is None else int(reading.after),
        )
        more = len(entries) == reading.limit
        return Page(tuple(map(self._row, entries)), next=str(entries[-1].id) if more else None)

    def _row(self, entry: HistoryEntry) -> CartActivity:
        """An entry with its cart."""
        cart = self._cart
        return CartActivity(number=cart.number, customer=cart.customer, currency=cart.currency, entry=entry)

    def open_current(self) -> None:
        """There is nothing behind an entry: it is shown in full already."""

    def when_changed(self, changes: Sequence[Change]) -> None:
        """Somebody did something to this cart, to an order, whose entries are the cart's, or to many."""
        mine = (change.id == self._cart.id or change.kind in {"order", BULK} for change in changes)
        if not changes or any(mine):
            super().when_changed(changes)

    # --- commands -------------------------------------------------------------------------------------

    def footer_word(self, command: CommandClass) -> str:
        """Back leads to where it was opened; what cannot be undone is not offered."""
        if command is GoBack:
            return command.footer
        if command is WriteComment:
            return "comment"
        gone = command is UndoEntry and self.why_not(command) is not None
        return "" if gone else super().footer_word(command)

    def why_not(self, command: CommandClass) -> str | None:
        """Not everything can be taken back, and nothing twice."""
        reason = super().why_not(command)
        row = self.table.current if self.is_mounted else None
        if reason is not None or command is not UndoEntry or row is None:
            return reason
        if row.entry.undone:
            return "That change has been undone already"
        if row.entry.kind not in TAKEN_BACK:
            return f"What was {row.entry.kind} cannot be undone"
        return None

    def action_undo_entry(self) -> None:
        """Undo the change at the cursor."""
        if (row := self.table.current) is not None:
            self.write(self._undo(row.entry, token_hex(16)))

    async def _undo(self, entry: HistoryEntry, key: str) -> None:
        """Undo it, after what is still on its way to the backend."""
        edits = self.desk.at_hand.get(self._cart.id)
        if edits is not None:
            await edits.saved()
        cart = await self.until_answered(
            f"{self._cart.number}: not known yet whether a change was undone.",
            partial(self.desk.client.carts.undo, self._cart.id, entry.id, key=key),
        )
        self.desk.seen[cart.id] = cart.version
        if edits is not None:
            edits.take(cart)
        self.app.notify(f"{cart.number}: undone: {what_happened(entry)}")
        self.catch_up()

    def action_write_comment(self) -> None:
        """Comment on the cart."""
        write_comment(self, self._cart.id, self._cart.number, self.catch_up)

    def action_go_back(self) -> None:
        """Back to where it was opened."""
        self.app.pop_screen()
