"""`cartui carts export`: all that a query finds, in a new file or down a pipe."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from cartui.model.customer import Customer
from tests.cli.conftest import Run


def test_a_file_of_csv_has_a_line_for_each_cart(run: Run, ready: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "carts.csv"
    outcome = run("carts", "export", "-o", str(file))
    assert (outcome.status, outcome.out) == (0, "")
    assert f"2 carts are in {file}" in outcome.err
    lines = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    mine = next(line for line in lines if line["number"] == ready["number"])
    assert mine["customer"] == "Rahim Uddin"
    assert int(mine["total_minor"]) == ready["totals"]["total"]


def test_json_is_chosen_by_the_name_or_by_the_format(run: Run, ready: dict[str, Any], tmp_path: Path) -> None:
    run("carts", "export", "-q", "state:open", "-o", str(tmp_path / "carts.json"))
    in_file = json.loads((tmp_path / "carts.json").read_text(encoding="utf-8"))
    piped = run("carts", "export", "-q", "state:open", "--format", "json", "-o", "-")
    listed = run("carts", "list", "-q", "state:open", "--json").json["items"]
    assert in_file == json.loads(piped.out) == listed
    assert piped.err == ""


def test_a_pipe_has_csv_without_a_mark(run: Run, ready: dict[str, Any]) -> None:
    assert run("carts", "export", "-o", "-").out.startswith("number,id,state,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "carts.csv", "-q", "state:nowhere"), "state"),
        (("-o", "carts.csv", "--rows", "products"), "carts or lines"),
        (("-o", "carts.xls", "--format", "xls"), "none of csv, xlsx, json"),
    ],
    ids=["a query that makes no sense", "rows of what there is not", "a format that there is not"],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(
    run: Run,
    rahim: Customer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = run("carts", "export", *arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert not list(folder.iterdir())


def test_a_file_that_is_there_stays_as_it_is(run: Run, rahim: Customer, tmp_path: Path) -> None:
    file = tmp_path / "carts.csv"
    file.write_text("mine", encoding="utf-8")
    outcome = run("carts", "export", "-o", str(file))
    assert outcome.status == 1
    assert "was not written: it is there already" in outcome.err
    assert file.read_text(encoding="utf-8") == "mine"


def test_an_export_stands_in_the_activity_with_what_it_had(
    run: Run, ready: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "lines.json"
    assert run("carts", "export", "-q", "email:@example.com", "--rows", "lines", "-o", str(file)).status == 0
    [item] = run("activity", "--kind", "exported", "--json").json["items"]
    assert item | {"at": "", "agent": ""} == {
        "id": None,
        "kind": "exported",
        "number": None,
        "export": 1,
        "rows_of": "lines",
        "selection": "email:…",
        "written_as": "json",
        "rows": len(json.loads(file.read_bytes())),
        "origin": "cli",
        "at": "",
        "agent": "",
    }
    assert item["rows"] == 1
    assert "exported 1 row of cart lines as json · email:…" in run("activity").out


def test_what_is_not_written_is_not_noted(run: Run, ready: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "carts.csv"
    file.write_text("mine", encoding="utf-8")
    assert run("carts", "export", "-o", str(file)).status == 1
    assert run("activity", "--kind", "exported", "--json").json["items"] == []


def test_where_nothing_can_be_written_an_export_goes_on_and_says_that_it_is_not_noted(
    run: Run, ready: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "carts.csv"
    outcome = run("--read-only", "carts", "export", "-o", str(file))
    assert outcome.status == 0
    assert "not noted" in outcome.err
    assert ready["number"] in file.read_text(encoding="utf-8-sig")
    assert run("activity", "--kind", "exported", "--json").json["items"] == []
