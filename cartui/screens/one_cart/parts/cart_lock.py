"""Locking the cart by hand, and the way to its lock."""

from cartui.commands.command import CommandClass
from cartui.commands.whole_cart import LockCart
from cartui.model.cart import Cart, CartState
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartLock(CartPart):
    """Locks the cart while a person finds something out, or shows why it is locked."""

    OFFERS = (LockCart,)

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - it has one
        """What is an order or in the trash is changed by nobody anyway."""
        if self.cart.state in {CartState.OPEN, CartState.LOCKED}:
            return None
        return f"{self.cart.number} cannot be locked: it is {self.cart.state}"

    def action_lock_cart(self) -> None:
        """Ask why, or show its lock."""
        from cartui.screens.locks.lock_by_hand import show_lock

        if self.cart.state is CartState.LOCKED:
            hold = self.screen.desk_app.type_ahead.hold()
            self.screen.read(show_lock(self.screen, self.cart.id), group="open", hold=hold)
        else:
            self.screen.flow(self._lock)

    async def _lock(self, hold: Hold) -> None:
        """Ask once what was asked for before is saved."""
        from cartui.screens.locks.lock_by_hand import ask_to_lock

        cart = await self.edits.saved()
        ask_to_lock(self.screen, cart.id, cart.number, self._locked)
        hold.release()

    def _locked(self, cart: Cart) -> None:
        """Show it as it is now."""
        self.edits.take(cart)
