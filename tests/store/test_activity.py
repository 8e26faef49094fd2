"""However long the history of a shop is, a page of its activity reads what it gives and little more."""

from pathlib import Path

import pytest

from cartui.model.history import EntryKind
from cartui.store.activity import activity_page
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.history import NewEntry, insert_entries
from tests.store.multiplying import Steps
from tests.store.records import NOW, cart

MANY = 5_000


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
            page = activity_page(conn, kinds=kinds, agent=agent, limit=50)
            assert len(page.items) == found
            assert steps.taken() < 2 * MANY, "to go through all of it takes four for each"
