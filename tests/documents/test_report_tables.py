"""A report as CSV and JSON: amounts exact, titles harmless, nothing where there is nothing."""

import csv
import io
import json
from datetime import date

from cartui.documents.report_tables import Figure, figure_table
from cartui.documents.tables import TableFormat
from cartui.model.reports import LockFigure, ProductFigure, RecoveredFigure
from cartui.model.text import clean_line
from tests.hostile import HOSTILE

TEA = ProductFigure(
    sku="TEA-1",
    title="日本茶",
    added_carts=7,
    added_units=9,
    ordered_carts=3,
    ordered_units=4,
    conversion=4_286,
    query="product:TEA-1",
)


def written(figures: list[Figure], table_format: TableFormat) -> str:
    """One file of them."""
    table = figure_table(type(figures[0]), table_format, marked=False)
    return (table.begin() + table.rows(figures) + table.end()).decode()


def rows_of(figures: list[Figure]) -> list[dict[str, str]]:
    """The same as CSV, read again."""
    return list(csv.DictReader(io.StringIO(written(figures, TableFormat.CSV))))


def test_every_field_has_a_column_and_amounts_have_two() -> None:
    figure = RecoveredFigure(day=date(2026, 11, 5), currency="KWD", carts=2, value=4_950, called=1)
    [row] = rows_of([figure])
    assert row == {
        "day": "2026-11-05",
        "currency": "KWD",
        "carts": "2",
        "value": "4.950",
        "value_minor": "4950",
        "called": "1",
    }


def test_what_never_ended_took_no_time() -> None:
    figure = LockFigure(reason="by_hand", locks=1, waiting=1, confirmed=0, unlocked=0, deleted=0)
    [row] = rows_of([figure])
    assert row["median_seconds"] == ""
    [shape] = json.loads(written([figure], TableFormat.JSON))
    assert shape["median_seconds"] is None


def test_no_title_is_a_formula_or_ends_its_row() -> None:
    figures: list[Figure] = [TEA.model_copy(update={"title": clean_line(text)}) for text in HOSTILE]
    rows = rows_of(figures)
    assert len(rows) == len(HOSTILE)
    assert not any(row["title"].startswith(("=", "+", "-", "@")) for row in rows)
    shapes = json.loads(written(figures, TableFormat.JSON))
    assert [shape["title"] for shape in shapes] == [clean_line(text) for text in HOSTILE]
