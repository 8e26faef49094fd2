"""What leaves by mail: messages to customers, and the digest for staff.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from cartui.model.query import Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.digest import Digest, SentDigest
    from cartui.model.message import MessageDraft, MessageKind, MessageState, NewMessage, OutboxMessage


class Outbox(Protocol):
    """Messages to customers by mail, from being queued to what became of them.

    A message goes through the backend's mail server. Where it has none (``Capabilities.mail``), messages can
    be read and copied, and what would send one raises ``Unsupported``. One that was queued is handed over at
    once; one that cannot be sent now is tried again after growing pauses by whoever does the background's
    work, and given up after two days. No two processes hand over the same one. Where it is not known whether
    one was sent, it is never sent again by itself. A ``ref`` is a cart's, as for :class:`Carts`.
    """

    async def draft(self, ref: str, kind: "MessageKind") -> "MessageDraft":
        """The message about a cart as the shop would write it, of the shop's template. A read never writes.

        Where a link to the cart goes into it, its place is kept: the link is made when the message is sent.
        Raises ``NotFound``, ``Invalid`` for a kind that is not for customers, and ``Refused`` for one that
        makes no sense about a cart in its state: a quote is about an open one, an order about one that was
        placed.
        """
        ...

    async def send(self, ref: str, message: "NewMessage", *, key: str | None = None) -> "OutboxMessage":
        """Queue a message to a cart's customer and note it on the cart's timeline.

        The document that goes with it is made of the cart as it is then, and so is its link.

        It goes to the address of the cart's contact or customer; to another one only a lead may send. Raises
        ``Unsupported``, ``NotFound``, ``Forbidden``, ``Refused`` as :meth:`draft`, ``Invalid`` where there
        is no address, it is none, or nothing can be attached to such a message.
        """
        ...

    async def get(self, message: int) -> "OutboxMessage":
        """One message by its id. Raises ``NotFound``."""
        ...

    async def list(
        self, *, state: "MessageState | None" = None, limit: int = 50, after: str | None = None
    ) -> "Page[OutboxMessage]":
        """Messages, the latest first; with ``state`` only those.

        ``after`` is the cursor of an earlier page. Raises ``Invalid`` for one of another list.
        """
        ...

    async def resend(self, message: int, *, key: str | None = None) -> "OutboxMessage":
        """Queue one again that failed, was dropped, or of which nobody knows; a queued one is due at once.

        It goes where it went before. Only a lead may send it again where that is not an address of the cart's
        people any more, and a digest at all. Raises ``Unsupported``, ``NotFound``, ``Forbidden``, and
        ``Refused`` for one that was sent, that is being sent, or whose text is not kept any more.
        """
        ...

    async def drop(self, message: int, *, key: str | None = None) -> "OutboxMessage":
        """Send a message no more; a dropped one is given as it is. For a digest that takes a lead.

        Raises ``NotFound``, ``Forbidden``, and ``Refused`` for one that was sent or is being sent.
        """
        ...


class Digests(Protocol):
    """What waits for somebody in the morning."""

    async def get(self) -> "Digest":
        """Locked carts, orders that wait for long, carts nobody could place, payments without an order.

        All of one moment. A cart counts as one that could not be placed while it is open and its last
        :meth:`Carts.place` was refused since it was not ready, or given up over that, or refused since its
        total had changed and nobody has said yes to it for ten minutes. All are counted but payments, which
        may be too many to weigh: ``DigestPart.is_all`` says whether all were looked at. Writes nothing.
        """
        ...

    async def send(
        self, *, again: bool = False, to: Sequence[str] = (), key: str | None = None
    ) -> "SentDigest":
        """Mail it, as text and HTML, to whom the shop's settings name, or to these addresses instead.

        To each address once on a day of the shop's, unless ``again`` says that it is meant: who has one is
        left out, and where all have it is ``Refused`` with who sent it when. What came to nothing does not
        count. Each address gets a mail of its own, which the mail server is given at once; where that is away
        it stays in the outbox, and is tried again.
        Raises ``Unsupported`` without a mail server, ``Invalid`` without an address or for what is none.
        """
        ...
