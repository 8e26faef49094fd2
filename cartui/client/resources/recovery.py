"""Carts that were left and are worth a call.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol

from cartui.model.query import CartQuery, CartSort, Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.history import HistoryEntry
    from cartui.model.recovery import CallOutcome, CartToCall


class Recovery(Protocol):
    """The call list: carts that a query finds, with whom to call and which calls there were.

    Carts worth a call are those of ``is:promising``.
    """

    async def list(
        self,
        query: CartQuery,
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> "Page[CartToCall]":
        """A page of what a query finds, in the cart list's own order and with its cursors."""
        ...

    async def note_call(
        self, ref: str, outcome: "CallOutcome", text: str = "", *, key: str | None = None
    ) -> "HistoryEntry":
        """Keep on the cart's timeline that its customer was called; raises no version, as a comment does.

        Card numbers in the text are masked. Raises ``NotFound``, ``Refused`` for a deleted cart, ``Invalid``
        for a text of more than 10,000 characters.
        """
        ...
