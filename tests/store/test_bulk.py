"""Many rows inserted at once are the rows that were given, whatever they have in common."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, create_engine, select

from cartui.store.bulk import insert_ready, insert_rows, ready_columns, update_rows
from cartui.store.column_types import Json, UtcMicros

_METADATA: Final = MetaData()
_THING: Final = Table(
    "thing",
    _METADATA,
    Column("pk", Integer, primary_key=True),
    Column("order", String),  # a word of SQL's own
    Column("note", String),
    Column("tags", Json),
    Column("at", UtcMicros),
    Column("done", Boolean),
)
_NOON: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)

Row = dict[str, object]


def alike(pk: int) -> Row:
    """A row that has all but its key in common with the others."""
    return {"pk": pk, "order": "A-1", "note": None, "tags": [], "at": _NOON, "done": False}


def different(pk: int) -> Row:
    """A row that has nothing in common with the others."""
    at = None if pk % 3 else _NOON + timedelta(minutes=pk)
    note = None if pk % 2 else "it's"
    return {"pk": pk, "order": f"A-{pk}", "note": note, "tags": [pk], "at": at, "done": pk % 2 == 0}


def stored(folder: Path, rows: list[Row]) -> list[Row]:
    """What a new database has after these rows were inserted."""
    engine = create_engine(f"sqlite:///{folder / 'things.sqlite3'}")
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        insert_rows(connection, _THING, rows)
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(select(_THING).order_by(_THING.c.pk))]
    engine.dispose()
    return found


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1_500])
def test_rows_are_stored_as_they_were_given(tmp_path: Path, count: int) -> None:
    for kind, each in (("alike", alike), ("different", different)):
        rows = [each(pk) for pk in range(1, count + 1)]
        (tmp_path / kind).mkdir()
        assert stored(tmp_path / kind, rows) == rows


def test_a_last_row_that_is_another_is_not_taken_for_the_others(tmp_path: Path) -> None:
    rows = [*map(alike, range(1, 600)), different(600)]
    assert stored(tmp_path, rows) == rows


def test_rows_that_are_all_the_same_are_as_many_as_were_given(tmp_path: Path) -> None:
    plain = Table("plain", MetaData(), Column("word", String))
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.sqlite3'}")
    with engine.begin() as connection:
        plain.create(connection)
        insert_ready(connection, ready_columns(connection.dialect, plain, ("word",), [["same"] * 70]))
        insert_ready(connection, ready_columns(connection.dialect, plain, ("word",), []))
        assert list(connection.execute(select(plain.c.word)).scalars()) == ["same"] * 70
    engine.dispose()


def test_rows_are_given_new_values_by_their_keys(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'things.sqlite3'}")
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        insert_rows(connection, _THING, [alike(pk) for pk in range(1, 5)])
    with engine.begin() as connection:
        update_rows(connection, _THING, ("pk",), ("order", "tags"), [("B", ["x"], 1), ("C", [], 3)])
        update_rows(connection, _THING, ("pk", "order"), ("at",), [(None, 1, "B"), (None, 3, "A-1")])
    with engine.connect() as connection:
        found = connection.execute(select(_THING).order_by(_THING.c.pk)).all()
    engine.dispose()
    assert [(row.order, row.tags, row.at) for row in found] == [
        ("B", ["x"], None),
        ("A-1", [], _NOON),
        ("C", [], _NOON),
        ("A-1", [], _NOON),
    ]
