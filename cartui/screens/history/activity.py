"""What everybody did lately, over all carts."""

from cartui.client.protocol import NotFound
from cartui.commands.command import CommandClass
from cartui.commands.history import ShowHistory
from cartui.commands.history_list import ACTIVITY, OnlyMine, OpenItsCart
from cartui.formatting.ages import show_age
from cartui.formatting.people import GUEST
from cartui.model.cart import CartState
from cartui.model.history import Activity
from cartui.model.query import Page
from cartui.rules.entry_kinds import kinds_of
from cartui.screens.history.cart_history import CartHistory, OfCart
from cartui.screens.history.entry_pane import what_happened
from cartui.screens.history.history_list import HistoryList
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.one_cart.opening import open_order
from cartui.widgets.columns import Column


class ActivityList(HistoryList):
    """Entries of all carts: everybody's, one's own, or those of an agent whose name is typed."""

    OFFERS = ACTIVITY

    def __init__(self) -> None:
        """Everybody's."""
        super().__init__()
        self._agent = ""

    def about(self) -> str:
        """Whose it is."""
        return f"activity of {self._agent}" if self._agent else "activity"

    def placeholder(self) -> str:
        """An agent's name."""
        return "an agent's name, for what that one did"

    def list_columns(self) -> tuple[Column[Activity], ...]:
        """When, who, which cart, what."""
        now = self.desk.now
        return (
            Column("Age", 4, lambda row: show_age(row.entry.at, now()), right=True),
            Column("Who", 8, lambda row: row.entry.agent or "—", rank=1),
            Column("Cart", 9, lambda row: row.number),
            Column("Customer", 12, lambda row: row.customer or GUEST, rank=3, grows=1),
            Column("What", 34, lambda row: what_happened(row.entry), grows=3),
        )

    async def ask(self, reading: Reading) -> Page[Activity]:
        """One page, from the latest on."""
        page = await self.desk.client.history.recent(
            kinds=kinds_of(self.group), agent=self._agent or None, limit=reading.limit, after=reading.after
        )
        return Page(page.items, next=page.next)

    # --- whose ----------------------------------------------------------------------------------------

    def search(self, text: str) -> bool:
        """List what the agent of that name did; nothing: what everybody did."""
        if text.strip() != self._agent or self.line.has_trouble:
            self._agent = text.strip()
            self.start()
        return True

    def footer_word(self, command: CommandClass) -> str:
        """One's own, or everybody's again."""
        if command is OnlyMine and self.is_mounted and self._agent:
            return "everybody's"
        return super().footer_word(command)

    def action_only_mine(self) -> None:
        """List one's own; where something is narrowed to an agent, everybody's again."""
        name = "" if self._agent else self._me
        self.line.put(name)
        self.search(name)
        self.refresh_hints()

    # --- the entry at the cursor ------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Some need an entry at the cursor."""
        if command in {OpenItsCart, ShowHistory} and self.is_mounted and self.table.current is None:
            return "There is no entry at the cursor"
        return super().why_not(command)

    def action_open_its_cart(self) -> None:
        """Open the cart of the entry at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read the cart and open it, or the order that it became."""
        if (row := self.table.current) is not None:
            self.read(self._open(row), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open(self, row: Activity) -> None:
        """Show it as it is now; where the backend is away, as it was known last."""
        try:
            cart, known_at = await self.or_last_known(self.desk.client.carts.get(row.entry.cart_id))
        except NotFound:
            self.catch_up()  # it has just been purged
            raise
        if cart.state is CartState.ORDERED:
            await open_order(self, cart.id)
            return
        from cartui.screens.one_cart.one_cart import OneCart

        self.app.push_screen(OneCart(cart, known_at=known_at))

    def action_show_history(self) -> None:
        """Show the history of its cart."""
        if (row := self.table.current) is not None:
            cart = OfCart(row.entry.cart_id, row.number, row.currency, row.customer)
            self.app.push_screen(CartHistory(cart))
