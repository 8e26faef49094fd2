"""A lease has one holder, ends by itself, and survives a clock that goes wrong."""

from datetime import timedelta

from cartui.store.database import Database
from cartui.store.leases import LENGTH, release_lease, take_lease
from tests.store.records import NOW

MINUTE = timedelta(minutes=1)


def take(database: Database, holder: str, name: str = "trash", after: timedelta = timedelta(0)) -> bool:
    """Try to take a lease so long after now."""
    with database.write() as conn:
        return take_lease(conn, name, holder, NOW + after)


def test_one_holder_has_it_until_it_is_given_back(database: Database) -> None:
    assert take(database, "a")
    assert not take(database, "b")
    with database.write() as conn:
        release_lease(conn, "trash", "b")
    assert not take(database, "b")
    with database.write() as conn:
        release_lease(conn, "trash", "a")
    assert take(database, "b")


def test_each_kind_of_work_has_its_own(database: Database) -> None:
    assert take(database, "a")
    assert take(database, "b", "replies")


def test_a_holder_that_is_gone_is_followed_by_another(database: Database) -> None:
    assert take(database, "a")
    assert not take(database, "b", after=LENGTH - MINUTE / 60)
    assert take(database, "b", after=LENGTH)
    assert not take(database, "a", after=LENGTH)


def test_renewing_makes_it_last(database: Database) -> None:
    assert take(database, "a")
    assert take(database, "a", after=LENGTH / 2)
    assert not take(database, "b", after=LENGTH)


def test_a_holder_whose_clock_is_a_little_ahead_keeps_its_lease(database: Database) -> None:
    assert take(database, "a", after=LENGTH / 2)
    assert not take(database, "b")
    assert take(database, "b", after=LENGTH + LENGTH / 2)


def test_a_clock_put_back_blocks_nobody(database: Database) -> None:
    assert take(database, "a", after=timedelta(days=365))
    assert take(database, "b")
    assert not take(database, "c")
