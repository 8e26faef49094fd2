"""Messages that leave by mail: each is claimed by one process before it is handed over, and only by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from cartui.model.message import MessageKind, MessageState, OutboxMessage
from cartui.model.query import Page
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import storable
from cartui.store.limits import fits, page_size
from cartui.store.tables import METADATA

LONGEST_DELIVERY: Final = timedelta(minutes=5)
"""Handing a message over takes less, or whoever did it has died."""

AT_ONCE: Final = 200
"""Messages that one transaction redacts."""

_outbox = METADATA.tables["outbox"]
_file = METADATA.tables["outbox_file"]

_ABOUT = "messages"

_ENDED: Final = (MessageState.SENT, MessageState.FAILED, MessageState.DROPPED, MessageState.UNKNOWN)

_EMPTY: Final = {"recipient": "", "subject": "", "text": "", "html": "", "attachment": "", "error": ""}
"""The personal values, when they go; the file goes with them (:func:`_forget_files`)."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that goes with a message."""

    name: str
    media_type: str
    """Such as ``application/pdf``."""
    content: bytes


@dataclass(frozen=True, slots=True)
class NewOutboxMessage:
    """A message to be queued; fields as in the table."""

    kind: MessageKind
    agent: str
    message_id: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    cart_id: str | None = None
    cart_number: str = ""
    intention: str = ""
    attached: AttachedFile | None = None


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that this process hands over."""

    message: OutboxMessage
    claim: str
    """By which what came of it is noted."""
    message_id: str
    html: str
    attached: AttachedFile | None = None


def queue_message(conn: Connection, new: NewOutboxMessage, at: datetime) -> OutboxMessage:
    """Queue it, to be handed over at once."""
    made = conn.execute(insert(_outbox).values(_queued(new, at)).returning(_outbox)).one()
    if new.attached is not None:
        kept = {"media_type": new.attached.media_type, "content": new.attached.content}
        conn.execute(insert(_file).values(outbox_id=made.id, **kept))
    return message_of(made)


def queue_messages(conn: Connection, new: Sequence[NewOutboxMessage], at: datetime) -> None:
    """Queue many, with which no files go."""
    if new:
        conn.execute(insert(_outbox), [_queued(each, at) for each in new])


def _queued(new: NewOutboxMessage, at: datetime) -> dict[str, object]:
    """The row of a message that is to be handed over at once."""
    return {
        "kind": new.kind.value,
        "state": MessageState.QUEUED.value,
        "cart_id": new.cart_id,
        "cart_number": new.cart_number,
        "agent": new.agent,
        "intention": new.intention,
        "message_id": new.message_id,
        "recipient": storable(new.recipient),
        "subject": storable(new.subject),
        "text": storable(new.text),
        "html": storable(new.html),
        "attachment": "" if new.attached is None else storable(new.attached.name),
        "created_at": at,
        "attempts": 0,
        "next_try_at": at,
        "claim": "",
        "error": "",
    }


def load_message(conn: Connection, message: int) -> OutboxMessage | None:
    """The message of that id, or ``None``."""
    if not fits(message):
        return None
    row = conn.execute(select(_outbox).where(_outbox.c.id == message)).one_or_none()
    return None if row is None else message_of(row)


def messages_for(conn: Connection, intention: str) -> tuple[OutboxMessage, ...]:
    """The messages that were queued for one intention, the first one first."""
    rows = conn.execute(select(_outbox).where(_outbox.c.intention == intention).order_by(_outbox.c.id))
    return tuple(message_of(row) for row in rows)


def message_page(
    conn: Connection, *, state: MessageState | None, limit: int, after: str | None
) -> Page[OutboxMessage]:
    """Messages, the latest first. Raises ``Invalid`` for a limit below 1 or a cursor of another list."""
    limit = page_size(limit)
    about = f"{_ABOUT} {state}"
    chosen = select(_outbox)
    if state is not None:
        chosen = chosen.where(_outbox.c.state == state.value)
    if after is not None:
        (last,) = read_cursor(after, about, kinds=(int,))
        chosen = chosen.where(_outbox.c.id < last)
    rows = conn.execute(chosen.order_by(_outbox.c.id.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    return Page(
        items=tuple(message_of(row) for row in page),
        next=make_cursor(about, (page[-1].id,)) if len(rows) > limit else None,
    )


def has_due(conn: Connection, now: datetime, only: Collection[int] = ()) -> bool:
    """Whether a message waits to be handed over by now; where some are named, one of these."""
    return conn.execute(select(_outbox.c.id).where(*_due(now, only)).limit(1)).first() is not None


def claim_next(
    conn: Connection, claim: str, now: datetime, only: Collection[int] = ()
) -> ClaimedMessage | None:
    """Take the next message that is due, which nobody else is given then; ``None`` where there is none."""
    chosen = select(_outbox.c.id).where(*_due(now, only)).order_by(_outbox.c.next_try_at, _outbox.c.id)
    found = conn.execute(chosen.limit(1)).scalar_one_or_none()
    if found is None:
        return None
    taken = {
        "state": MessageState.SENDING.value,
        "attempts": _outbox.c.attempts + 1,
        "next_try_at": None,
        "claim": claim,
        "claimed_at": now,
    }
    row = conn.execute(update(_outbox).where(_outbox.c.id == found).values(taken).returning(_outbox)).one()
    return ClaimedMessage(message_of(row), claim, row.message_id, row.html, _file_of(conn, row))


def note_outcome(
    conn: Connection,
    claimed: ClaimedMessage,
    state: MessageState,
    *,
    at: datetime,
    error: str = "",
    next_try_at: datetime | None = None,
    counts: bool = True,
) -> bool:
    """Note what came of handing it over; ``False`` where it was queued, claimed or dropped anew meanwhile.

    What does not count was no attempt of this message: the server took none of ours.
    Of one whose cart was purged meanwhile nothing personal is kept, and it is sent no more.
    """
    values: dict[str, object] = {
        "state": state.value,
        "error": storable(error),
        "next_try_at": next_try_at,
        "ended_at": None if state is MessageState.QUEUED else at,
    }
    if not counts:
        values["attempts"] = _outbox.c.attempts - 1
    if state is MessageState.SENT and claimed.message.cart_id is None:
        # Nobody asks for it again, and no cart's purge would find it.
        values |= {"text": "", "html": ""}
    is_ours = (
        _outbox.c.id == claimed.message.id,
        _outbox.c.claim == claimed.claim,
        _outbox.c.state.in_([MessageState.SENDING.value, MessageState.UNKNOWN.value]),
    )
    kept = update(_outbox).where(*is_ours, _outbox.c.recipient != "")
    if conn.execute(kept.values(values)).rowcount:
        return True
    values |= _EMPTY
    if state is MessageState.QUEUED:
        values |= {"state": MessageState.DROPPED.value, "next_try_at": None, "ended_at": at}
    emptied = update(_outbox).where(*is_ours, _outbox.c.recipient == "")
    _forget_files(conn, _outbox.c.id == claimed.message.id)
    return bool(conn.execute(emptied.values(values)).rowcount)


def set_state(conn: Connection, message: int, state: MessageState, *, at: datetime) -> OutboxMessage:
    """Queue a message anew, to be handed over at once, or end it, as a person decided."""
    queued = state is MessageState.QUEUED
    values: dict[str, object] = {
        "state": state.value,
        "next_try_at": at if queued else None,
        "ended_at": None if queued else at,
    }
    if queued:
        values |= {"attempts": 0, "claim": "", "error": ""}
    row = conn.execute(update(_outbox).where(_outbox.c.id == message).values(values).returning(_outbox)).one()
    return message_of(row)


def has_abandoned(conn: Connection, now: datetime) -> bool:
    """Whether somebody began to hand a message over and never noted what came of it."""
    return conn.execute(select(_outbox.c.id).where(*_abandoned(now)).limit(1)).first() is not None


def give_up_abandoned(conn: Connection, now: datetime, error: str) -> list[OutboxMessage]:
    """Say of such messages that it is unknown what came of them; gives them."""
    values = {"state": MessageState.UNKNOWN.value, "ended_at": now, "error": error}
    rows = conn.execute(update(_outbox).where(*_abandoned(now)).values(values).returning(_outbox)).all()
    return [message_of(row) for row in rows]


def has_old_texts(conn: Connection, before: datetime) -> bool:
    """Whether there are texts of messages that ended before that moment."""
    return conn.execute(select(_outbox.c.id).where(*_old(before)).limit(1)).first() is not None


def forget_texts(conn: Connection, before: datetime) -> int:
    """Empty what is personal of some of them; gives of how many."""
    old = select(_outbox.c.id).where(*_old(before)).limit(AT_ONCE)
    ids = list(conn.execute(old).scalars())
    _forget_files(conn, _outbox.c.id.in_(ids))
    return conn.execute(update(_outbox).where(_outbox.c.id.in_(ids)).values(_EMPTY)).rowcount


def forget_messages_of(conn: Connection, cart_ids: Collection[str]) -> None:
    """Empty what is personal of the messages about carts, and send none of them any more.

    With them goes what is kept of messages about no cart in particular, which may name anybody.
    """
    theirs = or_(_outbox.c.cart_id.in_(list(cart_ids)), _outbox.c.cart_id.is_(None) & _is_ended())
    conn.execute(
        update(_outbox)
        .where(_outbox.c.cart_id.in_(list(cart_ids)), _outbox.c.state == MessageState.QUEUED.value)
        .values(state=MessageState.DROPPED.value, next_try_at=None)
    )
    _forget_files(conn, _outbox.c.cart_id.in_(list(cart_ids)))
    conn.execute(update(_outbox).where(theirs, _outbox.c.recipient != "").values(_EMPTY))


def _file_of(conn: Connection, row: Row[Any]) -> AttachedFile | None:
    """The file that goes with the message of a row."""
    if not row.attachment:
        return None
    chosen = select(_file.c.media_type, _file.c.content).where(_file.c.outbox_id == row.id)
    found = conn.execute(chosen).one()
    return AttachedFile(row.attachment, found.media_type, found.content)


def _forget_files(conn: Connection, of: ColumnElement[bool]) -> None:
    """Remove the files of messages."""
    conn.execute(delete(_file).where(_file.c.outbox_id.in_(select(_outbox.c.id).where(of))))


def message_of(row: Row[Any]) -> OutboxMessage:
    """The message of a row."""
    return OutboxMessage(
        id=row.id,
        kind=MessageKind(row.kind),
        state=MessageState(row.state),
        cart_id=row.cart_id,
        cart=row.cart_number,
        to=row.recipient,
        subject=row.subject,
        text=row.text,
        attachment=row.attachment,
        agent=row.agent,
        created_at=row.created_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        ended_at=row.ended_at,
        error=row.error,
    )


def _due(now: datetime, only: Collection[int]) -> list[ColumnElement[bool]]:
    """The conditions of being due."""
    conditions = [_outbox.c.state == MessageState.QUEUED.value, _outbox.c.next_try_at <= now]
    if only:
        conditions.append(_outbox.c.id.in_(list(only)))
    return conditions


def _abandoned(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of having been left by whoever handed it over."""
    is_old = _outbox.c.claimed_at <= now - LONGEST_DELIVERY
    return (_outbox.c.state == MessageState.SENDING.value, is_old)


def _is_ended() -> ColumnElement[bool]:
    """The condition of being over."""
    return _outbox.c.state.in_([state.value for state in _ENDED])


def _old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of texts that nobody needs any more."""
    return (_is_ended(), _outbox.c.ended_at <= before, _outbox.c.recipient != "")
