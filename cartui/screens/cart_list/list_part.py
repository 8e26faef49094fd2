"""One subject of the list of carts, apart from the screen that shows it."""

from typing import TYPE_CHECKING

from cartui.screens.desk.part import Part

if TYPE_CHECKING:
    from cartui.model.cart import CartSummary
    from cartui.screens.cart_list.cart_list import CartList  # noqa: F401 - names the screen of the parts
    from cartui.widgets.virtual_table import VirtualTable


class ListPart(Part["CartList"]):
    """One subject of the list: what is listed, how, and where the cursor is are asked of the screen."""

    @property
    def table(self) -> "VirtualTable[CartSummary]":
        """The list itself."""
        return self.screen.table

    @property
    def row(self) -> "CartSummary | None":
        """The row at the cursor; ``None``: there is none, or the screen is not shown yet."""
        return self.screen.table.current if self.screen.is_mounted else None
