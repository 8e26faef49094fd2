"""Locking the cart at the cursor by hand, and the way to the lock of one that is locked."""

from cartui.commands.command import CommandClass
from cartui.commands.whole_cart import LockCart
from cartui.model.cart import Cart, CartState
from cartui.screens.cart_list.list_part import ListPart


class LockingCarts(ListPart):
    """Locks the cart at the cursor, or shows why it is locked."""

    OFFERS = (LockCart,)

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - it has one
        """What is an order or in the trash is changed by nobody anyway."""
        row = self.row
        if row is None:
            return "There is no cart at the cursor" if self.screen.is_mounted else None
        if row.damaged or row.state in {CartState.OPEN, CartState.LOCKED}:
            return None
        return f"{row.number} cannot be locked: it is {row.state}"

    def action_lock_cart(self) -> None:
        """Ask why, or show its lock."""
        from cartui.screens.locks.lock_by_hand import ask_to_lock, show_lock

        row = self.row
        if row is None:
            return
        if row.state == CartState.LOCKED:
            hold = self.screen.desk_app.type_ahead.hold()
            self.screen.read(show_lock(self.screen, row.id), group="open", hold=hold)
        else:
            ask_to_lock(self.screen, row.id, row.number, self._locked)

    def _locked(self, cart: Cart) -> None:  # noqa: ARG002 - the list reads all rows in sight
        """Show it as it is now."""
        self.screen.catch_up()
