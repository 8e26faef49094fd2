"""Printing a document of each of many carts: one file or one print, and none stops the others."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cartui.client import print_run
from cartui.documents.document_pile import NEW_PAGE
from tests.cli.conftest import Run
from tests.pdf_text import pages_of
from tests.printer import SystemPrinter

PHONE = "+8801712345678"


@pytest.fixture
def other(run: Run, ready: dict[str, Any]) -> dict[str, Any]:
    """A second cart, of Europe, beside the one that is ready."""
    empty = run("carts", "new", "--market", "EU", "--json").json
    actions = json.dumps([{"type": "add_line", "sku": "MUG-01", "quantity": 3}])
    version = str(empty["version"])
    given: dict[str, Any] = run(
        "carts", "edit", empty["number"], "-", "--version", version, "--json", stdin=actions
    ).json
    return given


def titles(pages: list[str]) -> list[str]:
    """The first line of each page."""
    return [page.splitlines()[0] for page in pages]


def test_carts_are_one_pdf_in_which_each_begins_a_page(
    run: Run, ready: dict[str, Any], other: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "quotes.pdf"
    printed = run("carts", "print", other["number"], ready["number"], "--format", "pdf", "-o", str(file))
    assert (printed.status, printed.err) == (0, f"2 quotes are in {file}\n")
    assert titles(pages_of(file.read_bytes())) == [f"Quote {each['number']}" for each in (ready, other)]


def test_a_query_is_one_job_of_the_printer(
    run: Run, ready: dict[str, Any], other: dict[str, Any], printer: SystemPrinter
) -> None:
    printed = run("carts", "print", "-q", "state:open", "--columns", "40", "--printer", "receipts")
    assert (printed.status, printed.err) == (0, "2 quotes printed\n")
    assert printer.arguments == ["-s", "-t", "Quotes", "-d", "receipts"]
    pages = printer.printed.decode().split(NEW_PAGE)
    assert titles(pages) == [f"Quote {each['number']}" for each in (ready, other)]


def test_numbers_come_on_stdin_and_what_cannot_be_printed_is_named(
    run: Run, ready: dict[str, Any], other: dict[str, Any]
) -> None:
    order = run("carts", "place", ready["number"], "--phone", PHONE, "--json").json["order"]
    numbers = f"{ready['number']}\n{other['number']}  # a guest's\nC-999999\n"
    of_both = ("carts", "print", "-", "--document")
    confirmed = run(*of_both, "order-confirmation", stdin=numbers)
    assert confirmed.status == 1
    assert confirmed.out.startswith(f"Order confirmation {order}\n")
    assert confirmed.err == f"{other['number']}: it was not ordered\nC-999999: there is no such cart\n"

    nothing = run(*of_both, "delivery-note", stdin=numbers)
    assert (nothing.status, nothing.out) == (1, "")
    assert f"{ready['number']} ({order} is not approved" in nothing.err
    run("orders", "approve", order)
    assert run(*of_both, "delivery-note", stdin=numbers).out.startswith("Delivery note GI-")
    assert f"{order} has no invoice" in run(*of_both, "invoice", stdin=numbers).err


def test_a_damaged_cart_stops_no_other(
    run: Run, ready: dict[str, Any], other: dict[str, Any], home: Path
) -> None:
    with sqlite3.connect(home / "data" / "cartui.sqlite3") as connection:
        connection.execute("UPDATE cart SET currency = '??' WHERE number = ?", (ready["number"],))
    connection.close()
    printed = run("carts", "print", "-q", "state:open")
    assert printed.status == 1
    assert f"{ready['number']}: it cannot be read\n" in printed.err
    assert f"Quote {other['number']}" in printed.out


def test_one_cart_has_any_of_its_documents(run: Run, ready: dict[str, Any]) -> None:
    refused = run("carts", "print", ready["number"], "--document", "delivery-note")
    assert (refused.status, refused.out) == (1, "")
    assert "it was not ordered" in refused.err
    assert run("carts", "print", "C-999999").status == 3


def test_more_than_anybody_wants_on_paper_is_refused_before_a_file_is_there(
    run: Run,
    ready: dict[str, Any],
    other: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_run, "MOST", 1)
    file = tmp_path / "quotes.txt"
    refused = run("carts", "print", "-q", "state:open", "-o", str(file))
    assert refused.status == 2
    assert "At most 1 carts are printed at once" in refused.err
    assert list(tmp_path.glob("*quotes*")) == []


def test_that_many_were_printed_is_noted_without_any_customer(
    run: Run, ready: dict[str, Any], other: dict[str, Any]
) -> None:
    assert run("carts", "print", "-q", "market:BD,EU state:open rahim").status == 0
    (noted,) = run("activity", "--kind", "exported", "--json").json["items"]
    assert (noted["rows_of"], noted["written_as"], noted["rows"]) == ("documents", "text", 1)
    assert noted["selection"] == "quotes · market:BD,EU state:open …"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "name the carts"),
        (("C-000001", "-q", "state:open"), "not by both"),
        (("-q", ""), "state:open"),
        (("C-000001", "--document", "credit-note"), "none of quote, order-confirmation"),
    ],
)
def test_which_carts_and_what_of_them_has_to_be_said(
    run: Run, ready: dict[str, Any], arguments: tuple[str, ...], word: str
) -> None:
    refused = run("carts", "print", *arguments)
    assert refused.status == 2
    assert word in refused.err
