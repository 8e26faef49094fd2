"""The tables of accounts, and of what was done with them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from cartui.store.column_types import UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class AgentRow(StoredRow, table=True):
    """Somebody who may come in. Of the token only a hash is kept; a revoked account has none."""

    __tablename__ = "agent"
    __table_args__: ClassVar[Any] = (UniqueConstraint("token_hash"), {"sqlite_with_rowid": False})

    name: str = Field(primary_key=True)
    role: str
    token_hash: str | None = None
    created_at: datetime = Field(sa_type=UtcMicros)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    webhook_secret: str | None = None
    """Of a shop: what it signs its webhooks with. It has to be readable, since signatures are compared."""


class AgentHistoryRow(StoredRow, table=True):
    """One change of an account; rows are added, and never changed or removed."""

    __tablename__ = "agent_history"
    __table_args__: ClassVar[Any] = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    name: str
    """Whose account it is."""
    kind: str
    role: str
    at: datetime = Field(sa_type=UtcMicros)
    agent: str
    """By whom."""
    origin: str
