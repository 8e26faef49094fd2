"""Which messages a cart's customer may be written, and what may stand in one or go with it."""

from collections.abc import Mapping
from typing import Final

from cartui.model.cart_summary import CartState
from cartui.model.errors import Invalid, Refused
from cartui.model.message import Attachment, MessageKind
from cartui.model.shop import MessageSettings
from cartui.model.template import LINK

_KINDS: Final[Mapping[CartState, tuple[MessageKind, ...]]] = {
    CartState.OPEN: (MessageKind.QUOTE, MessageKind.RECOVERY, MessageKind.REOPEN_BROWSER),
    CartState.ORDERED: (MessageKind.ORDER_PLACED, MessageKind.REOPEN_BROWSER),
    CartState.LOCKED: (MessageKind.REOPEN_BROWSER,),
    CartState.DELETED: (MessageKind.REOPEN_BROWSER,),
}
"""What makes sense about a cart in each state, the likeliest first."""

FOR_CUSTOMERS: Final[tuple[MessageKind, ...]] = tuple(
    kind for kind in MessageKind if kind is not MessageKind.DIGEST
)
"""The messages that customers are written."""

_ONLY_ABOUT: Final = {
    MessageKind.QUOTE: "an open cart",
    MessageKind.RECOVERY: "an open cart",
    MessageKind.ORDER_PLACED: "a cart that was ordered",
}

_LINKED: Final = frozenset({MessageKind.QUOTE, MessageKind.RECOVERY})

_WITH_FILE: Final = frozenset({MessageKind.QUOTE, MessageKind.RECOVERY, MessageKind.ORDER_PLACED})

_USUAL_FILE: Final = frozenset({MessageKind.QUOTE, MessageKind.ORDER_PLACED})


def kinds_about(state: CartState) -> tuple[MessageKind, ...]:
    """The messages that make sense about a cart in that state, the likeliest first."""
    return _KINDS[state]


def only_about(kind: MessageKind) -> str:
    """What such a message makes sense about, in words; empty: any cart."""
    return _ONLY_ABOUT.get(kind, "")


def ensure_for_customers(kind: MessageKind) -> None:
    """Raise ``Invalid`` for a kind of message that is not for customers."""
    if kind not in FOR_CUSTOMERS:
        raise _not_for_customers(kind)


def ensure_about(kind: MessageKind, number: str, state: CartState) -> None:
    """Raise ``Refused`` for a message that makes no sense about a cart in that state."""
    if kind not in _KINDS[state]:
        raise Refused(
            f"A message of the kind {kind.value} is about {_ONLY_ABOUT[kind]}, and {number} is "
            f"{'in the trash' if state is CartState.DELETED else state.value}. Nothing was sent."
        )


def has_link(kind: MessageKind) -> bool:
    """Whether a link to the cart may stand in such a message."""
    return kind in _LINKED


def takes_file(kind: MessageKind) -> bool:
    """Whether a document may go with such a message."""
    return kind in _WITH_FILE


def ensure_attachable(kind: MessageKind, attach: Attachment) -> None:
    """Raise ``Invalid`` for a document that goes with no message of that kind."""
    if attach is not Attachment.NONE and not takes_file(kind):
        raise Invalid(f"Nothing can be attached to a message of the kind {kind.value}. Nothing was sent.")


def usual_attachment(kind: MessageKind, *, pdf: bool) -> Attachment:
    """What goes with such a message unless something else is said; ``pdf``: whether PDFs can be made."""
    if kind not in _USUAL_FILE:
        return Attachment.NONE
    return Attachment.PDF if pdf else Attachment.TEXT


def templates_of(messages: MessageSettings, kind: MessageKind) -> tuple[str, str]:
    """The shop's templates of the subject and the text. Raises ``Invalid`` where there are none."""
    match kind:
        case MessageKind.REOPEN_BROWSER:
            return messages.reopen_browser_subject, messages.reopen_browser_text
        case MessageKind.QUOTE:
            return messages.quote_subject, messages.quote_text
        case MessageKind.RECOVERY:
            return messages.recovery_subject, messages.recovery_text
        case MessageKind.ORDER_PLACED:
            return messages.order_placed_subject, messages.order_placed_text
        case MessageKind.DIGEST:
            raise _not_for_customers(kind)


def wants_link(kind: MessageKind, text: str) -> bool:
    """Whether a link has to be made for that text."""
    return has_link(kind) and LINK in text


def _not_for_customers(kind: MessageKind) -> Invalid:
    """What is said of a kind of message that no customer gets."""
    return Invalid(f"{kind.value} is no message to a customer. Nothing was sent.")
