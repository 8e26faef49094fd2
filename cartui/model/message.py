"""Messages that leave the shop, and what becomes of each."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cartui.model.address import Contact
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Block, Line, Name, Shown, ShownBlock

LONGEST_SUBJECT = 300
"""Characters that a subject has at most."""

LONGEST_MESSAGE = 20_000
"""Characters that a message has at most."""


class MessageKind(StrEnum):
    """What a message is for."""

    REOPEN_BROWSER = "reopen_browser"
    """The customer has to close and reopen the browser: the shop still shows them a cart that is gone."""
    QUOTE = "quote"
    """What a cart comes to, to be looked at and agreed to."""
    RECOVERY = "recovery"
    """The customer left a cart, and is asked whether something keeps them from ordering."""
    ORDER_PLACED = "order_placed"
    """A cart was ordered for the customer."""
    DIGEST = "digest"
    """What a shop has to look at, to those who lead it."""


class Attachment(StrEnum):
    """In what form a document goes with a message."""

    NONE = "none"
    TEXT = "text"
    PDF = "pdf"


class MessageState(StrEnum):
    """What became of a message so far."""

    QUEUED = "queued"
    """It waits to be handed to the mail server, for the first time or again."""
    SENDING = "sending"
    SENT = "sent"
    """The mail server has taken it on itself."""
    FAILED = "failed"
    """The mail server will not take it, or was tried for long enough."""
    DROPPED = "dropped"
    """Somebody decided that it is not sent."""
    UNKNOWN = "unknown"
    """What was handing it over ended before it was noted what came of it: it was sent, or not."""


class MessageDraft(Frozen):
    """A message about a cart as the shop would write it, to be read and changed before it is sent."""

    kind: MessageKind
    cart_id: str
    cart: Shown
    """Number of the cart."""
    to: Shown = ""
    """The address of the cart's contact or customer; empty where there is none."""
    subject: Shown
    text: ShownBlock
    """In it ``LINK`` (:mod:`cartui.model.template`) stands where a link will be once it is sent."""
    attach: Attachment = Attachment.NONE
    """What the shop would send with it."""
    contact: Contact = Contact()
    """Whom it is for, with the phone for where there is no address."""


class NewMessage(Frozen):
    """A message to the customer of a cart."""

    kind: MessageKind
    to: Line = ""
    """Its address; empty: that of the cart's contact, else of its customer."""
    subject: Annotated[Name, Field(max_length=LONGEST_SUBJECT)]
    text: Annotated[Block, Field(min_length=1, max_length=LONGEST_MESSAGE)]
    """A ``LINK`` in it becomes a link to the cart, in a message that may have one."""
    attach: Attachment = Attachment.NONE
    """The quote, or of an order its confirmation, as it is when the message is queued."""


class OutboxMessage(Frozen):
    """A message, and what became of it. Address and texts are empty once they are not kept any more."""

    id: int
    kind: MessageKind
    state: MessageState
    cart_id: str | None = None
    """The cart that it is about, if it is about one."""
    cart: Shown = ""
    """That one's number."""
    to: Shown
    subject: Shown
    text: ShownBlock
    attachment: Shown = ""
    """Name of the file that goes with it; empty: none does, or it is not kept any more."""
    agent: Shown
    """Who wanted it to be sent."""
    created_at: Moment
    attempts: int
    """How often the mail server was tried, since it was queued or queued again by hand."""
    next_try_at: Moment | None = None
    """While it is queued."""
    ended_at: Moment | None = None
    """When it was sent, dropped or given up."""
    error: Shown = ""
    """What went wrong last, in a sentence for staff."""

    @property
    def is_on_its_way(self) -> bool:
        """Whether something will still become of it by itself."""
        return self.state in {MessageState.QUEUED, MessageState.SENDING}
