"""The commands on a PostgreSQL database: they work, or say what to use instead."""

from pathlib import Path
from typing import Any

import pytest

from cartui.store.postgresql.server import make_patient_engine
from cartui.store.revisions import HEAD
from tests.cli.conftest import Run


@pytest.fixture
def on_server(run: Run, empty_postgres_database: str) -> Run:
    """Run a command with ``--json`` on a database in which there is nothing yet."""

    def run_there(*arguments: str) -> Any:
        return run("--db", empty_postgres_database, *arguments, "--json")

    return run_there


def test_a_shop_is_set_up_looked_at_and_looked_after(on_server: Run, tmp_path: Path) -> None:
    assert on_server("carts", "list").status == 0
    shop = on_server("shop", "show")
    assert shop.status == 0

    upgraded = on_server("db", "upgrade")
    assert (upgraded.status, upgraded.json["from"], upgraded.json["backup"]) == (0, HEAD, None)
    checked = on_server("db", "check")
    assert (checked.status, checked.json["sound"], checked.json["findings"]) == (0, True, [])
    assert on_server("db", "purge").json["carts_purged"] == 0
    assert on_server("tick").status == 0
    for arguments in (("db", "backup"), ("db", "restore", "x")):
        refused = on_server(*arguments)
        assert (refused.status, refused.error["error"]) == (8, "unsupported")


def test_an_upgrade_says_that_it_makes_no_copy(run: Run, empty_postgres_database: str) -> None:
    outcome = run("--db", empty_postgres_database, "db", "upgrade")
    assert outcome.status == 0
    assert f"Upgraded from revision none to {HEAD}." in outcome.err
    assert "No copy was made" in outcome.err
    assert "pg_dump" in outcome.err


def test_the_doctor_sees_the_server_and_its_version(on_server: Run) -> None:
    before = on_server("doctor")
    assert "no shop in this database yet" in before.out
    assert on_server("db", "upgrade").status == 0
    after = on_server("doctor")
    assert "PostgreSQL 1" in after.out
    assert "no shop in this database yet" not in after.out


def test_what_does_not_add_up_is_found(on_server: Run, empty_postgres_database: str) -> None:
    assert on_server("db", "check").json["findings"][0]["check"] == "revision"
    assert on_server("db", "upgrade").status == 0
    with make_patient_engine(empty_postgres_database).begin() as connection:
        connection.exec_driver_sql("INSERT INTO product VALUES ('p', 'P', '', '[]')")
        connection.exec_driver_sql(
            "INSERT INTO variant (sku, product_id, position, options, barcode, backorder, weight) "
            "VALUES ('P', 'p', 0, '[]', '', false, 0)"
        )
    found = on_server("db", "check")
    assert (found.status, found.json["sound"]) == (1, False)
    assert found.json["findings"] == [
        {"check": "search", "message": "0 of 1 rows of variant can be found by searching."}
    ]
