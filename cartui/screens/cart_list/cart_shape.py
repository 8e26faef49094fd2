"""How the list of carts is shown: its sort, its columns, and going to a cart by its number."""

from abc import abstractmethod
from functools import partial

from textual import on

from cartui.model.cart import Cart, CartState, CartSummary
from cartui.model.columns import ChosenColumn
from cartui.model.query import CartSort, SortKey
from cartui.screens.cart_list.opening_carts import CartOpening
from cartui.screens.cart_list.sort_choice import sort_pick, turned
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.dialogs.column_choice import ColumnChoice
from cartui.screens.dialogs.pick import Option, Pick
from cartui.screens.lists.completing import CompletingList
from cartui.widgets.virtual_table import VirtualTable


class CartShape(CompletingList[CartSummary]):
    """A list of carts whose sort and columns are chosen."""

    sort: CartSort
    """How it is sorted."""
    columns: tuple[ChosenColumn, ...]
    """The columns that are shown; none: the usual ones."""

    opening: CartOpening
    """Opens carts."""

    @abstractmethod
    def sort_by(self, sort: CartSort) -> None:
        """Sort the list like that from now on."""

    @abstractmethod
    def lay_out(self, columns: tuple[ChosenColumn, ...]) -> None:
        """Show these columns from now on."""

    # --- sort and columns --------------------------------------------------------------------------

    def action_sort_list(self) -> None:
        """Ask what to sort by."""
        pick = sort_pick(self.sort, self.desk.client.capabilities.sorts)
        self.app.push_screen(pick, lambda sort: None if sort is None else self.sort_by(sort))

    @on(VirtualTable.TitleClicked)
    def title_clicked(self, event: VirtualTable.TitleClicked) -> None:
        """Sort by that column, or the other way round."""
        event.stop()
        key = SortKey(event.sort)
        if key in self.desk.client.capabilities.sorts:
            self.sort_by(turned(self.sort, key))

    def action_choose_columns(self) -> None:
        """Ask which columns there are to be."""
        table = self.table
        choice = ColumnChoice(table.columns, self.columns, table.room)
        self.app.push_screen(choice, lambda columns: None if columns is None else self.lay_out(columns))

    # --- a number ----------------------------------------------------------------------------------

    def action_jump_to_number(self) -> None:
        """Ask for a number."""
        asked = AskLine("Go to a cart", "Number", check=_is_a_number, hint="C-000123, or 123")
        self.app.push_screen(asked, lambda ref: self.table.go_to(ref) if ref else None)

    def not_listed(self, ref: str) -> None:
        """The cart is not in this list: say so, and offer what can be done about it."""
        self.read(self._offer(ref), group="open", hold=self.desk_app.type_ahead.hold())

    async def _offer(self, ref: str) -> None:
        """Offer to open a cart that is not listed, or to list it; one that is not there is said."""
        cart, _ = await self.or_last_known(self.desk.client.carts.get(ref))
        options = (
            Option(True, ("Open it", f"it is {cart.state}")),
            Option(False, ("List it", _query_for(cart))),
        )
        pick = Pick(f"{cart.number} is not in this list", options)
        self.app.push_screen(pick, partial(self._offered, cart))

    def _offered(self, cart: Cart, opens: bool | None) -> None:
        """Open the cart, or look for it."""
        if opens:
            self.opening.show(cart)
        elif opens is not None:
            self.line.put(_query_for(cart))
            self.search(self.line.text)
            self.table.focus()


def _is_a_number(text: str) -> str | None:
    """The complaint about a text that was typed for a cart's number; ``None``: it may be one."""
    return None if any(letter.isdigit() for letter in text) else "A cart's number has digits, as in C-000123."


def _query_for(cart: Cart) -> str:
    """The query that lists that cart alone."""
    state = "" if cart.state in {CartState.OPEN, CartState.LOCKED} else f" state:{cart.state}"
    return f"number:{cart.number}{state}"
