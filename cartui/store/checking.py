"""Looking through a database for what must not be: damage, broken references, figures that do not add up."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from cartui.model.errors import Unavailable
from cartui.store import sqlite
from cartui.store.full_text import GRAMS, SEARCHED
from cartui.store.issued_check import contradictions
from cartui.store.postgresql.server import make_patient_engine
from cartui.store.postgresql.upgrade import revision_of_server
from cartui.store.revisions import HEAD
from cartui.store.shop_config import load_shop
from cartui.store.sqlite_engine import make_engine
from cartui.store.trouble import explaining, is_damage, way_back
from cartui.store.upgrade import revision_of

SHOWN: Final = 5
"""How many of the same kind are named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be."""

    check: str
    """``integrity``, ``references``, ``revision``, ``search`` or ``figures``."""
    message: str


_FIGURES: Final = {
    "carts whose lines do not add up to what the list shows": (
        "SELECT cart.number FROM cart LEFT JOIN "
        "(SELECT cart_pk, count(*) AS items, sum(quantity) AS units FROM cart_line GROUP BY cart_pk) AS held "
        "ON held.cart_pk = cart.pk "
        "WHERE cart.items <> coalesce(held.items, 0) OR cart.units <> coalesce(held.units, 0)"
    ),
    "carts that are said to be ordered without an order": (
        "SELECT number FROM cart WHERE state = 'ordered' "
        "AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.cart_pk = cart.pk)"
    ),
    "orders whose cart is not ordered, or has another total": (
        "SELECT orders.number FROM orders JOIN cart ON cart.pk = orders.cart_pk "
        "WHERE cart.state <> 'ordered' OR cart.total <> orders.total OR cart.currency <> orders.currency"
    ),
    "carts whose latest version is not in their history": (
        "SELECT cart.number FROM cart LEFT JOIN "
        "(SELECT cart_pk, max(version) AS version FROM history GROUP BY cart_pk) AS told "
        "ON told.cart_pk = cart.pk WHERE cart.version <> coalesce(told.version, 0)"
    ),
}
"""What is looked for in figures, as a sentence and the statement that names the offenders."""


def findings(url_or_path: str | Path) -> tuple[Finding, ...]:
    """Everything that is wrong with a database; nothing of it is changed.

    It reads all there is, which takes its time. Raises ``Unavailable`` where there is no database, or none
    of ours.
    """
    path = sqlite.path_of(url_or_path)
    if path is None:
        return _findings_of_server(str(url_or_path))
    if not path.is_file():
        raise Unavailable(f"There is no database {path}.")
    with explaining(path):
        broken = tuple(_damage(path))
        if broken:
            return (*broken, Finding("integrity", way_back(path)))
        with closing(sqlite.connect(path, readonly=True)) as connection:
            revision = revision_of(connection, path)
        if revision != HEAD:
            return (_outdated(revision),)
        engine = make_engine(path, readonly=True)
        try:
            with engine.connect() as connected:
                return (*_references(connected), *_search(connected), *_figures(connected))
        finally:
            engine.dispose()


def _findings_of_server(url: str) -> tuple[Finding, ...]:
    """The same of a database server, which looks after its own pages and references."""
    with explaining(None), make_patient_engine(url).connect() as connection:
        revision = revision_of_server(connection)
        if revision != HEAD:
            return (_outdated(revision),)
        return (*_search(connection), *_figures(connection))


def _damage(path: Path) -> Iterator[Finding]:
    """What SQLite finds wrong with its pages and indexes."""
    try:
        with closing(sqlite.connect(path, readonly=True)) as connection:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({SHOWN})")]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        found = [str(error)]
    yield from (Finding("integrity", each) for each in found if each != "ok")


def _outdated(revision: str | None) -> Finding:
    """That a database is not of the program's revision."""
    if revision is None:
        return Finding("revision", "It is empty: there is no shop in it yet.")
    return Finding(
        "revision",
        f"It is of revision {revision}, this program's is {HEAD}: `cartui db upgrade` upgrades it.",
    )


def _references(connection: Connection) -> Iterator[Finding]:
    """Rows that refer to what is not there."""
    counts: dict[tuple[str, str], int] = {}
    for table, _, target, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        counts[table, target] = counts.get((table, target), 0) + 1
    for (table, target), count in counts.items():
        yield Finding("references", f"{count} rows of {table} refer to a {target} that is not there.")


def _search(connection: Connection) -> Iterator[Finding]:
    """Whether what is searched is as many as what is there."""
    for searched in SEARCHED:
        of = searched.removesuffix("_search")
        rows, texts = _count(connection, of), _count(connection, searched)
        if rows != texts:
            yield Finding("search", f"{texts} of {rows} rows of {of} can be found by searching.")
        if connection.dialect.name != "sqlite":
            continue
        indexed = _count(connection, f"{searched}{GRAMS}_docsize")
        if indexed != texts:
            yield Finding("search", f"The index {searched}{GRAMS} has {indexed} rows and not {texts}.")


def _count(connection: Connection, table: str) -> int:
    """Rows of one of our tables."""
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608  our own names


def _figures(connection: Connection) -> Iterator[Finding]:
    """Figures and states that contradict each other, and numbers that would be given twice."""
    for sentence, statement in _FIGURES.items():
        numbers = list(connection.exec_driver_sql(statement).scalars())
        if numbers:
            yield Finding("figures", f"{len(numbers)} {sentence}: {_named(numbers)}.")
    for sentence, numbers in contradictions(connection):
        yield Finding("figures", f"{len(numbers)} {sentence}: {_named(numbers)}.")
    numbering = load_shop(connection).settings.numbering
    formed = {
        "cart": ("cart", numbering.cart_prefix, numbering.cart_digits),
        "order": ("orders", numbering.order_prefix, numbering.order_digits),
        "goods_issue": ("goods_issue", numbering.goods_issue_prefix, numbering.goods_issue_digits),
        "customer": ("customer", "", 1),
    }
    for counter, (table, prefix, digits) in formed.items():
        numbers = _beyond(connection, counter, table, prefix, digits)
        if numbers:
            yield Finding(
                "figures",
                f"Numbers of {table} beyond the counter, which would be given twice: {_named(numbers)}.",
            )


def _beyond(connection: Connection, counter: str, table: str, prefix: str, digits: int) -> list[str]:
    """Numbers as the counter writes them that come after the last it gave."""
    last = connection.execute(
        text("SELECT value FROM counter WHERE name = :name"), {"name": counter}
    ).scalar()
    written = f"{prefix}{last or 0:0{digits}d}"
    rows = connection.execute(
        text(f"SELECT number FROM {table} WHERE length(number) = :length AND number > :written"),  # noqa: S608  as above
        {"length": len(written), "written": written},
    ).scalars()
    return [number for number in rows if number.startswith(prefix) and number[len(prefix) :].isdecimal()]


def _named(numbers: list[str]) -> str:
    """The first of some numbers."""
    more = len(numbers) - SHOWN
    return ", ".join(numbers[:SHOWN]) + (f" and {more} more" if more > 0 else "")
