"""The tables of bulk jobs and of what they change, one by one."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from cartui.store.column_types import Json, UtcMicros, Whole
from cartui.store.tables.base import StoredRow


class BulkJobRow(StoredRow, table=True):
    """One job, and how far it is."""

    __tablename__ = "bulk_job"
    __table_args__: ClassVar[Any] = (
        Index("ix_bulk_job_state", "state", "created_at"),
        Index("ix_bulk_job_undoes", "undoes"),
        Index("ix_bulk_job_latest", "place", "id"),
        Index("ix_bulk_job_by_kind", "kind", "place", "id"),
        Index("ix_bulk_job_by_agent", "agent", "kind", "place", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Whole)
    state: str
    kind: str
    """What its entries in the histories of carts are, or would be."""
    place: int | None = Field(default=None, sa_type=Whole)
    """The latest entry of all histories when it was first begun: where it stands in what was done lately."""
    actions: list[dict[str, object]] = Field(sa_type=Json)
    agent: str
    origin: str
    created_at: datetime = Field(sa_type=UtcMicros)
    started_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    matched: int
    changed: int
    unchanged: int
    refused: int
    """The items before position ``changed + unchanged + refused`` are done, and no others."""
    totals_before: dict[str, int] = Field(sa_type=Json)
    """Sum of the totals of the changed carts before, in minor units by currency."""
    totals_after: dict[str, int] = Field(sa_type=Json)
    undoes: int | None = Field(default=None, sa_type=Whole)
    """The job that it takes back."""
    runner: str
    """Who works on it: nobody else may do its next batch."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcMicros)
    """When its runner did a batch last."""


class BulkItemRow(StoredRow, table=True):
    """One cart or customer of a job, which it outlives."""

    __tablename__ = "bulk_item"
    __table_args__: ClassVar[Any] = (Index("ix_bulk_item_state", "job", "state", "position"),)

    job: int = Field(primary_key=True, sa_type=Whole, foreign_key="bulk_job.id")
    position: int = Field(primary_key=True, sa_type=Whole)
    """Counted from 0, in the order in which they are done."""
    kind: str
    subject: str
    """The id of the cart or customer."""
    number: str
    state: str
    reason: str
    version: int | None = Field(default=None, sa_type=Whole)
    """The version that the job made; ``None`` where it changed nothing.

    Of something that is still to be taken back, the version that the other job made.
    """
    former_level: str | None = None
    """A customer's price level before; carts have a history for that."""
    currency: str
    before: int = Field(sa_type=Whole)
    after: int = Field(sa_type=Whole)
    made: str
    """The number of what was made of it: of a clone."""
