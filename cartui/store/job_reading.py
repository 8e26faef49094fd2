"""Bulk jobs as everybody knows them, out of their rows."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, select

from cartui.model.bulk import BulkAction, BulkJob, BulkTally, JobState
from cartui.model.frozen import Frozen
from cartui.store.chunked import in_parts
from cartui.store.leases import APART
from cartui.store.tables import METADATA

_job = METADATA.tables["bulk_job"]

SEEN_LATELY: Final = timedelta(seconds=15)
"""For how long after its last batch somebody is taken to work on a job still."""


def jobs_of(conn: Connection, ids: Collection[int], now: datetime) -> dict[int, BulkJob]:
    """The jobs of these ids by their ids, as they are at that moment, but for those that there are not."""
    return {
        job.id: job
        for part in in_parts(ids)
        for job in jobs_of_rows(conn, conn.execute(select(_job).where(_job.c.id.in_(part))).all(), now)
    }


def jobs_of_rows(conn: Connection, rows: Collection[Row[Any]], now: datetime) -> tuple[BulkJob, ...]:
    """The jobs of these rows, in their order, with which others took them back."""
    undone = _undone(conn, [row.id for row in rows])
    return tuple(_job_of(row, undone.get(row.id), now) for row in rows)


def _undone(conn: Connection, ids: Collection[int]) -> dict[int, int]:
    """Which job took each of these back, or does so now.

    One that was only prepared, or was cancelled, leaves what it was to take back to the next.
    """
    states = (JobState.RUNNING.value, JobState.DONE.value)
    return {
        row.undoes: row.by
        for part in in_parts(ids)
        for row in conn.execute(
            select(_job.c.undoes, func.max(_job.c.id).label("by"))
            .where(_job.c.undoes.in_(part), _job.c.state.in_(states))
            .group_by(_job.c.undoes)
        )
    }


def _job_of(row: Row[Any], undone_by: int | None, now: datetime) -> BulkJob:
    """The job of a row."""
    is_running = row.state == JobState.RUNNING.value
    return BulkJob(
        id=row.id,
        state=JobState(row.state),
        actions=_actions().validate_python(row.actions),
        agent=row.agent,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        tally=BulkTally(
            matched=row.matched,
            changed=row.changed,
            unchanged=row.unchanged,
            refused=row.refused,
            before=row.totals_before,
            after=row.totals_after,
        ),
        at_work=is_running and row.seen_at is not None and _is_lately(row.seen_at, now),
        undoes=row.undoes,
        undone_by=undone_by,
    )


def _is_lately(seen: datetime, now: datetime) -> bool:
    """Whether that was not long ago; what is yet to come was so before the clock was put back."""
    return now - SEEN_LATELY <= seen <= now + APART


@cache
def _actions() -> TypeAdapter[tuple[BulkAction, ...]]:
    """Reads the actions of jobs, made when the first ones are."""
    return TypeAdapter(tuple[BulkAction, ...], config=Frozen.model_config)
