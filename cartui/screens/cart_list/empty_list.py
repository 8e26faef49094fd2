"""What an empty list of carts says: why nothing is found, what became of it, how to begin."""

from typing import TYPE_CHECKING, Final

from cartui.commands.cart_list import NewCart
from cartui.model.agent import Role
from cartui.screens.cart_list.gone_carts import GoneCarts, WentTo
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.rows_before_open import NOT_OPEN
from cartui.screens.cart_list.why_nothing import WhyNothing

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

HOW_TO_IMPORT: Final = """\
Products and customers come in by command:
  cartui import catalog FILE
  cartui import customers FILE"""
"""What a new shop does next."""


class EmptyList(ListPart):
    """Finds out why the list is empty, and says it where the rows would be."""

    def __init__(self, screen: "CartList") -> None:
        """Nobody knows yet."""
        super().__init__(screen)
        self._gone = GoneCarts(screen)
        self._why_nothing = WhyNothing(screen)

    @property
    def went_to(self) -> WentTo | None:
        """What became of what the empty list was asked for; ``None``: nobody knows, or there are rows."""
        return self._gone.went_to

    def go_there(self, went: WentTo) -> None:
        """Open what became of it."""
        self._gone.go_there(went)

    def explain(self) -> None:
        """The listed query finds nothing: look where carts go, and for the values that no cart has."""
        self._gone.look_for(self.screen.query_shown)
        self._why_nothing.look_for(self.screen.query_shown)

    def show(self) -> None:
        """Say what is known by now of the query that is listed."""
        self.table.empty = self.words(self.screen.line.text)

    def words(self, text: str) -> str:
        """What an empty list says with this in its query line."""
        if not self.desk.is_open:
            return f"{NOT_OPEN}." if self.desk.trouble else "The shop is being opened…"
        if text.strip():
            query = self.screen.query_shown
            return self._gone.why_nothing(query) or self._why_nothing.why_nothing(query)
        key = self.screen.keymap.shown(NewCart)
        if not self.desk.shop.markets:
            if not self.desk.client.actor.role.covers(Role.ADMIN):
                return "This shop is not set up yet: an admin does that."
            return "This shop is not set up yet" + (f": {key} begins." if key else ".")
        begin = f": {key} starts one" if key else ""
        return f"No open cart{begin}.\n\n{HOW_TO_IMPORT}"
