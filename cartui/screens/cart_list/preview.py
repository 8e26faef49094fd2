"""The preview beside the list of carts: when it is in sight, and the cart that it shows."""

from typing import TYPE_CHECKING

from cartui.client.protocol import NotFound, Unavailable
from cartui.commands.cart_list import TogglePreview
from cartui.commands.command import CommandClass
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.lists.folding import LEAST, Folding

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList


class CartPreview(ListPart):
    """Shows the cart at the cursor beside the list, as there is room."""

    OFFERS = (TogglePreview,)

    def __init__(self, screen: "CartList") -> None:
        """Show the preview as there is room for it."""
        super().__init__(screen)
        self._folding = Folding()

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - there is but one
        """The list comes first."""
        if self.screen.is_mounted and self.screen.app.size.width < LEAST:
            return "The window is too narrow for the preview"
        return None

    def action_toggle_preview(self) -> None:
        """Show the preview or hide it, whatever room there is."""
        self._folding.turn(self.screen.app.size.width)
        self.fold()
        self.screen.desk_app.remember(preview=self._folding.wish)

    def wish(self, wish: bool | None) -> None:
        """Show the preview or hide it; ``None``: as there is room for it."""
        self._folding.take(wish, self.screen.app.size.width)
        self.fold()

    def fold(self) -> None:
        """Show the preview or hide it as the window is now; it shows the cart at the cursor."""
        screen = self.screen
        screen.set_class(self._folding.shown(screen.app.size.width), "-preview-on")
        screen.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        """Read the cart at the cursor for a preview that was out of sight meanwhile."""
        screen = self.screen
        if screen.is_mounted and screen.pane.shows != self.table.current_key:
            self.show(self.table.current_key)

    def show(self, key: str | None) -> None:
        """Read that cart for the preview, if that is in sight."""
        pane = self.screen.pane
        if not pane.display or not self.desk.is_open:
            return
        if key is None:
            pane.show_nothing()
        else:
            self.screen.read(self._read(key), group="preview", quietly=True)

    async def _read(self, key: str) -> None:
        """Show a cart beside the list; one that cannot be read now never under the name of another."""
        screen, pane = self.screen, self.screen.pane
        try:
            cart, known_at = await screen.or_last_known(self.desk.client.carts.get(key))
        except NotFound:
            return  # it has just gone; the list will know in a moment
        except Unavailable:
            pane.show_unknown()
            raise
        pane.show_cart(cart, self.desk.display, self.desk.now, known_at=known_at)
