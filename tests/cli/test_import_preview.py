"""`cartui import KIND FILE --preview ROWS`."""

from pathlib import Path

import pytest

from cartui.model.customer import Customer
from tests.cli.conftest import Run

PEOPLE = "number,name,price_level,shoe size\n2001,Bo,,42\n2002,Mei,golden,\n"


@pytest.fixture
def people(tmp_path: Path) -> str:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return str(file)


def test_it_shows_columns_and_rows_and_changes_nothing(run: Run, rahim: Customer, people: str) -> None:
    outcome = run("import", "customers", people, "--preview", "1")
    assert outcome.status == 0
    assert "Not read: shoe size" in outcome.out
    assert "line 2\n  number  2001\n  name    Bo" in outcome.out
    assert "Mei" not in outcome.out
    assert "Nothing was imported." in outcome.err
    assert "2001" not in run("customers", "list", "--json").out


def test_a_row_that_would_be_refused_is_named_and_the_status_is_1(
    run: Run, rahim: Customer, people: str
) -> None:
    outcome = run("import", "customers", people, "--preview", "5")
    assert outcome.status == 1
    assert "line 3, refused" in outcome.out
    assert f"{people}:3: refused: price_level: 'golden' is not a price level" in outcome.err


def test_as_json_it_has_what_the_rows_would_make(run: Run, rahim: Customer, people: str) -> None:
    shown = run("import", "customers", people, "--preview", "2", "--json").json
    assert shown["ignored"] == ["shoe size"]
    assert [row["line"] for row in shown["rows"]] == [2, 3]
    assert shown["rows"][1]["refused"]["column"] == "price_level"
    assert [customer["name"] for customer in shown["becomes"]["customers"]] == ["Bo"]


def test_a_file_that_lacks_a_column_is_told_with_its_columns(run: Run, rahim: Customer, people: str) -> None:
    outcome = run("import", "carts", people, "--market", "BD", "--preview", "2")
    assert outcome.status == 1
    assert "reference is a column the file must have" in outcome.err
