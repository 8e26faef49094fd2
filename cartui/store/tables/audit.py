"""Tables of what happened and who is at it: history, exports, change feed, answers, leases and counters."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow

_BY_ITSELF = text("job IS NULL")
"""Of entries that no bulk job made: in what was done lately a job is one, however many carts it changed."""


class HistoryRow(StoredRow, table=True):
    """One change of a cart, or a comment or call, whose text stands in ``summary``.

    ``summary`` and ``changes`` may hold personal values (``PurgedHistoryRow``).
    """

    __tablename__ = "history"
    __table_args__: ClassVar[Any] = (
        Index("ix_history_cart_pk_id", "cart_pk", "id"),
        Index("ix_history_latest", "id", sqlite_where=_BY_ITSELF, postgresql_where=_BY_ITSELF),
        Index("ix_history_by_kind", "kind", "id", sqlite_where=_BY_ITSELF, postgresql_where=_BY_ITSELF),
        Index(
            "ix_history_by_agent",
            "agent",
            "kind",
            "id",
            sqlite_where=_BY_ITSELF,
            postgresql_where=_BY_ITSELF,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    cart_pk: int = Field(foreign_key="cart.pk", sa_type=Whole)
    kind: str
    at: datetime = Field(sa_type=UtcMicros)
    agent: str
    origin: str
    version: int
    summary: str
    actions: list[str] = Field(sa_type=Json)
    changes: list[dict[str, object]] = Field(sa_type=Json)
    undone: bool = False
    undoes: int | None = Field(default=None, sa_type=Whole)
    job: int | None = Field(default=None, sa_type=Whole)
    """The bulk job that made it, which it outlives."""


class PurgedHistoryRow(StoredRow, table=True):
    """What stays of an entry when its cart is purged: it has no column that could hold a customer's data."""

    __tablename__ = "purged_history"
    __table_args__: ClassVar[Any] = (
        Index("ix_purged_history_cart_id", "cart_id", "id"),
        Index("ix_purged_history_cart_number", "cart_number", "id"),
    )

    id: int = Field(primary_key=True, sa_type=Whole)
    """The entry's id in the history."""
    cart_id: str
    cart_number: str
    kind: str
    at: datetime = Field(sa_type=UtcMicros)
    agent: str
    origin: str
    version: int
    actions: list[str] = Field(sa_type=Json)
    """Names of actions, without what they said."""
    job: int | None = Field(default=None, sa_type=Whole)


class NotedExportRow(StoredRow, table=True):
    """Rows that somebody wrote to a file; it has no column that could hold a customer's data."""

    __tablename__ = "noted_export"
    __table_args__: ClassVar[Any] = (
        Index("ix_noted_export_latest", "place", "id"),
        Index("ix_noted_export_by_agent", "agent", "place", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    place: int = Field(sa_type=Whole)
    """The latest entry of all histories when it was begun: where it stands in what was done lately."""
    kind: str
    selection: str
    written_as: str
    at: datetime = Field(sa_type=UtcMicros)
    agent: str
    origin: str
    rows: int | None = Field(default=None, sa_type=Whole)
    """Written once, when it came to its end; nothing else of it ever changes."""


class ChangeRow(StoredRow, table=True):
    """One entry of the change feed. Numbers are never given twice, even after old entries went."""

    __tablename__ = "change"
    __table_args__: ClassVar[Any] = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    kind: str
    id: str
    version: int
    agent: str
    at: datetime = Field(sa_type=UtcMicros)


class IdempotencyRow(StoredRow, table=True):
    """The answer that a call with a key was given. ``reply`` may hold personal values."""

    __tablename__ = "idempotency"
    __table_args__: ClassVar[Any] = (
        Index("ix_idempotency_at", "at"),
        Index("ix_idempotency_cart_id", "cart_id"),
        {"sqlite_with_rowid": False},
    )

    actor: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    operation: str
    fingerprint: str
    reply: str
    cart_id: str | None = None
    """The cart that the reply shows, so that it goes with it."""
    at: datetime = Field(sa_type=UtcMicros)


class LeaseRow(StoredRow, table=True):
    """Who may do one kind of background work until when, so that no two processes do it at once."""

    __tablename__ = "lease"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=UtcMicros)


class PresenceRow(StoredRow, table=True):
    """Somebody who has a cart open at one desk, until they leave it or stop saying so."""

    __tablename__ = "presence"
    __table_args__: ClassVar[Any] = (Index("ix_presence_until", "until"), {"sqlite_with_rowid": False})

    cart_pk: int = Field(primary_key=True, foreign_key="cart.pk", ondelete="CASCADE", sa_type=Whole)
    agent: str = Field(primary_key=True)
    desk: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcMicros)
    until: datetime = Field(sa_type=UtcMicros)


class CounterRow(StoredRow, table=True):
    """The last number that was given out under a name (``cart``, ``order``, ``customer``)."""

    __tablename__ = "counter"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)
