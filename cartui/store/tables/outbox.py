"""The table of messages that leave the shop by mail."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from cartui.store.column_types import UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class OutboxRow(StoredRow, table=True):
    """One message to one person, and what became of it.

    ``recipient``, ``subject``, ``text``, ``html``, ``attachment`` and ``error`` may hold personal values:
    they are emptied with the cart, and some time after nothing is to be sent any more. The rest stays.
    """

    __tablename__ = "outbox"
    __table_args__: ClassVar[Any] = (
        Index("ix_outbox_state", "state", "next_try_at", "id"),
        Index("ix_outbox_cart_id", "cart_id"),
        Index("ix_outbox_intention", "intention"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    kind: str
    state: str
    cart_id: str | None = None
    """The cart that it is about, which it outlives."""
    cart_number: str
    agent: str
    intention: str
    """What it is sent for where that has a name (``digest:2026-11-22``); empty: it has none."""
    message_id: str
    """What mail servers know it by; the same at every attempt."""
    recipient: str
    subject: str
    text: str
    html: str
    """The same for programs that show HTML; empty: there is none."""
    created_at: datetime = Field(sa_type=UtcMicros)
    attempts: int
    """Since it was queued, or queued again by hand."""
    next_try_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    """While it is queued."""
    claim: str
    """Who is handing it over, or did so last: nobody else may say what came of that."""
    claimed_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    """When it was sent, dropped or given up."""
    error: str
    """What went wrong last, in words."""
    attachment: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Name of the file that goes with it, which :class:`OutboxFileRow` has; empty: none does."""


class OutboxFileRow(StoredRow, table=True):
    """The file that goes with a message, apart from it since lists do not need it; it goes with its texts."""

    __tablename__ = "outbox_file"

    outbox_id: int = Field(primary_key=True, foreign_key="outbox.id", ondelete="CASCADE", sa_type=Whole)
    media_type: str
    content: bytes = Field(sa_type=LargeBinary)
