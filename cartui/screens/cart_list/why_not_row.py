"""Whether something can be done with a cart as its row in the list shows it."""

from collections.abc import Mapping
from typing import Final

from cartui.commands.cart_list import OpenCart
from cartui.commands.command import CommandClass
from cartui.commands.whole_cart import DeleteCart, RedoCart, UndoCart
from cartui.model.cart import CartState, CartSummary
from cartui.screens.cart_list.cart_columns import is_locked

_AT_IT: Final = frozenset({OpenCart, DeleteCart, UndoCart, RedoCart})
"""What is done with the row's cart."""

_NO_DELETE: Final[Mapping[str, str]] = {
    CartState.LOCKED: "A locked cart cannot be deleted: its payment is decided first",
    CartState.DELETED: "It is in the trash already",
}
"""Why a cart in that state is not deleted."""


def why_not_row(command: CommandClass, row: CartSummary | None, *, is_trash_undone: bool) -> str | None:
    """Why the command cannot be done with the row's cart, in words; ``None``: it can, or it is none of these.

    ``is_trash_undone``: undo means the deletion that was made last, and not the row.
    """
    if row is None:
        if command is RedoCart:
            return "There is nothing to redo here"
        is_undo = command is UndoCart and not is_trash_undone
        return "There is nothing to undo here" if is_undo else None
    if row.damaged and command in _AT_IT:
        return f"{row.number} cannot be read: it is damaged in the database. `cartui db check` says more"
    if command is DeleteCart and row.state != CartState.OPEN:
        return _NO_DELETE.get(row.state, f"{row.number} cannot be deleted: it is {row.state}")
    is_undo = command is UndoCart and not is_trash_undone
    if (is_undo or command is RedoCart) and is_locked(row):
        return "A locked cart cannot be changed until its payment is decided"
    return None
