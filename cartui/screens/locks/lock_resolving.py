"""Resolving locks in their queue: asking, going on with the next cart, and taking the last one back."""

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cartui.client.protocol import ClientError, Conflict
from cartui.commands.command import CommandClass
from cartui.commands.locks import RESOLUTIONS, MessageCustomer, UndoResolution
from cartui.model.cart import Cart
from cartui.model.locks import LockedCart
from cartui.rules.locks.resolving import Resolution
from cartui.screens.desk.others_changes import changed_by
from cartui.screens.desk.part import Part
from cartui.screens.locks.resolutions import CONFIRM, DELETE, UNLOCK, Resolved, Way, notice_of
from cartui.screens.locks.resolving_question import ResolvingQuestion

if TYPE_CHECKING:
    from cartui.screens.locks.locked_queue import LockedQueue

DONE: Final = {
    Resolution.CONFIRM: "confirmed",
    Resolution.UNLOCK: "unlocked",
    Resolution.DELETE: "deleted",
}
"""What was done with a lock, in a word."""


class LockResolving(Part["LockedQueue"]):
    """What becomes of the cart at the cursor, and of those before it."""

    OFFERS = (*RESOLUTIONS, UndoResolution, MessageCustomer)

    def __init__(self, screen: "LockedQueue") -> None:
        """Nothing was resolved yet."""
        super().__init__(screen)
        self._resolved: list[Resolved] = []
        """What was done here, the latest last; undo takes it from there."""
        self._over: dict[str, Resolved] = {}
        """The carts, by id, whose rows may still be in sight although their locks are resolved here."""
        self._still_shown: Cart | None = None
        """The cart that the shop goes on to show its customer, until one turns to another one."""
        self._slipped = ""
        """The number of the cart under the cursor that somebody else resolved, until a key is meant anew."""

    @property
    def last(self) -> Resolved | None:
        """What was resolved here last."""
        return self._resolved[-1] if self._resolved else None

    def is_over(self, row: LockedCart) -> bool:
        """Whether the lock that the row shows was resolved here."""
        over = self._over.get(row.id)
        return over is not None and row.version <= over.cart.version

    def slipped_from(self, row: LockedCart) -> None:
        """The cart under the cursor went by somebody else: the next key was meant for it."""
        if not self.is_over(row):
            self._slipped = row.number

    def before(self, command: CommandClass) -> None:
        """Any other key shows that one has seen where the cursor stands, and turns to the cart there."""
        if command not in RESOLUTIONS:
            self._slipped = ""
        if command is not MessageCustomer and self._still_shown is not None:
            self._still_shown = None
            self.screen.say("")

    def why_not(self, command: CommandClass) -> str | None:
        """Nothing is resolved twice, and an order is cancelled where orders are."""
        if command is UndoResolution:
            return self._why_no_undo()
        row = self.screen.table.current
        if row is None:
            waits = self.screen.table.is_waiting or self._to_write_to is not None
            return None if waits else "There is no locked cart at the cursor"
        if command is MessageCustomer:
            return None
        if self.is_over(row):
            return f"{row.number} is {DONE[self._over[row.id].resolution]} already"
        return None

    # --- asking --------------------------------------------------------------------------------------

    def action_confirm_payment(self) -> None:
        """Ask about confirming the payment of the cart at the cursor."""
        self._ask(CONFIRM)

    def action_unlock_cart(self) -> None:
        """Ask about unlocking it."""
        self._ask(UNLOCK)

    def action_delete_locked(self) -> None:
        """Ask about deleting it."""
        self._ask(DELETE)

    def _ask(self, way: Way) -> None:
        """Ask once the row is there, unless the cursor came to it by what others did."""
        slipped, self._slipped = self._slipped, ""
        row = self.screen.table.current
        if slipped and row is not None:
            self.screen.show_reason(
                f"{slipped} was resolved elsewhere, and the cursor is at {row.number} now: press it again to "
                "mean that one."
            )
        else:
            self.screen.when_there(partial(self._ask_about, way))

    def _ask_about(self, way: Way) -> None:
        """Ask, unless the row that has come meanwhile is one for which it makes no sense."""
        row = self.screen.table.current
        reason = self.screen.why_not(way.command)
        if reason is not None:
            self.screen.show_reason(reason)
        elif row is not None:
            self.screen.app.push_screen(ResolvingQuestion(row, way), self.answered)

    def answered(self, resolved: Resolved | None) -> None:
        """Say what came of it, and go on with the next cart."""
        if resolved is not None:
            cart = resolved.cart
            self.desk.seen[cart.id] = cart.version
            self._over[cart.id] = resolved
            self._resolved.append(resolved)
            if cart.id == self.screen.table.current_key:
                self._go_on()
            key = self.screen.keymap.shown(MessageCustomer)
            self.screen.say(notice_of(resolved, message_key=key))
            self._still_shown = None if resolved.resolution is Resolution.UNLOCK else cart
            self.screen.desk_app.count_waiting()
        self.screen.catch_up()

    def _go_on(self) -> None:
        """To the next cart whose lock is not resolved; behind the last one, to the one before."""
        rows, table = self.screen.table.rows_held, self.screen.table
        at = [row.id for row in rows].index(table.current_key or "")
        left = next((row for row in (*rows[at + 1 :], *rows[:at][::-1]) if not self.is_over(row)), None)
        if left is not None:
            table.stand_on(left.id)

    # --- telling the customer ------------------------------------------------------------------------

    @property
    def _to_write_to(self) -> str | None:
        """Id of the cart whose customer a message goes to."""
        return self._still_shown.id if self._still_shown is not None else self.screen.table.current_key

    def action_message_customer(self) -> None:
        """Write to the customer that the shop shows an old cart."""
        ref = self._to_write_to
        if ref is not None:
            from cartui.screens.locks.message import MessageDialog

            self.screen.app.push_screen(MessageDialog(ref))

    # --- taking it back ------------------------------------------------------------------------------

    def _why_no_undo(self) -> str | None:
        """Why nothing can be taken back."""
        if self.last is None:
            return "Nothing was resolved here since you came"
        order = self.last.order
        if order is None:
            return None
        return f"{self.last.cart.number} became {order.number}: an order is cancelled in the list of orders"

    def action_undo_resolution(self) -> None:
        """Lock again what was unlocked or deleted last."""
        last = self._resolved.pop()
        self.screen.write(self._undo(last, uuid4().hex), hold=self.screen.desk_app.type_ahead.hold())

    async def _undo(self, last: Resolved, key: str) -> None:
        """Take it back, unless somebody changed the cart since."""
        screen, client, cart = self.screen, self.desk.client, last.cart
        try:
            cart = await screen.until_answered(
                f"{cart.number}: not known yet whether it is locked again.",
                partial(client.carts.undo, cart.id, version=cart.version, key=key),
            )
        except Conflict:
            who = await changed_by(client.history, cart.id, cart.version)
            said = f"{cart.number}: nothing was undone, since the cart was changed meanwhile by {who}."
            screen.show_reason(said)
        except ClientError:
            self._resolved.append(last)  # nothing was taken back: it can be tried again
            raise
        else:
            self._over.pop(cart.id, None)
            self.desk.seen[cart.id] = cart.version
            screen.say(f"{cart.number} is locked again.")
        screen.catch_up()
        screen.desk_app.count_waiting()
