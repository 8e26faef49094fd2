"""`cartui orders export`: each order once for every consumer, and only once the file is there."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def order(run: Run, ready: dict[str, Any]) -> dict[str, Any]:
    """An order of two shirts."""
    run("carts", "place", ready["number"], "--phone", "01712345678")
    (placed,) = run("orders", "list", "--json").json["items"]
    shown: dict[str, Any] = run("orders", "show", placed["number"], "--json").json
    return shown


def exported(run: Run, *more: str) -> Any:
    """What a run writes to stdout."""
    return run("orders", "export", "--consumer", "erp", "-o", "-", *more)


def test_a_file_has_a_row_for_each_line_and_the_next_one_nothing(
    run: Run, order: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    outcome = run("orders", "export", "--consumer", "ERP", "-o", str(file))
    assert "1 order is handed on to erp." in outcome.err
    (row,) = csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    assert (row["order"], row["sku"], row["quantity"]) == (order["number"], "SHIRT-LB", "2")
    assert int(row["total"].replace(".", "")) == order["totals"]["total"]
    assert row["placed_at"] == order["placed_at"]

    other = tmp_path / "none.csv"
    nothing = run("orders", "export", "--consumer", "erp", "-o", str(other))
    assert "There is no new order for erp." in nothing.err
    assert not other.exists()
    assert exported(run, "--again", "--format", "json").json == [order]
    assert json.loads(exported(run, "--format", "json").out) == []
    noted = run("activity", "--kind", "exported", "--json").json["items"]
    assert [(each["rows_of"], each["selection"], each["rows"]) for each in noted] == [
        ("orders", "once more for erp", 1),
        ("orders", "1 handed on to erp", 1),
    ]


def test_what_cannot_be_written_is_handed_on_the_next_time(
    run: Run, order: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "there.json"
    file.write_text("mine", encoding="utf-8")
    refused = run("orders", "export", "--consumer", "erp", "-o", str(file))
    assert refused.status == 1
    assert "Nothing was handed on" in refused.err
    assert [each["number"] for each in exported(run, "--format", "json").json] == [order["number"]]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--since", "yesterweek"), "--since: 'yesterweek' is not a date"),
        (("--state", "nowhere"), "'nowhere'"),
        (("--again", "--state", "approved"), "leave --state out"),
    ],
)
def test_what_makes_no_sense_is_said(run: Run, order: object, more: tuple[str, ...], said: str) -> None:
    outcome = exported(run, *more)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err
