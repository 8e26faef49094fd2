"""How the list of carts is shown: its sort, its columns, and going to a cart by its number."""

from functools import partial

from cartui.commands.list_shape import ChooseColumns, JumpToNumber, SortList
from cartui.model.cart import Cart, CartState
from cartui.model.query import SortKey
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.sort_choice import sort_pick, turned
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.dialogs.column_choice import ColumnChoice
from cartui.screens.dialogs.pick import Option, Pick


class CartShape(ListPart):
    """Asks how the list is to be sorted and laid out, and where to go in it."""

    OFFERS = (SortList, ChooseColumns, JumpToNumber)

    # --- sort and columns --------------------------------------------------------------------------

    def action_sort_list(self) -> None:
        """Ask what to sort by."""
        screen, sort_by = self.screen, self.screen.views.sort_by
        pick = sort_pick(screen.sort, self.desk.client.capabilities.sorts)
        screen.app.push_screen(pick, lambda sort: None if sort is None else sort_by(sort))

    def sort_by_column(self, key: SortKey) -> None:
        """Sort by that column, or the other way round, if the backend can."""
        if key in self.desk.client.capabilities.sorts:
            self.screen.views.sort_by(turned(self.screen.sort, key))

    def action_choose_columns(self) -> None:
        """Ask which columns there are to be."""
        table, lay_out = self.table, self.screen.views.lay_out
        choice = ColumnChoice(table.columns, self.screen.columns, table.room)
        self.screen.app.push_screen(choice, lambda columns: None if columns is None else lay_out(columns))

    # --- a number ----------------------------------------------------------------------------------

    def action_jump_to_number(self) -> None:
        """Ask for a number."""
        asked = AskLine("Go to a cart", "Number", check=_is_a_number, hint="C-000123, or 123")
        self.screen.app.push_screen(asked, lambda ref: self.table.go_to(ref) if ref else None)

    def not_listed(self, ref: str) -> None:
        """The cart that one wanted to go to is not in this list: say so, and offer what can be done."""
        self.screen.read(self._offer(ref), group="open", hold=self.screen.desk_app.type_ahead.hold())

    async def _offer(self, ref: str) -> None:
        """Offer to open a cart that is not listed, or to list it; one that is not there is said."""
        cart, _ = await self.screen.or_last_known(self.desk.client.carts.get(ref))
        options = (
            Option(True, ("Open it", f"it is {cart.state}")),
            Option(False, ("List it", _query_for(cart))),
        )
        pick = Pick(f"{cart.number} is not in this list", options)
        self.screen.app.push_screen(pick, partial(self._offered, cart))

    def _offered(self, cart: Cart, opens: bool | None) -> None:
        """Open the cart, or look for it."""
        if opens:
            self.screen.opening.show(cart)
        elif opens is not None:
            self.screen.line.put(_query_for(cart))
            self.screen.search(self.screen.line.text)
            self.table.focus()


def _is_a_number(text: str) -> str | None:
    """The complaint about a text that was typed for a cart's number; ``None``: it may be one."""
    return None if any(letter.isdigit() for letter in text) else "A cart's number has digits, as in C-000123."


def _query_for(cart: Cart) -> str:
    """The query that lists that cart alone."""
    state = "" if cart.state in {CartState.OPEN, CartState.LOCKED} else f" state:{cart.state}"
    return f"number:{cart.number}{state}"
