"""History, the change feed and the answers that were given."""

import pytest
from sqlalchemy import update

from cartui.model.history import EntryKind, FieldChange
from cartui.store.carts.records import insert_cart
from cartui.store.changes import append_change, changes_after, latest_seq
from cartui.store.database import Database
from cartui.store.history import (
    NewEntry,
    changes_since,
    entries_of_cart,
    insert_entries,
    latest_undoable,
    load_entry,
    mark_undone,
)
from cartui.store.idempotency import load_reply, save_reply
from cartui.store.tables import METADATA
from tests.store.records import NOW, cart


def entry(
    version: int, kind: EntryKind = EntryKind.EDITED, cart_id: str = "crt_1", **other: object
) -> NewEntry:
    """An entry about the note."""
    fields: dict[str, object] = {
        "at": NOW,
        "agent": "mina",
        "origin": "desk",
        "summary": f"note set to {version}",
        "actions": ("set_note",),
        "changes": (FieldChange(field="note", before=str(version - 1), after={"any": [1, None, "বাংলা"]}),),
    }
    return NewEntry(cart_id=cart_id, version=version, kind=kind, **{**fields, **other})  # type: ignore[arg-type]


def test_entries_come_back_latest_first_with_what_was_before(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_cart(conn, cart(2))
        insert_entries(
            conn, [entry(1, EntryKind.CREATED), entry(2), entry(1, cart_id="crt_2"), entry(3, undoes=2)]
        )
        found = entries_of_cart(conn, "crt_1")
        assert [each.version for each in found] == [3, 2, 1]
        assert found[0].undoes == 2
        assert found[1].changes == entry(2).changes
        assert found[1].actions == ("set_note",)
        assert load_entry(conn, found[1].id) == found[1]
        assert load_entry(conn, 999) is None
        assert entries_of_cart(conn, "crt_1", limit=1) == found[:1]
        assert changes_since(conn, "crt_1", 1) == (*entry(2).changes, *entry(3).changes)
        assert changes_since(conn, "crt_1", 3) == ()


def test_changes_that_somebody_else_wrote_are_checked(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_entries(conn, [entry(1)])
        conn.execute(update(METADATA.tables["history"]).values(changes=[{"path": "note"}]))
        with pytest.raises(ValueError, match="field"):
            entries_of_cart(conn, "crt_1")
        with pytest.raises(ValueError, match="field"):
            changes_since(conn, "crt_1", 0)


def test_entries_of_some_kinds_are_counted_by_themselves(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1))
        kinds = (EntryKind.CREATED, EntryKind.HELD, EntryKind.EDITED, EntryKind.APPROVED, EntryKind.EDITED)
        insert_entries(conn, [entry(version, kind) for version, kind in enumerate(kinds, start=1)])
        moves = entries_of_cart(conn, "crt_1", kinds=(EntryKind.HELD, EntryKind.APPROVED), limit=2)
        assert [each.kind for each in moves] == [EntryKind.APPROVED, EntryKind.HELD]
        assert entries_of_cart(conn, "crt_1", kinds=()) == ()


def test_undo_goes_back_one_entry_after_the_other(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_entries(conn, [entry(1, EntryKind.CREATED), entry(2), entry(3)])
        for version in (3, 2):
            latest = latest_undoable(conn, "crt_1")
            assert latest is not None
            assert latest.version == version
            mark_undone(conn, latest.id)
            insert_entries(conn, [entry(7 - version, EntryKind.UNDONE, undoes=latest.id)])
        assert latest_undoable(conn, "crt_1") is None
        again = entries_of_cart(conn, "crt_1")[-2]
        mark_undone(conn, again.id, undone=False)
        assert latest_undoable(conn, "crt_1") == load_entry(conn, again.id)


def test_the_feed_continues_from_where_a_reader_was(database: Database) -> None:
    with database.write() as conn:
        assert latest_seq(conn) == 0
        for version in (1, 2, 3):
            append_change(conn, kind="cart", id="crt_1", version=version, agent="mina", at=NOW)
    with database.read() as conn:
        feed = changes_after(conn, 0)
        assert [change.version for change in feed] == [1, 2, 3]
        assert feed[0].kind == "cart"
        assert feed[0].agent == "mina"
        assert changes_after(conn, feed[1].seq) == feed[2:]
        assert changes_after(conn, 0, limit=2) == feed[:2]
        assert latest_seq(conn) == feed[-1].seq


def test_numbers_of_the_feed_are_never_given_twice(database: Database) -> None:
    with database.write() as conn:
        append_change(conn, kind="cart", id="crt_1", version=1, agent="mina", at=NOW)
        before = latest_seq(conn)
        conn.exec_driver_sql("DELETE FROM change")
        append_change(conn, kind="cart", id="crt_1", version=2, agent="mina", at=NOW)
        assert latest_seq(conn) > before


def test_an_answer_belongs_to_one_actor_and_one_key(database: Database) -> None:
    with database.write() as conn:
        save_reply(conn, "mina", "key-1", operation="carts.place", fingerprint="f", reply='{"a": 1}', at=NOW)
        known = load_reply(conn, "mina", "key-1")
        assert known is not None
        assert (known.operation, known.fingerprint, known.reply) == ("carts.place", "f", '{"a": 1}')
        assert load_reply(conn, "omar", "key-1") is None
        assert load_reply(conn, "mina", "key-2") is None
