"""Keeping what is exported: who begins to write which rows to a file, and how many these were in the end."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.model.changes import EXPORT
from cartui.model.errors import Conflict, Forbidden, NotFound
from cartui.model.exported import NewExport, NotedExport
from cartui.store.activity import latest_entry
from cartui.store.changes import append_change
from cartui.store.limits import LARGEST_INTEGER
from cartui.store.noted_exports import exports_of, note_export, note_rows


def begin_export(backend: LocalBackend, connection: Connection, export: NewExport) -> NotedExport:
    """Keep that it begins."""
    actor, now = backend.actor, backend.clock()
    place = latest_entry(connection)
    noted = note_export(connection, export, place=place, at=now, agent=actor.name, origin=actor.origin)
    _tell(connection, noted, now)
    return noted


def end_export(backend: LocalBackend, connection: Connection, id_: int, rows: int) -> NotedExport:
    """Keep how many rows it had. Raises ``NotFound``, ``Forbidden`` and ``Conflict``."""
    noted = exports_of(connection, (id_,)).get(id_) if abs(id_) <= LARGEST_INTEGER else None
    if noted is None:
        raise NotFound(f"There is no export {id_}.")
    if noted.agent != backend.actor.name:
        raise Forbidden(f"Export {id_} is one of {noted.agent}: only they know what it had.")
    if noted.rows == rows:
        return noted
    if noted.rows is not None:
        raise Conflict(f"Export {id_} had {noted.rows:,} rows: that is kept, and stays.")
    note_rows(connection, id_, rows)
    ended = noted.model_copy(update={"rows": rows})
    _tell(connection, ended, backend.clock())
    return ended


def _tell(connection: Connection, noted: NotedExport, at: datetime) -> None:
    """Let those who look at what was done lately know."""
    append_change(connection, kind=EXPORT, id=str(noted.id), version=0, agent=noted.agent, at=at)
