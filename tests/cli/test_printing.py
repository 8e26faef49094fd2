"""Printing documents: text on stdout, in a file of one's own, or on a printer of the system."""

import stat
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.cli.conftest import Run
from tests.printer import SystemPrinter

PHONE = "+8801712345678"


@pytest.fixture
def order(run: Run, ready: dict[str, Any]) -> str:
    """A pending order."""
    return str(run("carts", "place", ready["number"], "--phone", PHONE, "--json").json["order"])


def test_a_quote_has_the_carts_number_and_total(run: Run, ready: dict[str, Any]) -> None:
    shown = run("carts", "print", ready["number"])
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith(f"Quote {ready['number']}\n")
    total = f"{ready['totals']['total'] / 100:,.2f}"
    assert shown.out.splitlines()[-1].endswith(f" {total}") or f" {total}\n" in shown.out


def test_a_receipt_is_forty_columns_wide(run: Run, ready: dict[str, Any]) -> None:
    lines = run("carts", "print", ready["number"], "--columns", "40").out.splitlines()
    assert max(map(len, lines)) == 40


def test_a_pdf_is_a_file_of_the_paper_that_the_config_says(
    run: Run, ready: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "quote.pdf"
    (home / "config.toml").write_text("[documents]\npaper = 'letter'\n", encoding="utf-8")
    assert run("carts", "print", ready["number"], "--format", "pdf", "-o", str(file)).status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    pdf = pypdfium2.PdfDocument(file)
    assert pdf[0].get_size() == (pytest.approx(612, abs=0.1), pytest.approx(792, abs=0.1))
    assert f"Quote {ready['number']}" in pdf[0].get_textpage().get_text_range()
    pdf.close()


def test_a_logo_that_is_not_there_is_said_and_nothing_is_written(
    run: Run, ready: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "quote.pdf"
    (home / "config.toml").write_text("[documents]\nlogo = 'nowhere.png'\n", encoding="utf-8")
    refused = run("carts", "print", ready["number"], "--format", "pdf", "-o", str(file))
    assert refused.status == 2
    assert "nowhere.png, the logo, is no PNG or JPEG picture" in refused.err
    assert not file.exists()


def test_paper_is_for_a_pdf(run: Run, ready: dict[str, Any]) -> None:
    refused = run("carts", "print", ready["number"], "--paper", "a4")
    assert refused.status == 2
    assert "--format pdf" in refused.err


def test_no_other_width_is_taken(run: Run, ready: dict[str, Any]) -> None:
    refused = run("carts", "print", ready["number"], "--columns", "60")
    assert refused.status == 2
    assert "40, 80" in refused.err


def test_a_file_is_the_owners_and_takes_the_place_of_none(
    run: Run, ready: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "quote.txt"
    assert run("carts", "print", ready["number"], "-o", str(file)).status == 0
    assert file.read_text(encoding="utf-8").startswith("Quote ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = run("carts", "print", ready["number"], "-o", str(file))
    assert again.status == 1
    assert "is there already" in again.err


def test_an_order_is_confirmed_and_once_approved_picked(run: Run, order: str) -> None:
    assert run("orders", "print", order).out.startswith(f"Order confirmation {order}\n")
    refused = run("orders", "goods-issue", order)
    assert refused.status == 1
    assert "is not approved" in refused.err
    assert run("orders", "approve", order).status == 0
    note = run("orders", "goods-issue", order).out
    assert note.startswith("Delivery note GI-")
    assert "[ ]" in note
    assert "BDT" not in note


def test_a_printer_is_given_the_text_and_no_shell(
    run: Run, ready: dict[str, Any], printer: SystemPrinter
) -> None:
    name = "front desk; rm -rf /"
    assert run("carts", "print", ready["number"], "--printer", name).status == 0
    assert printer.arguments == ["-s", "-t", f"Quote {ready['number']}", "-d", name]
    assert printer.printed.decode().startswith("Quote ")


def test_what_the_printer_says_is_told(run: Run, ready: dict[str, Any], printer: SystemPrinter) -> None:
    refused = run("carts", "print", ready["number"], "--printer", "broken")
    assert refused.status == 1
    assert "no such printer" in refused.err


def test_without_lp_the_way_out_is_told(
    run: Run, ready: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = run("carts", "print", ready["number"], "--printer", "default")
    assert refused.status == 8
    assert "-o" in refused.err
