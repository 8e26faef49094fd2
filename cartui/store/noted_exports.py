"""What is kept of exports: begun, and how many rows they had."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cartui.model.exported import NewExport, NotedExport
from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

_export = METADATA.tables["noted_export"]

_SHOWN = tuple(_export.c[name] for name in NotedExport.model_fields)
"""The columns that a :class:`NotedExport` has."""


def note_export(
    conn: Connection, export: NewExport, *, place: int, at: datetime, agent: str, origin: str
) -> NotedExport:
    """Keep that it is begun. ``place`` is the latest entry of all histories now."""
    said = export.model_dump(mode="json")
    row = insert(_export).values(**said, place=place, at=at, agent=agent, origin=origin)
    id_ = conn.execute(row.returning(_export.c.id)).scalar_one()
    return NotedExport(id=id_, at=at, agent=agent, origin=origin, **said)


def note_rows(conn: Connection, id_: int, rows: int) -> None:
    """Keep how many rows it had, unless that is known already."""
    open_ = (_export.c.id == id_, _export.c.rows.is_(None))
    conn.execute(update(_export).where(*open_).values(rows=rows))


def exports_of(conn: Connection, ids: Collection[int]) -> dict[int, NotedExport]:
    """The exports of these ids, by their ids; those that are not there are left out."""
    return {
        row.id: NotedExport.model_validate(row._asdict())
        for part in in_parts(ids)
        for row in conn.execute(select(*_SHOWN).where(_export.c.id.in_(part)))
    }
