"""The list of carts with its preview: when it is in sight, and the cart that it shows."""

from textual import on
from textual.events import Resize

from cartui.client.protocol import NotFound, Unavailable
from cartui.commands.cart_list import TogglePreview
from cartui.commands.command import CommandClass
from cartui.formatting.ages import show_ago
from cartui.screens.cart_list.cart_list_views import CartListViews
from cartui.screens.cart_list.cart_preview import PreviewPane
from cartui.screens.lists.folding import LEAST, Folding


class CartPreviewing(CartListViews):
    """A list of carts with one of them beside it."""

    def __init__(self) -> None:
        """Show the preview as there is room for it."""
        super().__init__()
        self._folding = Folding()

    @property
    def pane(self) -> PreviewPane:
        """The preview."""
        return self.query_one(PreviewPane)

    def why_not(self, command: CommandClass) -> str | None:
        """The list comes first."""
        if command is TogglePreview and self.is_mounted and self.app.size.width < LEAST:
            return "The window is too narrow for the preview"
        return super().why_not(command)

    def action_toggle_preview(self) -> None:
        """Show the preview or hide it, whatever room there is."""
        self._folding.turn(self.app.size.width)
        self._fold()
        self.desk_app.remember(preview=self._folding.wish)

    def show_pane(self, wish: bool | None) -> None:
        """Show the preview or hide it; ``None``: as there is room for it."""
        self._folding.take(wish, self.app.size.width)
        self._fold()

    @on(Resize)
    def pane_folds(self) -> None:
        """There may be room for the preview now, or none any more."""
        self._fold()

    def _fold(self) -> None:
        """Show the preview or hide it as the window is now; it shows the cart at the cursor."""
        self.set_class(self._folding.shown(self.app.size.width), "-preview-on")
        self.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        """Read the cart at the cursor for a preview that was out of sight meanwhile."""
        if self.is_mounted and self.pane.shows != self.table.current_key:
            self.preview(self.table.current_key)

    def preview(self, key: str | None) -> None:
        """Read that cart for the preview, if that is in sight."""
        if not self.pane.display or not self.desk.is_open:
            return
        if key is None:
            self.pane.show_nothing()
        else:
            self.read(self._read_preview(key), group="preview", quietly=True)

    async def _read_preview(self, key: str) -> None:
        """Show a cart beside the list; one that cannot be read now never under the name of another."""
        try:
            cart, known_at = await self.or_last_known(self.desk.client.carts.get(key))
        except NotFound:
            return  # it has just gone; the list will know in a moment
        except Unavailable:
            self.pane.show_unknown()
            raise
        age = "" if known_at is None else f"as known {show_ago(known_at, self.desk.now())}"
        self.pane.show_cart(cart, self.desk.display, self.desk.now(), age=age)
