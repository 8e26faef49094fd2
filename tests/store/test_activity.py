"""However long the history of a shop is, a page of its activity reads what it gives and little more."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, update

from cartui.model.exported import ExportKind, NewExport
from cartui.model.history import EntryKind
from cartui.store.activity import activity_page, latest_entry
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.history import NewEntry, insert_entries
from cartui.store.noted_exports import note_export
from cartui.store.tables import METADATA
from tests.store.multiplying import Steps
from tests.store.records import NOW, cart

MANY = 5_000

EXPORT = NewExport(kind=ExportKind.CARTS, selection="market:BD", written_as="csv")


def a_job(conn: Connection, *, agent: str = "carol", count: int = 0, at: datetime = NOW) -> int:
    """Begin a bulk job that changed so many carts since; gives its id."""
    values = {
        "state": "done",
        "kind": EntryKind.EDITED.value,
        "place": latest_entry(conn),
        "actions": [{"type": "set_price_level", "level": "gold"}],
        "agent": agent,
        "origin": "desk",
        "created_at": at,
        "started_at": at,
        "matched": count,
        "changed": count,
        "unchanged": 0,
        "refused": 0,
        "totals_before": {},
        "totals_after": {},
        "runner": "",
    }
    made = insert(METADATA.tables["bulk_job"]).values(values).returning(METADATA.tables["bulk_job"].c.id)
    job = int(conn.execute(made).scalar_one())
    insert_entries(conn, [an_entry(agent, job)] * count)
    return job


def an_entry(agent: str, job: int | None = None) -> NewEntry:
    """An edit of the only cart."""
    return NewEntry(
        cart_id="crt_1",
        kind=EntryKind.EDITED,
        at=NOW,
        agent=agent,
        origin="cli",
        version=1,
        summary="x",
        job=job,
    )


def made(database: Database, count: int) -> None:
    """A shop with so many entries, of which one is a comment, and one is bob's."""
    with database.write() as conn:
        insert_cart(conn, cart(1))
        kinds = {0: EntryKind.COMMENTED, 1: EntryKind.EDITED}
        entries = [
            NewEntry(
                cart_id="crt_1",
                kind=kinds.get(number, EntryKind.IMPORTED),
                at=NOW,
                agent="bob" if number == 1 else "alice",
                origin="cli",
                version=1,
                summary="x",
            )
            for number in range(count)
        ]
        insert_entries(conn, entries)


@pytest.mark.parametrize(
    ("kinds", "agent", "found"),
    [((), None, 50), ((EntryKind.COMMENTED,), None, 1), ((), "bob", 1), ((EntryKind.EDITED,), "alice", 0)],
    ids=["all", "a rare kind", "a rare agent", "a kind that the agent never did"],
)
def test_a_page_of_activity_is_found_without_looking_through_the_history(
    path: Path, kinds: tuple[EntryKind, ...], agent: str | None, found: int
) -> None:
    with Database(path) as database:
        made(database, MANY)
        with database.read() as conn:
            steps = Steps(conn)
            page = activity_page(conn, NOW, kinds=kinds, agent=agent, limit=50)
            assert len(page.items) == found
            assert steps.taken() < 2 * MANY, "to go through all of it takes four for each"


@pytest.mark.parametrize(
    ("kinds", "agent"),
    [((), None), ((EntryKind.EDITED,), None), ((), "carol"), ((EntryKind.EDITED,), "carol")],
    ids=["all", "of its kind", "of its agent", "of both"],
)
def test_a_bulk_job_is_one_activity_and_its_entries_are_not_even_looked_at(
    path: Path, kinds: tuple[EntryKind, ...], agent: str | None
) -> None:
    with Database(path) as database:
        with database.write() as conn:
            insert_cart(conn, cart(1))
            insert_entries(conn, [an_entry("carol")])
            job = a_job(conn, count=MANY)
        with database.read() as conn:
            steps = Steps(conn)
            page = activity_page(conn, NOW, kinds=kinds, agent=agent, limit=50)
            assert [each.key for each in page.items] == [f"job {job}", "1"]
            assert steps.taken() < MANY, "to go through all of it takes four for each"
            assert activity_page(conn, NOW, kinds=[EntryKind.DELETED]).items == ()
            assert activity_page(conn, NOW, agent="bob").items == ()


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_activity_give_entries_and_jobs_once_each_in_their_order(path: Path, limit: int) -> None:
    with Database(path) as database:
        with database.write() as conn:
            insert_cart(conn, cart(1))
            told = [f"job {a_job(conn)}"]  # before anything happened to any cart
            for kind, agent in [("entry", "alice"), ("job", "bob"), ("job", "alice"), ("entry", "bob")] * 2:
                if kind == "job":
                    told.append(f"job {a_job(conn, agent=agent, count=2)}")
                    continue
                insert_entries(conn, [an_entry(agent)])
                told.append(str(latest_entry(conn)))
        with database.read() as conn:
            found, after = [], None
            while True:
                page = activity_page(conn, NOW, limit=limit, after=after)
                assert len(page.items) <= limit
                found += [each.key for each in page.items]
                if (after := page.next) is None:
                    break
            assert found == told[::-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_what_was_begun_between_the_same_two_entries_comes_in_the_order_of_time(
    path: Path, limit: int
) -> None:
    with Database(path) as database:
        with database.write() as conn:
            insert_cart(conn, cart(1))
            told = []
            for number, kind in enumerate(
                ["export", "job", "entry", "job", "export", "job", "entry", "export"]
            ):
                at = NOW + timedelta(minutes=number)
                if kind == "export":
                    place = latest_entry(conn)
                    noted = note_export(conn, EXPORT, place=place, at=at, agent="carol", origin="cli")
                    told.append(f"export {noted.id}")
                elif kind == "job":
                    told.append(f"job {a_job(conn, at=at)}")
                else:
                    insert_entries(conn, [an_entry("carol")])
                    told.append(str(latest_entry(conn)))
        with database.read() as conn:
            for agent in (None, "carol"):
                found, after = [], None
                while True:
                    page = activity_page(conn, NOW, agent=agent, limit=limit, after=after)
                    found += [each.key for each in page.items]
                    if (after := page.next) is None:
                        break
                assert found == told[::-1]


@pytest.mark.parametrize("agent", [None, "carol"])
def test_a_page_of_exports_is_found_without_looking_through_all_of_them(
    path: Path, agent: str | None
) -> None:
    with Database(path) as database:
        with database.write() as conn:
            for _ in range(MANY):
                note_export(conn, EXPORT, place=0, at=NOW, agent="carol", origin="cli")
        with database.read() as conn:
            steps = Steps(conn)
            page = activity_page(conn, NOW, kinds=[EntryKind.EXPORTED], agent=agent, limit=50)
            assert len(page.items) == 50
            assert steps.taken() < MANY, "to go through all of it takes four for each"
            assert activity_page(conn, NOW, agent="bob").items == ()


def test_a_job_that_was_never_begun_is_no_activity(path: Path) -> None:
    with Database(path) as database, database.write() as conn:
        a_job(conn)
        conn.execute(update(METADATA.tables["bulk_job"]).values(place=None, started_at=None))
        assert activity_page(conn, NOW).items == ()
