"""Printing a document of each of many carts: reading what it says, and laying all of them on one pile."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cartui.client.protocol import Client, Invalid, NotFound, Refused
from cartui.client.resources.carts import MOST_AT_ONCE
from cartui.client.selected_carts import selected_carts
from cartui.model.document import DocumentKind

if TYPE_CHECKING:
    from cartui.documents.document_pile import Pile
    from cartui.model.bulk import BulkTarget
    from cartui.model.cart import Cart
    from cartui.model.document import Document
    from cartui.model.exported import NewExport
    from cartui.model.paper import DocumentFormat
    from cartui.model.shop import Shop

T = TypeVar("T")

MOST: Final = 500
"""Documents that are printed at once: more paper is a mistake, and the whole pile is held in memory."""

OF_CARTS: Final = (
    DocumentKind.QUOTE,
    DocumentKind.ORDER_CONFIRMATION,
    DocumentKind.DELIVERY_NOTE,
    DocumentKind.INVOICE,
)
"""What can be printed of carts, the usual one first; all but the first are those of their orders."""

_NAMED: Final = 3
"""Carts without a document whose reasons are said one by one."""


class LeftOut(NamedTuple):
    """A cart that has no such document."""

    number: str
    """Of the cart, or how it was named."""
    reason: str


@dataclass(slots=True)
class PrintRun:
    """One printing of many carts, and what is to be said of it."""

    client: Client
    target: "BulkTarget"
    kind: DocumentKind
    at: datetime
    """When quotes are made (UTC)."""
    form: "DocumentFormat"
    left_out: list[LeftOut] = field(default_factory=list)
    """The carts without one, as they were come upon."""

    @property
    def noted_as(self) -> "NewExport":
        """How it is kept."""
        from cartui.model.exported import ExportKind, NewExport
        from cartui.rules.exported_selection import selection_words

        selection = f"{kind_words(self.kind)} · {selection_words(self.target)}"
        return NewExport(kind=ExportKind.DOCUMENTS, selection=selection, written_as=self.form.value)

    @property
    def remark(self) -> str:
        """Which carts are not in it, and why, in a sentence or two; empty: all are."""
        if not self.left_out:
            return ""
        named = "; ".join(f"{each.number} ({each.reason.rstrip('.')})" for each in self.left_out[:_NAMED])
        more = len(self.left_out) - _NAMED
        return f"Not printed: {named}{f'; and {more:,} more' if more > 0 else ''}."

    async def lay_on(self, pile: "Pile", told: Callable[[int], None]) -> tuple[int, bytes]:
        """Put all of them on a pile; give how many these are, which ``told`` hears after each, and the file.

        Each is drawn in a thread, so that whoever waits can stop between two. Raises ``Invalid`` for more
        than :data:`MOST` carts, ``Refused`` where none has such a document, what ``pile.add`` raises, and
        ``ClientError``.
        """
        count = 0
        async with aclosing(self.documents()) as documents:
            async for document in documents:
                await _in_thread(partial(pile.add, document))
                count += 1
                told(count)
        if not count:
            raise Refused(self.remark or "There are no such carts: nothing was printed.")
        return count, await _in_thread(pile.content)

    async def documents(self) -> "AsyncGenerator[Document, None]":
        """The document of each cart, in the order of their numbers; raises as :meth:`lay_on` does."""
        self.left_out.clear()
        await self._few_enough()
        shop, seen = await self.client.shop.get(), set[str]()
        async with aclosing(selected_carts(self.client.carts, self.target)) as portions:
            async for summaries in portions:
                for summary in summaries:
                    seen |= _names_of(summary.id, summary.number)
                for start in range(0, len(summaries), MOST_AT_ONCE):
                    asked = summaries[start : start + MOST_AT_ONCE]
                    whole = [summary.id for summary in asked if not summary.damaged]
                    carts = {cart.id: cart for cart in await self.client.carts.get_many(whole)}
                    for summary in asked:
                        if summary.id not in carts:
                            self.left_out.append(LeftOut(summary.number, "it cannot be read"))
                        elif (document := await self._document_of(carts[summary.id], shop)) is not None:
                            yield document
        for name in self.target.carts:
            if not seen & _names_of(name, name):
                self.left_out.append(LeftOut(name, "there is no such cart"))

    async def _few_enough(self) -> None:
        """Raise ``Invalid`` for more carts than are printed at once, before any of them is read."""
        count = len(self.target.carts)
        if self.target.query is not None:
            without = len(self.target.without)
            found = await self.client.carts.count(self.target.query, at_most=MOST + 1 + without)
            count += max(0, found.value - without)
        if count > MOST:
            raise Invalid(f"At most {MOST} carts are printed at once, and these are more: choose fewer.")

    async def _document_of(self, cart: "Cart", shop: "Shop") -> "Document | None":
        """The document of a cart; ``None``: it has none, which is noted."""
        try:
            return await document_of(self.client, cart, shop, self.kind, at=self.at)
        except (NotFound, Refused) as error:
            self.left_out.append(LeftOut(cart.number, error.message))
            return None


async def document_of(
    client: Client, cart: "Cart", shop: "Shop", kind: DocumentKind, *, at: datetime
) -> "Document":
    """The document of that kind of a cart, or of the order that it became.

    Raises ``Refused`` where it has none, with the reason, and ``ClientError``.
    """
    by = client.actor.name
    if kind is DocumentKind.QUOTE:
        from cartui.rules.documents.content import quote_of

        return quote_of(cart, shop, at=at, by=by)
    if not cart.order:
        raise Refused("it was not ordered")
    order = await client.orders.get(cart.id)
    if kind is DocumentKind.ORDER_CONFIRMATION:
        from cartui.rules.documents.content import confirmation_of

        return confirmation_of(order, shop, at=at, by=by)
    if kind is DocumentKind.DELIVERY_NOTE:
        from cartui.rules.documents.delivery_notes import delivery_note_of

        return delivery_note_of(order, shop)
    issued = await client.documents.of_order(order.id)
    invoice = next((each.content for each in issued if each.content.kind is kind), None)
    if invoice is None:
        raise Refused(f"{order.number} has no {kind_words(kind).removesuffix('s')}.")
    return invoice


async def _in_thread(work: Callable[[], T]) -> T:
    """Do it in a thread. Whoever stops meanwhile goes on once that has ended: it works on the pile."""
    done = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.gather(done, return_exceptions=True)
        raise


def kind_words(kind: DocumentKind) -> str:
    """Documents of a kind, in words: ``delivery notes``."""
    return f"{kind.value.replace('_', ' ')}s"


def _names_of(cart_id: str, number: str) -> set[str]:
    """How a cart can have been named: by its id, or by its number in any case and without its zeros."""
    digits = number.rpartition("-")[2].lstrip("0")
    return {cart_id, number.casefold(), *([digits] if digits.isdecimal() else [])}
