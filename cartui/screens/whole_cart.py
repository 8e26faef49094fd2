"""What is done with a cart as a whole: undo, copy, delete, and out of the trash again."""

from functools import partial
from secrets import token_hex

from cartui.client.protocol import ClientError
from cartui.model.cart import Cart, CartState
from cartui.screens.cart_line_edits import CartLineEdits
from cartui.screens.confirm import Confirm
from cartui.screens.delete_question import delete_question, deleted_notice
from cartui.screens.dialog import Told
from cartui.screens.type_ahead import Hold


class WholeCart(CartLineEdits):
    """A screen of one cart, with a line in which is said what becomes of it."""

    def action_undo_cart(self) -> None:
        """Undo the latest change; a cart in the trash is taken out of it."""
        if self.cart.state is CartState.DELETED:
            self.write(self._restore(token_hex(16)))
        else:
            self.edits.ask_undo()

    async def _restore(self, key: str) -> None:
        """Take it out of the trash."""
        cart = await self.until_answered(
            f"{self.cart.number}: not known yet whether it was taken out of the trash.",
            partial(self.desk.client.carts.restore, self.cart.id, key=key),
            waits=self._no_answer,
        )
        self.edits.take(cart)
        self.app.notify(f"{cart.number} is out of the trash.")

    def _no_answer(self, error: ClientError) -> None:
        """Say that it is open whether it was done."""
        why = error.message if self.tells_why(error) else ""
        said = f"Not known yet whether it was done; trying again, and it is done once. {why}".strip()
        for told in self.query(Told):
            told.say(said, wrong=True)

    def action_clone_cart(self) -> None:
        """Open a copy."""
        self.flow(self._clone)

    async def _clone(self, _hold: Hold) -> None:
        """Copy the cart as it is saved."""
        cart = await self.edits.saved()
        hold = self.desk_app.type_ahead.hold()
        self.write(self._clone_now(cart, token_hex(16), hold), hold=hold)

    async def _clone_now(self, cart: Cart, key: str, hold: Hold) -> None:
        """Copy it, and show the copy unless one has gone on meanwhile."""
        clone = await self.until_answered(
            f"{cart.number}: not known yet whether it was copied.",
            partial(self.desk.client.carts.clone, cart.id, key=key),
            waits=self._no_answer,
            hold=hold,
        )
        self.app.notify(f"{clone.number} is a copy of {cart.number}.")
        if self.app.screen is self:
            from cartui.screens.one_cart import OneCart

            self.app.switch_screen(OneCart(clone))

    def action_delete_cart(self) -> None:
        """Ask, then put it into the trash."""
        self.flow(self._delete)

    async def _delete(self, hold: Hold) -> None:
        """Say what is lost, and do it on yes."""
        cart = await self.edits.saved()
        days = self.desk.shop.settings.trash_keep_days
        who = cart.customer.name if cart.customer else cart.contact.name
        amount = self.amounts.money(cart.totals.total)
        question = Confirm(delete_question(cart.number, who, len(cart.lines), amount, keep_days=days))
        answer = self.app.push_screen(question, wait_for_dismiss=True)
        hold.release()
        if await answer:
            self.write(self._delete_now(cart, token_hex(16), days))

    async def _delete_now(self, cart: Cart, key: str, keep_days: int) -> None:
        """Put it into the trash, and leave it unless one has gone on meanwhile."""
        await self.until_answered(
            f"{cart.number}: not known yet whether it was deleted.",
            partial(self.desk.client.carts.delete, cart.id, version=cart.version, key=key),
            waits=self._no_answer,
        )
        self.app.notify(deleted_notice(cart.number, keep_days=keep_days))
        if self.app.screen is self:
            self.app.pop_screen()

    def action_copy_number(self) -> None:
        """Copy the number."""
        self.app.copy_to_clipboard(self.cart.number)
        self.notify(f"{self.cart.number} is copied.")
