"""A message of the outbox in words: its row, and all of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from textual.content import Content

from cartui.formatting.ages import show_age, show_ago, show_time
from cartui.formatting.bulk_words import MESSAGES
from cartui.model.message import MessageState, OutboxMessage
from cartui.widgets.columns import Column

STATES: Final = {
    MessageState.QUEUED: "waits",
    MessageState.SENDING: "sending",
    MessageState.SENT: "sent",
    MessageState.FAILED: "FAILED",
    MessageState.DROPPED: "dropped",
    MessageState.UNKNOWN: "UNCLEAR",
}
"""What became of a message, in a word; in capitals what somebody has to look at."""

WAITS_FOR_SOMEBODY: Final = frozenset({MessageState.FAILED, MessageState.UNKNOWN})

NOT_KEPT: Final = "Address and text are not kept any more."


def message_columns(now: Callable[[], datetime]) -> tuple[Column[OutboxMessage], ...]:
    """When it was written, what became of it, to whom, about which cart; ages count from ``now``."""
    return (
        Column("Age", 4, lambda message: show_age(message.created_at, now()), right=True),
        Column("State", 8, lambda message: STATES[message.state]),
        Column("Cart", 9, lambda message: message.cart or "—"),
        Column("To", 20, lambda message: message.to or "—", grows=2, least=12),
        Column("Subject", 18, lambda message: message.subject or MESSAGES[message.kind], grows=3),
        Column("By", 8, lambda message: message.agent, rank=2),
    )


def message_lines(message: OutboxMessage, timezone: str | None, now: datetime) -> Iterator[Content]:
    """A message as it is, or would be, sent, below what became of it."""
    tone = "bold $text-warning" if message.state in WAITS_FOR_SOMEBODY else "bold"
    yield Content.styled(f"{_outcome(message, timezone, now)}", tone)
    if message.error:
        yield Content.styled(message.error, "$text-warning")
    written = f"{show_time(message.created_at, timezone, now)} ({show_ago(message.created_at, now)})"
    about = f" about {message.cart}" if message.cart else ""
    yield Content.styled(f"{MESSAGES[message.kind]}{about} · {written} by {message.agent}", "dim")
    yield Content("")
    if not message.to:
        yield Content.styled(NOT_KEPT, "dim")
        return
    yield Content.assemble(("To       ", "dim"), message.to)
    yield Content.assemble(("Subject  ", "dim"), message.subject)
    if message.attachment:
        yield Content.assemble(("With it  ", "dim"), message.attachment)
    yield Content("")
    yield from (Content(line) for line in message.text.splitlines())


def _outcome(message: OutboxMessage, timezone: str | None, now: datetime) -> str:
    """What became of it so far, in a sentence."""
    ended = "" if message.ended_at is None else f" {show_time(message.ended_at, timezone, now)}"
    tried = f", tried {message.attempts} time{'' if message.attempts == 1 else 's'}"
    if message.state is MessageState.QUEUED and message.attempts and message.next_try_at is not None:
        return f"Not sent yet{tried}; next try {show_time(message.next_try_at, timezone, now)}"
    return {
        MessageState.QUEUED: "Waits to be sent",
        MessageState.SENDING: "Is being sent",
        MessageState.SENT: f"Sent{ended}",
        MessageState.FAILED: f"Not sent{tried}, given up{ended}",
        MessageState.DROPPED: f"Dropped{ended}: it is not sent",
        MessageState.UNKNOWN: "Nobody knows whether it was sent: ask the customer before it is sent again",
    }[message.state]
