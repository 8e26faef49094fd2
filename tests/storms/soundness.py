"""What has to be true of a database whatever happened to its programs, read with sqlite3 alone."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

NOTHING_IS: Final = {
    "a cart with other lines than it counts": (
        "SELECT number FROM cart WHERE items <> (SELECT count(*) FROM cart_line WHERE cart_pk = cart.pk)"
    ),
    "a cart with other units than it counts": (
        "SELECT number FROM cart WHERE units <> "
        "(SELECT coalesce(sum(quantity), 0) FROM cart_line WHERE cart_pk = cart.pk)"
    ),
    "a cart whose lines are not of its figures": (
        "SELECT number FROM cart WHERE subtotal - coupon_amount + shipping + "
        "CASE WHEN tax_included THEN 0 ELSE tax END <> total"
    ),
    "a cart with the history of another version": (
        "SELECT number FROM cart "
        "WHERE version IS NOT (SELECT max(version) FROM history WHERE cart_pk = cart.pk)"
    ),
    "an ordered cart without order": (
        "SELECT number FROM cart WHERE state = 'ordered' AND pk NOT IN (SELECT cart_pk FROM orders)"
    ),
    "an order of a cart that is none": (
        "SELECT orders.number FROM orders JOIN cart ON cart.pk = cart_pk WHERE cart.state <> 'ordered'"
    ),
    "a cart that no search finds": "SELECT number FROM cart WHERE pk NOT IN (SELECT pk FROM cart_search)",
    "something found that is no cart": "SELECT pk FROM cart_search WHERE pk NOT IN (SELECT pk FROM cart)",
}
"""Questions that no row may answer, whenever and however the programs ended."""

_NUMBERED: Final = {"cart": "SELECT number FROM cart", "order": "SELECT number FROM orders"}
"""What is numbered, by the name of its counter."""


def ask(database: Path, question: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one query."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question, values).fetchall()


def assert_sound(database: Path) -> None:
    """Fail where the file, its references, its carts, its numbers or its search indexes do not add up."""
    assert ask(database, "PRAGMA integrity_check") == [("ok",)]
    assert ask(database, "PRAGMA foreign_key_check") == []
    assert {what: rows for what, question in NOTHING_IS.items() if (rows := ask(database, question))} == {}
    for counter, question in _NUMBERED.items():
        numbers = [int(re.sub(r"\D", "", number)) for (number,) in ask(database, question)]
        ((last,),) = ask(database, "SELECT coalesce(max(value), 0) FROM counter WHERE name = ?", counter)
        assert len(set(numbers)) == len(numbers), f"a number of an {counter} was given twice"
        assert max(numbers, default=0) <= last, f"a number of an {counter} would be given again"
    _assert_indexes_agree(database)


def _assert_indexes_agree(database: Path) -> None:
    """Each full-text index agrees with the table that it lies over."""
    indexes = ask(database, "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
    assert indexes
    with closing(sqlite3.connect(database)) as connection:
        for (index,) in indexes:  # raises where it does not agree
            check = f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608  its name is ours
            connection.execute(check)
        connection.rollback()
