"""What is done with a cart from the list: undo, redo, delete, and taking a deletion back."""

import asyncio
from dataclasses import replace
from functools import partial
from uuid import uuid4

from cartui.client.protocol import Conflict
from cartui.commands.cart_list import RANGES, VIEWS, CopyNumber, NewCart, OpenCart, SelectCart
from cartui.commands.command import CommandClass
from cartui.commands.history import OF_A_CART
from cartui.commands.navigation import MOVES
from cartui.commands.whole_cart import DeleteCart, RedoCart, UndoCart
from cartui.formatting.amounts import show_amount
from cartui.model.cart import CartState, CartSummary
from cartui.screens.cart_list.cart_shape import CartShape
from cartui.screens.cart_list.selection_words import copied_words
from cartui.screens.desk.asked_edit import Step
from cartui.screens.desk.others_changes import changed_by, done_at
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.dialogs.delete_question import delete_question, deleted_notice

AT_THE_CURSOR: frozenset[CommandClass] = frozenset(
    {OpenCart, CopyNumber, DeleteCart, SelectCart, *OF_A_CART, *RANGES}
)
"""Commands that need a cart at the cursor."""

CHANGES: frozenset[CommandClass] = frozenset({UndoCart, RedoCart, DeleteCart})
"""Commands that change the cart at the cursor."""

TURNS_AWAY: frozenset[CommandClass] = AT_THE_CURSOR | {NewCart, *VIEWS, *MOVES}
"""After one of these, undo means the cart at the cursor and no longer the last deletion."""


class CartListWrites(CartShape):
    """A list of carts whose carts can be deleted and taken back."""

    def __init__(self) -> None:
        """Nothing was deleted yet."""
        super().__init__()
        self._trashed: str | None = None
        self._walked_to: dict[str, int] = {}
        self._one_at_a_time = asyncio.Lock()

    def why_not(self, command: CommandClass) -> str | None:
        """What is on its way to become an order is not changed meanwhile; a deletion can be taken back."""
        row = self.table.current if command in CHANGES and self.is_mounted else None
        edits = self.desk.at_hand.get(row.id) if row is not None else None
        is_restoring = command is UndoCart and self._trashed is not None
        if row is not None and edits is not None and edits.placing and not is_restoring:
            return f"{row.number} is being placed: wait for the answer"
        return super().why_not(command)

    async def do(self, command: CommandClass) -> None:
        """Do it. A deletion can be taken back until one turns to something else in the list."""
        if command in TURNS_AWAY and self.why_not(command) is None:
            self._trashed = None
        await super().do(command)

    def forget_deletion(self) -> None:
        """From now on undo means the cart at the cursor."""
        self._trashed = None

    def remark(self) -> str:
        """What has to be said beside something that is done with one cart only; empty: nothing."""
        return ""

    def forget_cart(self, cart_id: str) -> None:
        """A cart went into the trash."""

    def action_copy_number(self) -> None:
        """Copy the number of the cart at the cursor."""
        if (cart := self.table.current) is not None:
            self.app.copy_to_clipboard(cart.number)
            self.notify(copied_words([cart.number]))

    def action_undo_cart(self) -> None:
        """Undo the latest change of the cart at the cursor, or its deletion, or the one just made."""
        if self._trashed is not None:
            self.write(self._restore(self._trashed, uuid4().hex))
        elif (cart := self.table.current) is not None and cart.state == CartState.DELETED:
            self._trashed = cart.id
            self.write(self._restore(cart.id, uuid4().hex))
        elif cart is not None:
            self.write(self._walk(cart, Step.UNDO, uuid4().hex))

    def action_redo_cart(self) -> None:
        """Bring back what the latest undo of the cart at the cursor took."""
        if (cart := self.table.current) is not None:
            self.write(self._walk(cart, Step.REDO, uuid4().hex))

    async def _walk(self, row: CartSummary, step: Step, key: str) -> None:
        """Undo or redo on a cart as its row shows it, and nothing that was done since."""
        client = self.desk.client
        walk = client.carts.undo if step is Step.UNDO else client.carts.redo
        async with self._one_at_a_time:
            seen = max(row.version, self._walked_to.get(row.id, 0))
            try:
                cart = await self.until_answered(
                    f"{row.number}: not known yet whether the change was {step.value}.",
                    partial(walk, row.id, version=seen, key=key),
                )
            except Conflict:
                who = await changed_by(client.history, row.id, seen)
                said = f"nothing was {step.value}, since the cart was changed meanwhile by {who}."
                self.notify(f"{row.number}: {said}", severity="warning")
            else:
                self._walked_to[cart.id] = self.desk.seen[cart.id] = cart.version
                what = await done_at(client.history, cart) or f"the latest change is {step.value}"
                self.notify(". ".join(filter(None, (f"{cart.number}: {what}", self.remark()))))
            self.catch_up()

    async def _restore(self, ref: str, key: str) -> None:
        """Take a cart out of the trash, unless a press before this one has done it."""
        async with self._one_at_a_time:
            if self._trashed != ref:
                return
            cart = await self.until_answered(
                "A cart in the trash: not known yet whether it was taken out.",
                partial(self.desk.client.carts.restore, ref, key=key),
            )
            self._trashed = None
            self.desk.seen[cart.id] = cart.version
        self.notify(f"{cart.number} is out of the trash")
        self.catch_up()

    def action_show_history(self) -> None:
        """Show what happened to the cart at the cursor."""
        if (cart := self.table.current) is not None:
            from cartui.screens.history.cart_history import CartHistory, OfCart

            self.app.push_screen(CartHistory(OfCart(cart.id, cart.number, cart.currency, cart.customer)))

    def action_write_comment(self) -> None:
        """Write a comment on the cart at the cursor."""
        if (cart := self.table.current) is not None:
            from cartui.screens.history.comment_editor import write_comment

            write_comment(self, cart.id, cart.number)

    def action_delete_cart(self) -> None:
        """Ask before the cart at the cursor goes into the trash."""
        cart = self.table.current
        if cart is None:
            return
        amount = show_amount(cart.total, cart.currency, self.desk.display.locale)
        days = self.desk.shop.settings.trash_keep_days
        question = delete_question(cart.number, cart.customer, cart.items, amount, keep_days=days)
        question = replace(question, text="\n".join(filter(None, (question.text, self.remark()))))
        delete = partial(self._delete, cart, uuid4().hex, days)
        self.app.push_screen(Confirm(question), lambda sure: self.write(delete()) if sure else None)

    async def _delete(self, cart: CartSummary, key: str, keep_days: int) -> None:
        """Put a cart into the trash."""
        await self.until_answered(
            f"{cart.number}: not known yet whether it was deleted.",
            partial(self.desk.client.carts.delete, cart.id, version=cart.version, key=key),
        )
        self._trashed = cart.id if keep_days else None
        self.forget_cart(cart.id)
        undo_key = self.keymap.shown(UndoCart)
        self.notify(deleted_notice(cart.number, keep_days=keep_days, undo_key=undo_key))
        self.catch_up()
