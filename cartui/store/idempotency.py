"""The answers that calls with a key were given, so that a repeat gets the same one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from cartui.store.tables import METADATA

_idempotency = METADATA.tables["idempotency"]


@dataclass(frozen=True, slots=True)
class StoredReply:
    """What was asked with a key, and what was answered."""

    operation: str
    fingerprint: str
    """Of the call with its arguments: the same key with others is a mistake."""
    reply: str
    """As the caller wrote it."""


def load_reply(conn: Connection, actor: str, key: str) -> StoredReply | None:
    """What this actor's call with this key was answered, or ``None`` where it is new."""
    columns = (_idempotency.c.operation, _idempotency.c.fingerprint, _idempotency.c.reply)
    chosen = select(*columns).where(_idempotency.c.actor == actor, _idempotency.c.key == key)
    row = conn.execute(chosen).one_or_none()
    return None if row is None else StoredReply(*row)


def save_reply(
    conn: Connection,
    actor: str,
    key: str,
    *,
    operation: str,
    fingerprint: str,
    reply: str,
    at: datetime,
    cart_id: str | None = None,
) -> None:
    """Keep an answer, in the transaction that it tells of; ``cart_id``: the cart that it shows."""
    row = {
        "operation": operation,
        "fingerprint": fingerprint,
        "reply": reply,
        "cart_id": cart_id,
        "at": at,
    }
    conn.execute(insert(_idempotency).values(actor=actor, key=key, **row))
