"""A PostgreSQL server of the tests' own: started when first asked for, gone when the tests are.

It listens on a socket in a folder of its own and on no network, and is run by an ordinary user also where the
tests are run by root. Databases of tests are copies of one that is made once.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
import pytest

from cartui.store.database import Database

MISSING: Final = "PostgreSQL is not installed here (Debian: apt-get install postgresql)"

_PLACES: Final = Path("/usr/lib/postgresql")
"""Where Debian keeps its programs, out of the PATH."""

_WATCH: Final = """
"$1/postgres" -D "$2/data" -k "$2" >"$2/log" 2>&1 &
server=$!
read -r word
kill -QUIT $server
wait $server
[ "$word" = keep ] || rm -rf "$2"
"""
"""Runs the server until it is told to stop, or nobody holds its input any more: the tests have ended, however
they ended, and its folder goes with it.
"""

_SETTINGS: Final = """
listen_addresses = ''
max_connections = 60
shared_buffers = 32MB
fsync = off
full_page_writes = off
"""
"""Careless as no shop would be: nothing of a test's database has to survive a power cut."""

_DOORS: Final = """
local all guarded scram-sha-256
local all all trust
"""
"""Who gets in how."""

_EMPTY: Final = "cartui_empty"
"""A database in which there is nothing. It sorts as people do and not by bytes, as those of most servers do,
so that the tests notice where cartui relies on that.
"""

_SHOP: Final = "cartui_shop"
"""A database with cartui's tables."""

OWNER: Final = "cartui"
"""The user who may do everything."""

_TABLES: Final = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE tablename <> 'alembic_version' AND schemaname = 'public' ORDER BY tablename
"""
"""Every table but that which says the schema's revision."""

_COUNTERS: Final = """
SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
              coalesce(last_value, start_value), last_value IS NOT NULL)
FROM pg_sequences WHERE schemaname = 'public'
"""
"""Statements that set every counter to where it stands."""

_FROM_THE_START: Final = """
SELECT format('ALTER SEQUENCE %I RESTART', sequencename)
FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
"""Statements that let every counter begin anew."""

_UNOBSERVED: Final = "SET session_replication_role = replica"
"""Rows come and go in any order, and nobody is told."""

_OPEN_TO_ALL: Final = "/tmp"
"""Where an ordinary user finds the server's folder; a socket's path must not be long either."""

_LONGEST: Final = 60.0
"""Seconds after which a server that does not answer is broken."""


def programs() -> Path | None:
    """The folder of the server's programs, in the PATH or the newest; ``None`` where there are none."""
    named = shutil.which("postgres")
    places = [Path(named).resolve().parent] if named else []
    places += sorted(_PLACES.glob("*/bin"), key=lambda place: place.parent.name.zfill(3), reverse=True)
    return next(
        (place for place in places if (place / "postgres").exists() and (place / "initdb").exists()), None
    )


class PostgresServer:
    """A server that runs."""

    def __init__(self, folder: Path, programs: Path, user: str | None) -> None:
        """Make a cluster in ``folder``, which is that user's (``None``: our own), and start it."""
        self.folder = folder
        self._programs = programs
        self._user = user
        self._numbers = count(1)
        self._spare: list[str] = []
        """Databases that were lent and are empty again."""
        self._watcher: subprocess.Popen[bytes] | None = None
        self._office: psycopg.Connection[tuple[object, ...]] | None = None
        initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", OWNER]
        made = self._started([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        said, _ = made.communicate(timeout=_LONGEST)
        assert made.returncode == 0, said.decode()
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS)
        (folder / "data" / "pg_hba.conf").write_text(_DOORS, encoding="utf-8")
        self.start()
        self.run_sql(f"CREATE DATABASE {_EMPTY} TEMPLATE template0 {self._sorting_as_people_do()}")

    def url(self, database: str, user: str = OWNER) -> str:
        """How cartui is told of a database of this server."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new_database(self, *, empty: bool = False) -> str:
        """Make a database with cartui's tables, or with nothing in it; gives its name."""
        name = f"test_{next(self._numbers)}"
        if not empty and self.run_sql(f"SELECT count(*) FROM pg_database WHERE datname = '{_SHOP}'") == "0":  # noqa: S608  our name
            self.run_sql(f"CREATE DATABASE {_SHOP} TEMPLATE {_EMPTY}")
            with Database(self.url(_SHOP)):
                pass
        self.run_sql(f"CREATE DATABASE {name} TEMPLATE {_EMPTY if empty else _SHOP}")
        return name

    def lend_database(self) -> str:
        """A database with cartui's tables for a test that changes nothing but rows; gives its name."""
        return self._spare.pop() if self._spare else self.new_database()

    def take_back(self, name: str) -> None:
        """Empty a database that was lent, for the next test: making one anew takes ten times as long.

        Fails where a connection to it was left open.
        """
        left = self._connections_left(name)
        if left == "0":
            with self._connected(name) as connection:
                tables = _first_values(connection, _TABLES)
                beginnings = _first_values(connection, _FROM_THE_START)
                emptied = [f"DELETE FROM {table}" for table in tables]  # noqa: S608  our own names
                _run_together(connection, [_UNOBSERVED, *emptied, *beginnings])  # TRUNCATE makes new files
            self._spare.append(name)
        assert left == "0", f"{left} connections were left open"

    def rows_of(self, name: str) -> Mapping[str, bytes]:
        """All rows of a database, as :meth:`put_rows` takes them."""
        with self._connected(name) as connection:
            rows = {}
            for table in _first_values(connection, _TABLES):
                with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
                    rows[f"COPY {table} FROM STDIN"] = b"".join(bytes(part) for part in copy)
            counters = dict.fromkeys(_first_values(connection, _COUNTERS), b"")
        return {statement: data for statement, data in rows.items() if data} | counters

    def put_rows(self, name: str, rows: Mapping[str, bytes]) -> None:
        """Put rows into a database that is empty."""
        with self._connected(name) as connection, connection.transaction():
            connection.execute(_UNOBSERVED.encode())
            for statement, data in rows.items():
                if not data:
                    connection.execute(statement.encode())
                    continue
                with connection.cursor().copy(statement.encode()) as copy:
                    copy.write(data)

    def drop_database(self, name: str) -> None:
        """Remove a database; fails where a connection to it was left open."""
        left = self._connections_left(name)
        self.run_sql(f"DROP DATABASE {name} WITH (FORCE)")
        assert left == "0", f"{left} connections were left open"

    def _connections_left(self, name: str) -> str:
        """How many connections to a database are open and stay so."""
        query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND usename IS NOT NULL"  # noqa: S608  our own
        give_up_at = time.monotonic() + _LONGEST / 2
        left = self.run_sql(query)
        while left != "0" and time.monotonic() < give_up_at:  # the server's end of it goes a little later
            time.sleep(0.005)
            left = self.run_sql(query)
        return left

    def run_sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement as the owner of all; gives the first value of what it answers."""
        if database != "postgres":
            with self._connected(database) as connection:
                return _first_value(connection, statement)
        if self._office is None:
            self._office = self._connected(database)
        return _first_value(self._office, statement)

    def _connected(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection of the owner of all."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._watcher = self._started(["/bin/sh", "-c", _WATCH, "sh", str(self._programs), str(self.folder)])
        give_up_at = time.monotonic() + _LONGEST
        while True:
            try:
                self.run_sql("SELECT 1")
            except psycopg.OperationalError:
                if self._watcher.poll() is not None or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self, *, for_good: bool = False) -> None:
        """Stop it at once, as a crash does; ``for_good``: with all that it holds."""
        if self._office is not None:
            self._office.close()
            self._office = None
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.communicate(b"" if for_good else b"keep\n", timeout=_LONGEST)

    def _started(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """Start a program as the server's user."""
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            user=self._user,
            group=None if self._user is None else _group_of(self._user),
            extra_groups=None if self._user is None else [],
            start_new_session=True,  # ctrl+c is for the tests
        )

    def _sorting_as_people_do(self) -> str:
        """What a database has to be made with for that; nothing where the server was built without it."""
        version = int(self.run_sql("SHOW server_version_num"))
        knows = self.run_sql("SELECT count(*) FROM pg_collation WHERE collprovider = 'i'") != "0"
        return "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'" if version >= 150_000 and knows else ""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of these tests."""
    place = programs()
    if place is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    user = _ordinary_user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="cartui-postgres-", dir=_OPEN_TO_ALL))
    if user is not None:
        shutil.chown(folder, user)
    server = None
    try:
        server = PostgresServer(folder, place, user)
        yield server
    finally:
        if server is not None:
            server.stop(for_good=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database with cartui's tables, in which there is no shop yet."""
    name = postgres_server.new_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def lent_name(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a database like that for a test that changes nothing but rows: it was another's before."""
    name = postgres_server.lend_database()
    yield name
    postgres_server.take_back(name)


@pytest.fixture
def lent_postgres_database(postgres_server: PostgresServer, lent_name: str) -> str:
    """The URL of a database for a test that changes nothing but rows."""
    return postgres_server.url(lent_name)


@pytest.fixture
def empty_postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database in which there is nothing."""
    name = postgres_server.new_database(empty=True)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


def _first_values(connection: "psycopg.Connection[tuple[object, ...]]", query: str) -> list[str]:
    """The first value of every row that a query answers."""
    return [str(row[0]) for row in connection.execute(query.encode())]


def _run_together(connection: "psycopg.Connection[tuple[object, ...]]", statements: Sequence[str]) -> None:
    """Run statements that answer nothing, in one transaction."""
    connection.execute("; ".join(statements).encode())


def _first_value(connection: "psycopg.Connection[tuple[object, ...]]", statement: str) -> str:
    """The first value that a statement answers."""
    cursor = connection.execute(statement.encode())
    row = cursor.fetchone() if cursor.description else None
    return "" if row is None else str(row[0])


def _group_of(user: str) -> int:
    """The number of the group that an account belongs to."""
    import pwd

    return pwd.getpwnam(user).pw_gid


def _ordinary_user() -> str:
    """An account that PostgreSQL agrees to run as."""
    import pwd  # here, for Windows has none, and all tests load this module

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
