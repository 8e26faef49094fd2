"""What everybody did lately, over all carts, and what was exported."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import NotFound
from cartui.commands.bulk_jobs import JOB_COMMANDS
from cartui.commands.command import CommandClass
from cartui.commands.history import ShowHistory
from cartui.commands.history_list import ACTIVITY, OnlyMine, OpenItsCart
from cartui.formatting.ages import show_age
from cartui.formatting.bulk_words import job_outcome
from cartui.formatting.export_words import export_outcome
from cartui.formatting.people import GUEST
from cartui.model.activity import Activity, BulkActivity, CartActivity, ExportActivity
from cartui.model.bulk import BulkJob
from cartui.model.cart import CartState
from cartui.model.changes import Change
from cartui.model.query import Page
from cartui.rules.entry_kinds import kinds_of
from cartui.screens.bulk.job_deeds import JobDeeds
from cartui.screens.history.cart_history import CartHistory, OfCart
from cartui.screens.history.entry_pane import what_happened
from cartui.screens.history.history_list import OF_MANY, OF_NO_CART, HistoryList
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.one_cart.opening import open_order
from cartui.widgets.columns import Column

if TYPE_CHECKING:
    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part

OF_ONE: Final = "That is one cart: its own history undoes what was done to it"
"""Said where a bulk change is meant and something else is at the cursor."""


class ActivityList(HistoryList[Activity]):
    """What was done to carts: by everybody, by oneself, or by an agent whose name is typed.

    A bulk change is one row, which opens its report.
    """

    OFFERS = ACTIVITY

    def __init__(self) -> None:
        """Everybody's."""
        super().__init__()
        self._agent = ""
        self._deeds = JobDeeds(self, self._job, self.catch_up)

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """What is done with a bulk change stands on its own."""
        return (self._deeds,)

    def _job(self) -> BulkJob | None:
        """The bulk change at the cursor; ``None``: something else is there."""
        row = self.table.current if self.is_mounted else None
        return row.job if isinstance(row, BulkActivity) else None

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
            Column("Age", 4, lambda row: show_age(row.at, now()), right=True),
            Column("Who", 8, lambda row: row.agent or "—", rank=1),
            Column("Cart", 9, _which),
            Column("Customer", 12, _whose, rank=3, grows=1),
            Column("What", 34, self._what, grows=3),
        )

    def _what(self, row: Activity) -> str:
        """What was done, on one line."""
        if isinstance(row, BulkActivity):
            return job_outcome(row.job, self.desk.shop)
        if isinstance(row, ExportActivity):
            return export_outcome(row.export)
        return what_happened(row.entry)

    async def ask(self, reading: Reading) -> Page[Activity]:
        """One page, from the latest on."""
        page = await self.desk.client.history.recent(
            kinds=kinds_of(self.group), agent=self._agent or None, limit=reading.limit, after=reading.after
        )
        return Page(page.items, next=page.next)

    def when_exported(self, changes: Sequence[Change]) -> None:
        """An export is a row as well."""
        self.when_changed(changes)

    # --- whose ----------------------------------------------------------------------------------------

    def search(self, text: str) -> bool:
        """List what the agent of that name did; nothing: what everybody did."""
        if text.strip() != self._agent or self.line.has_trouble:
            self._agent = text.strip()
            self.start()
        return True

    def footer_word(self, command: CommandClass) -> str:
        """One's own, or everybody's again; what cannot be done with what is at the cursor is not offered."""
        if command in JOB_COMMANDS and (self._job() is None or self._deeds.is_idle(command)):
            return ""
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
        row = self.table.current if self.is_mounted else None
        if command in {OpenItsCart, ShowHistory} and self.is_mounted and row is None:
            return "There is no entry at the cursor"
        if command is ShowHistory and isinstance(row, BulkActivity):
            return OF_MANY
        if command in {OpenItsCart, ShowHistory} and isinstance(row, ExportActivity):
            return OF_NO_CART
        if command in JOB_COMMANDS and self._job() is None:
            return OF_ONE
        return super().why_not(command)

    def action_open_its_cart(self) -> None:
        """Open the cart of the entry at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read the cart and open it, or the order that it became; of a bulk change, its report."""
        row = self.table.current
        if isinstance(row, BulkActivity):
            from cartui.screens.bulk.report import JobReport

            self.app.push_screen(JobReport(row.job.id, row.job))
        elif isinstance(row, ExportActivity):
            self.show_reason(OF_NO_CART)
        elif row is not None:
            self.read(self._open(row), group="open", hold=self.desk_app.type_ahead.hold())

    async def _open(self, row: CartActivity) -> None:
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
        if isinstance(row := self.table.current, CartActivity):
            cart = OfCart(row.entry.cart_id, row.number, row.currency, row.customer)
            self.app.push_screen(CartHistory(cart))


def _which(row: Activity) -> str:
    """The number of the cart; of a bulk change or an export, that it is one."""
    if isinstance(row, BulkActivity):
        return f"bulk {row.job.id}"
    return row.number if isinstance(row, CartActivity) else "export"


def _whose(row: Activity) -> str:
    """The customer of the cart; many carts have many."""
    return row.customer or GUEST if isinstance(row, CartActivity) else "—"
