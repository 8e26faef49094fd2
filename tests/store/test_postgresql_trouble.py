"""What is said when a PostgreSQL server does not do its part, and that one goes on when it does again."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from cartui.model.errors import Unavailable
from cartui.store.database import Database
from cartui.store.numbering import next_number
from tests.postgres_server import PostgresServer


@pytest.fixture
def database(postgres_database: str) -> Iterator[Database]:
    """A database of a server, opened."""
    with Database(postgres_database) as database:
        yield database


def take(database: Database) -> int:
    """Write something: the next number."""
    with database.write() as connection:
        return next_number(connection, "cart")


def numbers(database: Database) -> int:
    """The last number that was taken."""
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT coalesce(max(value), 0) FROM counter").scalar_one())


def own_process(connection: Connection) -> int:
    """The server's process for a connection."""
    return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def cut(server: PostgresServer, process: int) -> None:
    """Cut a connection from the server's end."""
    server.run_sql(f"SELECT pg_terminate_backend({process}, 5000)")


def test_there_is_no_such_database(postgres_server: PostgresServer) -> None:
    with pytest.raises(Unavailable, match=r"no database of that name.*createdb"):
        Database(postgres_server.url("nowhere"))


def test_a_wrong_password_is_told_and_not_quoted(postgres_server: PostgresServer) -> None:
    postgres_server.run_sql("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    try:
        with pytest.raises(Unavailable, match="does not know this user with this password") as told:
            Database(postgres_server.url("postgres", "guarded:geheim"))
        assert "geheim" not in told.value.message
        with pytest.raises(Unavailable, match="wants a password"):
            Database(postgres_server.url("postgres", "guarded"))
    finally:
        postgres_server.run_sql("DROP ROLE guarded")


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(Unavailable, match="cannot be reached") as told:
        Database("postgresql://shop:geheim@127.0.0.1:1/shop")
    assert "geheim" not in told.value.message


def test_there_are_no_connections_left(postgres_server: PostgresServer) -> None:
    name = postgres_server.new_database()
    postgres_server.run_sql("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
    try:
        with pytest.raises(Unavailable, match="no connection left"):
            Database(postgres_server.url(name, "crowded"))
    finally:
        postgres_server.run_sql("DROP ROLE crowded")
        postgres_server.drop_database(name)


def test_a_user_without_rights_is_told_where_they_are_named(postgres_server: PostgresServer) -> None:
    name = postgres_server.new_database()
    postgres_server.run_sql("CREATE ROLE looker LOGIN")
    try:
        postgres_server.run_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker", name)
        with (
            Database(postgres_server.url(name, "looker")) as database,
            pytest.raises(Unavailable, match=r"does not let this user.*Nothing was saved.*database\.md"),
        ):
            take(database)
    finally:
        postgres_server.drop_database(name)
        postgres_server.run_sql("DROP ROLE looker")


def test_what_is_opened_to_be_read_is_not_written(postgres_database: str) -> None:
    with (
        Database(postgres_database, readonly=True) as database,
        pytest.raises(Unavailable, match=r"can only be read.*Nothing was saved"),
    ):
        take(database)


def test_a_connection_that_was_cut_while_nothing_was_done_is_not_noticed(
    database: Database, postgres_server: PostgresServer
) -> None:
    with database.read() as connection:
        process = own_process(connection)
    cut(postgres_server, process)
    assert take(database) == 1
    with database.read() as connection:
        process = own_process(connection)
    cut(postgres_server, process)
    assert numbers(database) == 1


def cut_before_committing(database: Database, server: PostgresServer) -> None:
    """Lose the connection between the last statement of a transaction and its end."""
    with database.write() as connection:
        next_number(connection, "cart")
        cut(server, own_process(connection))


def cut_within(database: Database, server: PostgresServer) -> None:
    """Lose the connection between two statements."""
    with database.write() as connection:
        next_number(connection, "cart")
        cut(server, own_process(connection))
        next_number(connection, "cart")


def test_a_connection_that_is_lost_while_writing_saves_nothing(
    database: Database, postgres_server: PostgresServer
) -> None:
    with pytest.raises(Unavailable, match=r"was lost. Nothing was saved; try again"):
        cut_within(database, postgres_server)
    assert numbers(database) == 0
    assert take(database) == 1


def test_a_connection_that_is_lost_while_committing_leaves_it_open_whether_that_was_saved(
    database: Database, postgres_server: PostgresServer
) -> None:
    with pytest.raises(Unavailable, match=r"not known whether that was saved.*same key"):
        cut_before_committing(database, postgres_server)
    assert take(database) == 1


def test_after_a_server_was_away_all_goes_on_without_a_new_start(
    database: Database, postgres_server: PostgresServer
) -> None:
    assert take(database) == 1
    postgres_server.stop()
    try:
        with pytest.raises(Unavailable, match=r"lost|cannot be reached"):
            take(database)
        with pytest.raises(Unavailable, match=r"lost|cannot be reached"):
            numbers(database)
    finally:
        postgres_server.start()
    assert take(database) == 2


def test_a_writer_that_waits_too_long_for_another_one_gives_up(postgres_database: str) -> None:
    with (
        Database(postgres_database) as other,
        Database(f"{postgres_database}&options=-c lock_timeout=50ms") as database,
        other.write(),
        pytest.raises(Unavailable, match=r"Others write.*Nothing was saved; try again"),
    ):
        take(database)


def test_a_client_that_hangs_does_not_keep_others_from_writing(postgres_database: str) -> None:
    hanging = threading.Event()
    told: list[str] = []

    def hang() -> None:
        try:
            with (
                Database(
                    f"{postgres_database}&options=-c idle_in_transaction_session_timeout=3s"
                ) as database,
                database.write() as connection,
            ):
                next_number(connection, "cart")
                hanging.set()
                released.wait(60)
        except Unavailable as error:
            told.append(error.message)

    released = threading.Event()
    thread = threading.Thread(target=hang)
    thread.start()
    assert hanging.wait(60)
    with Database(postgres_database) as database:
        assert take(database) == 1
    released.set()
    thread.join(60)
    assert "not known whether" in told[0] or "said nothing for too long" in told[0]


def test_more_work_than_connections_waits_its_turn(database: Database) -> None:
    given: list[int] = []
    threads = [threading.Thread(target=lambda: given.append(take(database))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 21))


def test_a_reader_sees_one_moment_and_waits_for_no_writer(database: Database) -> None:
    with database.read() as reader, database.write() as writer:
        assert reader.exec_driver_sql("SELECT count(*) FROM counter").scalar_one() == 0
        next_number(writer, "cart")
        assert reader.exec_driver_sql("SELECT count(*) FROM counter").scalar_one() == 0
    assert numbers(database) == 1


def test_a_transaction_that_reads_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable, match="can only be read"), database.read() as connection:
        next_number(connection, "cart")
