"""What stands in a row in place of the cart's state: that it is not saved, or that somebody is at it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from cartui.model.cart import CartSummary
from cartui.model.cart_summary import CartState
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.desk.unsaved import waiting_carts
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

JUST_NOW: Final = timedelta(minutes=1)
"""For how long a shopper counts as being at a cart that they looked at or changed."""

LOOKS: Final = 15.0
"""Seconds between two looks whether somebody has gone by themselves."""

APART: Final = 5.0
"""Seconds at least between two times that it is asked which carts are open, where nobody came or went."""


class RowSigns(ListPart):
    """Knows which carts are not saved at this desk, and which somebody else is at.

    All carts that are open at other desks are asked for at once, apart from the rows: the page waits for
    nothing. That a shopper is at a cart says the row itself.
    """

    def __init__(self, screen: "CartList") -> None:
        """Nothing is known yet."""
        super().__init__(screen)
        self._unsaved: frozenset[str] = frozenset()
        self._open_until: Mapping[str, datetime] = {}
        """Until when carts count as open at another desk, by id."""
        self._asked_at: float | None = None

    def is_unsaved(self, cart: CartSummary) -> bool:
        """Whether changes of it wait here for the backend."""
        return cart.id in self._unsaved

    def is_in_use(self, cart: CartSummary) -> bool:
        """Whether somebody has it open at another desk, or its shopper was at it within the last minute."""
        if cart.state != CartState.OPEN:
            return False
        now, until, touched = self.desk.now(), self._open_until.get(cart.id), cart.touched_at
        return (until is not None and now < until) or (touched is not None and now - touched < JUST_NOW)

    def look_for_unsaved(self) -> None:
        """See which carts are not saved, and show it where that is another thing than before."""
        unsaved = frozenset(edits.cart.id for edits in waiting_carts(self.desk))
        if unsaved != self._unsaved:
            self._unsaved = unsaved
            self._show()

    def begin(self) -> None:
        """The client is open: look from now on, now and then."""
        self.screen.set_interval(LOOKS, self._look)

    def ask(self, *, at_once: bool = False) -> None:
        """Ask which carts are open at other desks, unless that was asked just now or nobody looks."""
        desk, passed = self.desk, self.desk.passing()
        was_asked = self._asked_at is not None and passed - self._asked_at < APART
        if not desk.is_open or desk.reach.is_away or not self.screen.is_current:
            self._asked_at = None
        elif at_once or not was_asked:
            self._asked_at = passed
            self.screen.read(self._ask(), group="in use", quietly=True)

    async def _ask(self) -> None:
        """Show them as soon as they are known."""
        found = await self.desk.attendance.elsewhere(self.desk.client)
        self._open_until = {each.cart: each.until for each in found}
        self._show()

    def _look(self) -> None:
        """Let the signs go of those who are gone; a desk says again and again that it is still there."""
        if self._open_until and any(until <= self.desk.now() for until in self._open_until.values()):
            self.ask()
        if self.screen.is_current:
            self._show()

    def _show(self) -> None:
        """Draw the rows that say another thing now."""
        for table in self.screen.query(VirtualTable):  # none while it is being taken away
            table.look_again()
