"""A PostgreSQL database is made, upgraded or refused with a sentence, by one program at a time."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from typing import Any, Final

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from cartui.model.errors import Unavailable
from cartui.store.database import Database
from cartui.store.postgresql.server import make_patient_engine
from cartui.store.postgresql.upgrade import check_server, upgrade_server
from cartui.store.revisions import HEAD, REVISIONS
from cartui.store.tables import METADATA
from cartui.store.upgrade import SCRIPTS
from tests.postgres_server import PostgresServer

SCHEMA: Final = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable, collation_name,
               regexp_replace(column_default, '^nextval.*', 'counted')
        FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "indexes": "SELECT indexdef, '' FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    """,
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
"""What a database is made of, in any order."""


def schema(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What a database is made of."""
    return {
        part: sorted(map(tuple, connection.exec_driver_sql(query)), key=repr)
        for part, query in SCHEMA.items()
    }


def migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_all_migrations_make_what_a_new_database_is(
    empty_postgres_database: str, postgres_database: str
) -> None:
    with make_patient_engine(empty_postgres_database).begin() as connection:
        migrate(connection, REVISIONS[0])
    assert upgrade_server(empty_postgres_database) == REVISIONS[0]
    with make_patient_engine(empty_postgres_database).connect() as connection:
        migrated = schema(connection)
    with make_patient_engine(postgres_database).connect() as connection:
        new = schema(connection)
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), METADATA
        )
    assert migrated == new
    assert [each for each in differences if not str(each[1]).startswith("Index('ix_")] == []


def test_what_was_there_is_kept(empty_postgres_database: str) -> None:
    engine = make_patient_engine(empty_postgres_database)
    with engine.begin() as connection:
        migrate(connection, REVISIONS[0])
        connection.exec_driver_sql(
            "INSERT INTO customer VALUES (7, 'c7', '1007', 1, 'Jörg Ümläut', 'j@x.example', 'j@x.example', "
            "'+49 30 1', '103094', '', NULL, '', false, '', false, '', 'DE', 0, 0)"
        )
        connection.exec_driver_sql("INSERT INTO customer_search VALUES (7, 'old words')")
    upgrade_server(empty_postgres_database)
    with engine.connect() as connection:
        name_key = connection.exec_driver_sql("SELECT name_key FROM customer").scalar_one()
        text = connection.exec_driver_sql("SELECT text FROM customer_search").scalar_one()
    assert name_key.startswith("jorg umlaut")
    assert "joerg" in text


def opening(url: str, gate: Barrier, answers: "multiprocessing.Queue[str]") -> None:
    """One program: it upgrades a database at the moment when the others do."""
    gate.wait(timeout=60)
    try:
        answers.put(f"from {upgrade_server(url)}")
    except Exception as error:
        answers.put(repr(error))
        raise


@pytest.mark.parametrize("revision", [None, "0001"])
def test_of_programs_that_upgrade_at_once_one_does_and_the_others_wait(
    empty_postgres_database: str, revision: str | None
) -> None:
    if revision is not None:
        with make_patient_engine(empty_postgres_database).begin() as connection:
            migrate(connection, revision)
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(3)
    answers: multiprocessing.Queue[str] = spawn.Queue()
    programs = [
        spawn.Process(target=opening, args=(empty_postgres_database, gate, answers)) for _ in range(3)
    ]
    for program in programs:
        program.start()
    said = sorted(answers.get(timeout=60) for _ in programs)
    for program in programs:
        program.join(timeout=60)
    assert said == sorted([f"from {revision}", f"from {HEAD}", f"from {HEAD}"])
    check_server(empty_postgres_database)


def test_a_database_of_a_newer_program_is_left_alone(postgres_database: str) -> None:
    with make_patient_engine(postgres_database).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match=r"newer cartui .revision 9999.*not touched"):
        Database(postgres_database)


def test_a_database_with_tables_of_another_program_is_left_alone(empty_postgres_database: str) -> None:
    with make_patient_engine(empty_postgres_database).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE cart (wheels integer)")
    with pytest.raises(Unavailable, match="another program; it was not touched"):
        Database(empty_postgres_database)


def test_an_empty_database_is_not_made_a_shop_by_looking(empty_postgres_database: str) -> None:
    with pytest.raises(Unavailable, match="no shop in this database yet"):
        Database(empty_postgres_database, readonly=True)
    with make_patient_engine(empty_postgres_database).connect() as connection:
        tables = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).scalar_one()
    assert tables == 0


def test_an_older_database_is_not_upgraded_by_looking(empty_postgres_database: str) -> None:
    with make_patient_engine(empty_postgres_database).begin() as connection:
        migrate(connection, "0004")
    with pytest.raises(Unavailable, match=r"older cartui.*pg_dump"):
        Database(empty_postgres_database, readonly=True)


def test_a_database_without_all_letters_is_refused(postgres_server: PostgresServer) -> None:
    postgres_server.run_sql("CREATE DATABASE old_letters ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(Unavailable, match=r"stores text as LATIN1.*createdb -E UTF8"):
            Database(postgres_server.url("old_letters"))
    finally:
        postgres_server.drop_database("old_letters")


def test_who_may_not_add_the_extension_is_told_what_somebody_has_to_say(
    postgres_server: PostgresServer,
) -> None:
    name = postgres_server.new_database(empty=True)
    postgres_server.run_sql("CREATE ROLE tenant LOGIN")
    try:
        postgres_server.run_sql("GRANT ALL ON SCHEMA public TO tenant", name)
        with pytest.raises(Unavailable, match=r"pg_trgm.*CREATE EXTENSION pg_trgm.*Nothing was changed"):
            Database(postgres_server.url(name, "tenant"))
        postgres_server.run_sql("CREATE EXTENSION pg_trgm", name)
        with Database(postgres_server.url(name, "tenant")):
            pass
    finally:
        postgres_server.drop_database(name)
        postgres_server.run_sql("DROP ROLE tenant")
