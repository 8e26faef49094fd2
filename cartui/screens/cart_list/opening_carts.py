"""Opening a cart from the list, and starting one."""

from cartui.commands.cart_list import NewCart, OpenCart
from cartui.commands.command import CommandClass
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.shop import Shop
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.why_not_row import why_not_row
from cartui.screens.one_cart.opening import cart_screen


class CartOpening(ListPart):
    """Opens the screen of one cart over the list."""

    OFFERS = (OpenCart, NewCart)

    def why_not(self, command: CommandClass) -> str | None:
        """A cart that is damaged cannot be opened, and in a shop that cannot be opened none is started."""
        if command is NewCart:
            is_shut = not self.desk.is_open and self.desk.trouble
            return "The shop cannot be opened: why stands above the list" if is_shut else None
        return why_not_row(command, self.row, is_trash_undone=False)

    def action_open_cart(self) -> None:
        """Open the cart at the cursor."""
        self.screen.open_the_row()

    def open(self, ref: str) -> None:
        """Read that cart and open it; keys typed meanwhile are meant for it."""
        self.screen.at_cursor.forget_deletion()
        self.screen.read(self._open(ref), group="open", hold=self.screen.desk_app.type_ahead.hold())

    async def _open(self, ref: str) -> None:
        """Show a cart in a screen of its own; where the backend is away, as it was known last."""
        opened = await cart_screen(self.screen, ref)
        self.screen.is_stale = True
        self.screen.app.push_screen(opened)

    def show(self, cart: Cart, *, fresh: bool = False) -> None:
        """Open the screen of a cart that was read just now; ``fresh``: it was started just now."""
        from cartui.screens.one_cart.one_cart import OneCart

        self.screen.is_stale = True
        self.screen.app.push_screen(OneCart(cart, fresh=fresh))

    def action_new_cart(self) -> None:
        """Ask for the market; a shop that has none yet is set up first, by who may."""
        is_new = self.desk.is_open and not self.desk.shop.markets
        if is_new and self.desk.client.actor.role.covers(Role.ADMIN):
            from cartui.screens.start.new_shop import SetUp

            SetUp(self.screen.desk_app, self._shop_set_up).begin()
        else:
            self._choose_market()

    def _shop_set_up(self, shop: Shop | None) -> None:
        """On to the cart that was asked for."""
        if shop is not None:
            self.desk.shop = shop
            self.screen.refresh_header()
            self.screen.empty.show()
            self._choose_market()

    def _choose_market(self) -> None:
        """Ask for the market of a new cart."""
        from cartui.screens.one_cart.dialogs.market_choice import MarketChoice

        self.screen.app.push_screen(MarketChoice(), self._started)

    def _started(self, cart: Cart | None) -> None:
        """Open the cart that was started."""
        if cart is not None:
            self.show(cart, fresh=True)
