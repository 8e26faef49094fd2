"""The carts that were opened here lately: one key shows them, a digit opens one (decision 4)."""

from collections.abc import Sequence
from typing import Final

from textual.events import Key

from cartui.formatting.people import GUEST
from cartui.model.cart import CartState, CartSummary
from cartui.model.query import CartQuery, CartSort, Term
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.pick import Option, Pick
from cartui.screens.one_cart.opening import cart_screen
from cartui.widgets.amounts import Amounts

MOST: Final = 9
"""Carts that are remembered: as many as there are digits."""

_STATES: Final = {
    CartState.LOCKED: "locked",
    CartState.ORDERED: "ordered",
    CartState.DELETED: "in the trash",
}
"""What is said of a cart that is not open."""


def with_recent(recent: Sequence[str], cart_id: str) -> tuple[str, ...]:
    """The carts that were opened last, by id, the latest first, after this one was opened as well."""
    return (cart_id, *(other for other in recent if other != cart_id))[:MOST]


class RecentCartsPick(Pick[str]):
    """A list of carts; a digit takes the one that it stands before."""

    def __init__(self, options: Sequence[Option[str]]) -> None:
        """Offer these."""
        super().__init__("recent carts", options, right=(2,), told="A digit opens one.")

    def on_key(self, event: Key) -> None:
        """A digit takes its cart; a letter goes to an option, as in every list."""
        digit = event.character or ""
        if digit.isdecimal() and 1 <= int(digit) <= len(self._options):
            event.stop()
            self.dismiss(self._options[int(digit) - 1].value)
        else:
            super().on_key(event)


async def go_to_recent(screen: DeskScreen[object], hold: Hold) -> None:
    """Offer the carts that were opened before the one in front, and open what is chosen."""
    from cartui.screens.one_cart.one_cart import OneCart

    desk, in_front = screen.desk, screen.cart.id if isinstance(screen, OneCart) else ""
    wanted = [cart_id for cart_id in desk.session.recent if cart_id != in_front]
    rows = await _rows(screen, wanted) if wanted else []
    if not rows:
        screen.show_reason("No other cart was opened here lately")
        return
    options = [Option(row.id, _cells(desk, row, digit)) for digit, row in enumerate(rows, start=1)]
    answer = screen.app.push_screen(RecentCartsPick(options), wait_for_dismiss=True)
    hold.release()
    chosen = await answer
    if chosen is None:
        return
    with screen.desk_app.type_ahead.hold():
        opened = await cart_screen(screen, chosen)
        if in_front:
            screen.app.switch_screen(opened)
        else:
            screen.app.push_screen(opened)


async def _rows(screen: DeskScreen[object], wanted: Sequence[str]) -> list[CartSummary]:
    """Those carts as they are now, in that order; what is gone for good is left out."""
    anywhere = Term(key="state", values=tuple(CartState))
    query = CartQuery(terms=(Term(key="number", values=tuple(wanted)), anywhere))
    page, _ = await screen.or_last_known(
        screen.desk.client.carts.list(query, sort=CartSort(), limit=len(wanted))
    )
    found = {row.id: row for row in page}
    return [found[cart_id] for cart_id in wanted if cart_id in found]


def _cells(desk: Desk, row: CartSummary, digit: int) -> tuple[str, ...]:
    """A cart in one line: its digit and number, who, how much, and what of it is not done."""
    total = Amounts(row.currency, desk.display.locale).money(row.total)
    return (f"{digit}  {row.number}", row.customer or GUEST, total, ", ".join(_left_over(desk, row)))


def _left_over(desk: Desk, row: CartSummary) -> list[str]:
    """What is to be known of a cart before one goes back to it."""
    edits = desk.at_hand.get(row.id)
    changes = edits.left if edits is not None and edits.busy else 0
    unsaved = [f"{changes} change{'' if changes == 1 else 's'} not saved"] if changes else []
    forms = desk.half_typed.forms_of(row.id)
    typed = [f"half typed: {', '.join(forms)}"] if forms else []
    state = [_STATES[CartState(row.state)]] if row.state in _STATES else []
    return [*state, *unsaved, *typed]
