"""Tables for other programs: nothing in them is a formula, every row stands once, and amounts are exact."""

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cartui.documents.bulk_table import item_table
from cartui.documents.cart_table import cart_table
from cartui.documents.tables import BYTE_ORDER_MARK, Table, TableFormat, harmless, write_table
from cartui.model.bulk import BulkItem, ItemState
from cartui.model.cart_summary import CartSummary
from cartui.model.text import clean_line
from tests.desk.fake_client import a_summary
from tests.hostile import HOSTILE


def whole(table: Table[CartSummary], *portions: Sequence[CartSummary]) -> bytes:
    """All of it."""
    return table.begin() + b"".join(map(table.rows, portions)) + table.end()


def records(content: bytes) -> list[dict[str, str]]:
    """CSV as whoever opens it reads it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_line_has_the_amount_for_people_and_the_one_in_minor_units() -> None:
    carts = [
        a_summary(1),
        a_summary(2, currency="KWD", total=1_902),
        a_summary(3, currency="JPY", total=500),
    ]
    lines = records(whole(cart_table(TableFormat.CSV, marked=True), carts))
    assert [(line["currency"], line["total"], line["total_minor"]) for line in lines] == [
        ("BDT", "1250.01", "125001"),
        ("KWD", "1.902", "1902"),
        ("JPY", "500", "500"),
    ]
    assert [line["id"] for line in lines] == ["cart-1", "cart-2", "cart-3"]
    assert lines[0]["created_at"] == "2026-11-21T11:59:00Z"


def test_a_file_for_a_spreadsheet_is_marked_as_utf_8_and_a_pipe_is_not() -> None:
    marked = whole(cart_table(TableFormat.CSV, marked=True), [a_summary(1, customer="রহিম")])
    assert marked.startswith(BYTE_ORDER_MARK)
    plain = whole(cart_table(TableFormat.CSV, marked=False), [a_summary(1, customer="রহিম")])
    assert plain == marked.removeprefix(BYTE_ORDER_MARK)


@given(st.text() | st.sampled_from([*HOSTILE, "=1+1", "@SUM(A1)", "-2", "+8801712", "\t=1", " =1", "＝1"]))
def test_no_cell_begins_a_formula_and_no_letter_of_it_is_lost(text: str) -> None:
    cell = harmless(text)
    assert not cell.lstrip(" ").startswith(tuple("=+-@＝＋－＠\t\r\n"))
    assert cell.removeprefix("'") in {clean_line(text), clean_line(text).removeprefix("'")}


@given(st.lists(st.sampled_from(HOSTILE), max_size=5))
def test_hostile_names_stay_in_their_cells(names: list[str]) -> None:
    carts = [a_summary(at, customer=name, products=(name,), tags=(name,)) for at, name in enumerate(names)]
    lines = records(whole(cart_table(TableFormat.CSV, marked=True), carts))
    assert [line["customer"] for line in lines] == [harmless(name) for name in names]
    given_out = json.loads(whole(cart_table(TableFormat.JSON, marked=True), carts))
    assert [cart["customer"] for cart in given_out] == names


def test_of_a_cart_that_cannot_be_read_only_number_and_id_are_written() -> None:
    broken = replace(a_summary(1), damaged=True, currency="", customer="stand-in")
    (line,) = records(whole(cart_table(TableFormat.CSV, marked=True), [broken]))
    assert {name: text for name, text in line.items() if text} == {
        "number": "C-000001",
        "id": "cart-1",
        "state": "damaged",
    }


def test_json_is_one_array_whatever_portions_it_comes_in() -> None:
    carts = [a_summary(number) for number in range(5)]
    at_once = whole(cart_table(TableFormat.JSON, marked=True), carts)
    assert at_once == whole(cart_table(TableFormat.JSON, marked=True), carts[:2], [], carts[2:])
    assert [cart["total"] for cart in json.loads(at_once)] == [cart.total for cart in carts]
    assert json.loads(whole(cart_table(TableFormat.JSON, marked=True))) == []


def test_the_report_says_of_each_what_became_of_it() -> None:
    items = [
        BulkItem(id="1", number="C-1", state=ItemState.CHANGED, currency="BDT", before=1_000, after=900),
        BulkItem(id="2", number="C-2", state=ItemState.REFUSED, reason="=it is locked"),
    ]
    table = item_table(marked=True)
    changed, refused = records(table.begin() + table.rows(items) + table.end())
    assert (changed["before"], changed["after_minor"]) == ("10.00", "900")
    assert (refused["state"], refused["reason"], refused["before"]) == ("refused", "'=it is locked", "")


async def test_it_is_told_how_many_are_written_after_each_portion() -> None:
    async def portions() -> AsyncIterator[list[CartSummary]]:
        yield [a_summary(1), a_summary(2)]
        yield [a_summary(3)]

    written, told = list[bytes](), list[int]()
    table = cart_table(TableFormat.CSV, marked=False)
    assert await write_table(portions(), table, written.append, told=told.append) == 3
    assert told == [2, 3]
    assert len(records(b"".join(written))) == 3
