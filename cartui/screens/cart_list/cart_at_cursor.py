"""What is done with the cart at the cursor: undo, redo, delete, taking a deletion back, its history."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from cartui.client.protocol import Conflict
from cartui.commands.cart_list import RANGES, VIEWS, CopyNumber, NewCart, OpenCart, SelectCart
from cartui.commands.command import CommandClass
from cartui.commands.history import OF_A_CART
from cartui.commands.navigation import MOVES
from cartui.commands.whole_cart import DeleteCart, RedoCart, UndoCart
from cartui.formatting.amounts import show_amount
from cartui.model.cart import CartState, CartSummary
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.why_not_row import why_not_row
from cartui.screens.desk.asked_edit import Step
from cartui.screens.desk.others_changes import changed_by, done_at
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.dialogs.delete_question import delete_question, deleted_notice

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

AT_THE_CURSOR: frozenset[CommandClass] = frozenset(
    {OpenCart, CopyNumber, DeleteCart, SelectCart, *OF_A_CART, *RANGES}
)
"""Commands that need a cart at the cursor."""

CHANGES: frozenset[CommandClass] = frozenset({UndoCart, RedoCart, DeleteCart})
"""Commands that change the cart at the cursor."""

TURNS_AWAY: frozenset[CommandClass] = AT_THE_CURSOR | {NewCart, *VIEWS, *MOVES}
"""After one of these, undo means the cart at the cursor and no longer the last deletion."""


class CartAtCursor(ListPart):
    """Changes the cart at the cursor, and says what happened to it."""

    OFFERS = (UndoCart, RedoCart, DeleteCart, *OF_A_CART)

    def __init__(self, screen: "CartList") -> None:
        """Nothing was deleted yet."""
        super().__init__(screen)
        self._trashed: str | None = None
        """Id of the cart whose deletion undo takes back; ``None``: undo means the cart at the cursor."""
        self._one_at_a_time = asyncio.Lock()

    def why_not(self, command: CommandClass) -> str | None:
        """What is on its way to become an order is not changed meanwhile; a deletion can be taken back."""
        if not self.screen.is_mounted:
            return None
        if command is UndoCart and self.desk.job is not None and self.desk.job.can_be_undone:
            return None
        row, is_restoring = self.row, command is UndoCart and self._trashed is not None
        reason = why_not_row(command, row, is_trash_undone=self._trashed is not None)
        if reason is not None or row is None or is_restoring or command not in CHANGES:
            return reason
        edits = self.desk.at_hand.get(row.id)
        is_being_placed = edits is not None and edits.placing
        return f"{row.number} is being placed: wait for the answer" if is_being_placed else None

    def word(self, command: CommandClass, usual: str) -> str:
        """Its word in the footer: what is in the trash is restored, and only what is open is deleted."""
        row = self.row
        if row is None or row.state == CartState.OPEN:
            return usual
        if command is UndoCart and row.state == CartState.DELETED:
            return "restore"
        return "" if command is DeleteCart else usual

    def before(self, command: CommandClass) -> None:
        """A deletion can be taken back until one turns to something else in the list."""
        if command in TURNS_AWAY:
            self.forget_deletion()

    def forget_deletion(self) -> None:
        """From now on undo means the cart at the cursor."""
        self._trashed = None

    def action_undo_cart(self) -> None:
        """Undo the latest change of the cart at the cursor, or its deletion, or the one just made of many."""
        if self.screen.changing.undo_job():
            return
        if self._trashed is not None:
            self.screen.write(self._restore(self._trashed, uuid4().hex))
        elif (cart := self.table.current) is not None and cart.state == CartState.DELETED:
            self._trashed = cart.id
            self.screen.write(self._restore(cart.id, uuid4().hex))
        elif cart is not None:
            self.screen.write(self._walk(cart, Step.UNDO, uuid4().hex))

    def action_redo_cart(self) -> None:
        """Bring back what the latest undo of the cart at the cursor took."""
        if (cart := self.table.current) is not None:
            self.screen.write(self._walk(cart, Step.REDO, uuid4().hex))

    async def _walk(self, row: CartSummary, step: Step, key: str) -> None:
        """Undo or redo on a cart as its row shows it, and nothing that was done since."""
        client = self.desk.client
        walk = client.carts.undo if step is Step.UNDO else client.carts.redo
        async with self._one_at_a_time:
            seen = max(row.version, self.desk.seen.get(row.id, 0))
            try:
                cart = await self.screen.until_answered(
                    f"{row.number}: not known yet whether the change was {step.value}.",
                    partial(walk, row.id, version=seen, key=key),
                )
            except Conflict:
                who = await changed_by(client.history, row.id, seen)
                why = f"nothing was {step.value}, since the cart was changed meanwhile by {who}."
                self.screen.notify(f"{row.number}: {why}", severity="warning")
            else:
                self.desk.seen[cart.id] = cart.version
                what = await done_at(client.history, cart) or f"the latest change is {step.value}"
                said = filter(None, (f"{cart.number}: {what}", self.screen.selecting.remark))
                self.screen.notify(". ".join(said))
            self.screen.catch_up()

    async def _restore(self, ref: str, key: str) -> None:
        """Take a cart out of the trash, unless a press before this one has done it."""
        async with self._one_at_a_time:
            if self._trashed != ref:
                return
            cart = await self.screen.until_answered(
                "A cart in the trash: not known yet whether it was taken out.",
                partial(self.desk.client.carts.restore, ref, key=key),
            )
            self._trashed = None
            self.desk.seen[cart.id] = cart.version
        self.screen.notify(f"{cart.number} is out of the trash")
        self.screen.catch_up()

    def action_show_history(self) -> None:
        """Show what happened to the cart at the cursor."""
        if (cart := self.table.current) is not None:
            from cartui.screens.history.cart_history import CartHistory, OfCart

            of_cart = OfCart(cart.id, cart.number, cart.currency, cart.customer)
            self.screen.app.push_screen(CartHistory(of_cart))

    def action_write_comment(self) -> None:
        """Write a comment on the cart at the cursor."""
        if (cart := self.table.current) is not None:
            from cartui.screens.history.comment_editor import write_comment

            write_comment(self.screen, cart.id, cart.number)

    def action_delete_cart(self) -> None:
        """Ask before the cart at the cursor goes into the trash."""
        cart = self.table.current
        if cart is None:
            return
        amount = show_amount(cart.total, cart.currency, self.desk.display.locale)
        days = self.desk.shop.settings.trash_keep_days
        question = delete_question(cart.number, cart.customer, cart.items, amount, keep_days=days)
        text = "\n".join(filter(None, (question.text, self.screen.selecting.remark)))
        delete, write = partial(self._delete, cart, uuid4().hex, days), self.screen.write
        asked = Confirm(replace(question, text=text))
        self.screen.app.push_screen(asked, lambda sure: write(delete()) if sure else None)

    async def _delete(self, cart: CartSummary, key: str, keep_days: int) -> None:
        """Put a cart into the trash."""
        await self.screen.until_answered(
            f"{cart.number}: not known yet whether it was deleted.",
            partial(self.desk.client.carts.delete, cart.id, version=cart.version, key=key),
        )
        self._trashed = cart.id if keep_days else None
        self.screen.selecting.drop(cart.id)
        undo_key = self.screen.keymap.shown(UndoCart)
        self.screen.notify(deleted_notice(cart.number, keep_days=keep_days, undo_key=undo_key))
        self.screen.catch_up()
