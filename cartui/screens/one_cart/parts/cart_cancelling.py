"""Cancelling what was done to a cart since it was opened (decision 13)."""

from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

from cartui.client.protocol import Conflict, Refused
from cartui.commands.command import CommandClass
from cartui.commands.whole_cart import CancelCart, UndoCart
from cartui.model.cart import Cart, CartState
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.parts.cart_part import CartPart

if TYPE_CHECKING:
    from datetime import datetime

    from cartui.model.history import HistoryEntry
    from cartui.screens.dialogs.confirm import Question
    from cartui.screens.one_cart.one_cart import OneCart

MOST_ENTRIES = 1_000
"""Entries of the history that are looked through for what is one's own."""


class CartCancelling(CartPart):
    """Knows as what the cart was opened, and goes back to that."""

    OFFERS = (CancelCart,)

    def __init__(self, screen: "OneCart") -> None:
        """It is opened by being shown."""
        super().__init__(screen)
        self._since = 0
        """The version that it was opened with; 0: it was started for this screen."""
        self._opened: datetime | None = None

    def shown(self) -> None:
        """Remember the version at opening; of a cart shown from memory, follow it until the first edit."""
        if self._opened is None or (self.screen.known_at is not None and not self.edits.busy):
            self._opened = self.desk.now()
            self._since = 0 if self.screen.started else self.cart.version

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - there is but one
        """Where it is as it was opened, nothing can be taken back."""
        if self._since == self.cart.version and not self.edits.busy:
            return "Nothing of it was changed since you opened it"
        return None

    def action_cancel_cart(self) -> None:
        """Ask, and take everything back."""
        self.screen.flow(self._cancel)

    async def _cancel(self, hold: Hold) -> None:
        """Say what is taken back, and do it on yes."""
        from cartui.rules.editing.cancelling import left_of
        from cartui.screens.dialogs.confirm import Confirm

        cart, since = await self.edits.saved(), self._since
        if self.screen.versions.ask_first(f"Nothing of {cart.number} is taken back"):
            return
        me = self.desk.client.actor.name
        entries = await self.desk.client.history.of_cart(cart.id, limit=MOST_ENTRIES)
        if since == 0 and any(entry.agent != me and entry.changes for entry in entries):
            since = 1  # somebody works on it, too: it stays, without what was done to it here
        later = [entry for entry in entries if entry.version > since]
        own = left_of(later, me)
        if not own and since:
            raise Refused(f"Nothing of what you did to {cart.number} is left to take back.")
        question = self._question(cart, own) if since else self._throw_away(cart)
        answer = self.screen.app.push_screen(Confirm(question), wait_for_dismiss=True)
        hold.release()
        if await answer:
            self.screen.write(self._cancel_now(cart, since, token_hex(16)))

    def _question(self, cart: Cart, own: "tuple[HistoryEntry, ...]") -> "Question":
        """What is asked where changes are taken back."""
        from cartui.screens.one_cart.cancel_question import cancel_question

        undo = self.screen.keymap.shown(UndoCart)
        return cancel_question(cart.number, self._since_when(), own, undo_key=undo)

    def _throw_away(self, cart: Cart) -> "Question":
        """What is asked where the cart goes."""
        from cartui.screens.one_cart.cancel_question import throw_away_question

        who = cart.customer.name if cart.customer else cart.contact.name
        size = f"{len(cart.lines)} line{'' if len(cart.lines) == 1 else 's'}"
        what = " · ".join(filter(None, (who, size, self.screen.amounts.money(cart.totals.total))))
        days = self.desk.shop.settings.trash_keep_days
        return throw_away_question(cart.number, self._since_when(), what, keep_days=days)

    def _since_when(self) -> str:
        """When it was opened."""
        from cartui.formatting.ages import show_time

        now = self.desk.now()
        return show_time(self._opened or now, self.desk.display.timezone, now)

    async def _cancel_now(self, cart: Cart, since: int, key: str) -> None:
        """Take it back, unless somebody came before the answer; leave a cart that is thrown away."""
        client = self.desk.client
        try:
            after = await self.screen.until_answered(
                f"{cart.number}: not known yet whether what you did was taken back.",
                partial(client.carts.cancel, cart.id, since=since, version=cart.version, key=key),
            )
        except Conflict as conflict:
            from cartui.screens.desk.others_changes import changed_by

            who = await changed_by(client.history, cart.id, cart.version)
            self.edits.take(conflict.current or await client.carts.get(cart.id))
            raise Refused(
                f"Nothing was taken back, since the cart was changed meanwhile by {who}."
            ) from conflict
        self.edits.take(after)
        if after.state is not CartState.DELETED:
            self.screen.app.notify(f"{cart.number} is without what you did to it.")
            return
        from cartui.screens.dialogs.delete_question import deleted_notice

        days = self.desk.shop.settings.trash_keep_days
        self.screen.app.notify(deleted_notice(cart.number, keep_days=days))
        if self.screen.app.screen is self.screen:
            self.screen.app.pop_screen()
