"""What is done with a cart as a whole: undo, redo, copy, export, delete, and out of the trash again."""

from functools import partial
from secrets import token_hex

from cartui.client.cart_exports import Rows
from cartui.client.protocol import ClientError
from cartui.commands.cart_list import CopyNumber
from cartui.commands.one_cart import CloneCart, ReadAgain
from cartui.commands.whole_cart import DeleteCart, ExportCart, RedoCart, UndoCart
from cartui.model.cart import Cart, CartState
from cartui.screens.desk.reach import said_of_no_answer
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.dialogs.delete_question import delete_question, deleted_notice
from cartui.screens.dialogs.dialog import Told
from cartui.screens.one_cart.parts.cart_part import CartPart


class WholeCart(CartPart):
    """What becomes of a cart; the screen has a line in which that is said."""

    OFFERS = (UndoCart, RedoCart, CloneCart, DeleteCart, ExportCart, CopyNumber)

    def action_undo_cart(self) -> None:
        """Undo the latest change; a cart in the trash is taken out of it."""
        if self.cart.state is CartState.DELETED:
            self.screen.write(self._restore(token_hex(16)))
        else:
            self.edits.ask_undo()

    def action_redo_cart(self) -> None:
        """Bring back what the latest undo took."""
        self.edits.ask_redo()

    async def _restore(self, key: str) -> None:
        """Take it out of the trash."""
        cart = await self.screen.until_answered(
            f"{self.cart.number}: not known yet whether it was taken out of the trash.",
            partial(self.desk.client.carts.restore, self.cart.id, key=key),
            waits=self._no_answer,
        )
        self.edits.take(cart)
        self.screen.app.notify(f"{cart.number} is out of the trash.")

    def _no_answer(self, error: ClientError) -> None:
        """Say that it is open whether it was done."""
        why = error.message if self.screen.tells_why(error) else ""
        key = self.screen.keymap.shown(ReadAgain)
        said = said_of_no_answer("Not known yet whether it was done", "it is done once", error, key)
        for told in self.screen.query(Told):
            told.say(f"{said} {why}".strip(), wrong=True)

    def action_clone_cart(self) -> None:
        """Open a copy."""
        self.screen.flow(self._clone)

    async def _clone(self, _hold: Hold) -> None:
        """Copy the cart as it is saved."""
        cart = await self.edits.saved()
        if self.screen.versions.ask_first(f"{cart.number} is not copied"):
            return
        hold = self.screen.desk_app.type_ahead.hold()
        self.screen.write(self._clone_now(cart, token_hex(16), hold), hold=hold)

    async def _clone_now(self, cart: Cart, key: str, hold: Hold) -> None:
        """Copy it, and show the copy unless one has gone on meanwhile."""
        clone = await self.screen.until_answered(
            f"{cart.number}: not known yet whether it was copied.",
            partial(self.desk.client.carts.clone, cart.id, key=key),
            waits=self._no_answer,
            hold=hold,
        )
        self.screen.app.notify(f"{clone.number} is a copy of {cart.number}.")
        if self.screen.app.screen is self.screen:
            from cartui.screens.one_cart.one_cart import OneCart

            self.screen.app.switch_screen(OneCart(clone, started=True))

    def action_delete_cart(self) -> None:
        """Ask, then put it into the trash."""
        self.screen.flow(self._delete)

    async def _delete(self, hold: Hold) -> None:
        """Say what is lost, and do it on yes."""
        cart = await self.edits.saved()
        days = self.desk.shop.settings.trash_keep_days
        who = cart.customer.name if cart.customer else cart.contact.name
        amount = self.screen.amounts.money(cart.totals.total)
        question = Confirm(delete_question(cart.number, who, len(cart.lines), amount, keep_days=days))
        answer = self.screen.app.push_screen(question, wait_for_dismiss=True)
        hold.release()
        if await answer:
            self.screen.write(self._delete_now(cart, token_hex(16), days))

    async def _delete_now(self, cart: Cart, key: str, keep_days: int) -> None:
        """Put it into the trash, and leave it unless one has gone on meanwhile."""
        await self.screen.until_answered(
            f"{cart.number}: not known yet whether it was deleted.",
            partial(self.desk.client.carts.delete, cart.id, version=cart.version, key=key),
            waits=self._no_answer,
        )
        self.screen.app.notify(deleted_notice(cart.number, keep_days=keep_days))
        if self.screen.app.screen is self.screen:
            self.screen.app.pop_screen()

    def action_export_cart(self) -> None:
        """Ask for the file."""
        self.screen.flow(self._export)

    async def _export(self, hold: Hold) -> None:
        """Write it as it is saved."""
        from cartui.model.bulk import BulkTarget
        from cartui.screens.bulk.export import export_carts

        cart = await self.edits.saved()
        export_carts(self.screen, BulkTarget(carts=(cart.number,)), cart.number, kind=Rows.LINES)
        hold.release()

    def action_copy_number(self) -> None:
        """Copy the number."""
        self.screen.app.copy_to_clipboard(self.cart.number)
        self.screen.notify(f"{self.cart.number} is copied.")
