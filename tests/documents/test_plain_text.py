"""Documents as text: straight columns, nothing lost, nothing that a printer would obey."""

import pytest
from rich.cells import cell_len

from cartui.documents.plain_text import WIDTHS, document_text
from cartui.model.document import DocumentKind, DocumentLine, Party
from tests.documents.papers import paper, picking_list
from tests.hostile import CONTROLS, HOSTILE

both_widths = pytest.mark.parametrize("columns", WIDTHS)


def test_a_quote_reads_from_the_lines_to_the_total() -> None:
    text = document_text(paper(), columns=80)
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert "Quote C-000123" in rows
    assert "Date: 2026-11-22" in rows  # the market's day, not that of Greenwich
    assert "2 Cotton Shirt 1,200.00 2,000.00" in rows
    assert "SHIRT-LB, L / Blue, VAT 15 %" in rows
    assert "less 400.00" in rows
    assert "Goods 2,050.00" in rows
    assert "Delivery 120.00" in rows
    assert "VAT 15 % of 2,120.00 318.00" in rows
    assert "Total BDT 2,488.00" in rows


@both_widths
def test_no_line_is_wider_than_the_paper_and_amounts_end_in_one_column(columns: int) -> None:
    lines = document_text(paper(), columns=columns).splitlines()
    assert max(map(cell_len, lines)) <= columns
    for amount in ("2,000.00", "50.00", "2,050.00", "318.00", "2,488.00"):
        assert any(line.endswith(f" {amount}") and cell_len(line) == columns for line in lines), amount


@both_widths
@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_bends_a_line_or_reaches_the_printer_raw(columns: int, name: str) -> None:
    line = DocumentLine(sku=name, title=name, options=name, quantity=2, unit_price=500, discount=0)
    text = document_text(paper(lines=(line,), buyer=Party(name=name), tax_note=name), columns=columns)
    lines = text.split("\n")
    assert max(map(cell_len, lines)) <= columns
    assert not CONTROLS & set("".join(lines))
    assert any(each.endswith(" 10.00") and cell_len(each) == columns for each in lines)


@both_widths
def test_a_long_title_goes_on_and_loses_nothing(columns: int) -> None:
    words = [f"word{at}" for at in range(60)]
    line = DocumentLine(title=" ".join(words), quantity=1, unit_price=500, discount=0)
    text = document_text(paper(lines=(line,)), columns=columns)
    assert all(word in text for word in words)


@pytest.mark.parametrize("title", ["قميص قطن", "חולצת כותנה"])
def test_figures_do_not_stand_behind_right_to_left_letters(title: str) -> None:
    line = DocumentLine(title=title, quantity=2, unit_price=500, discount=0)
    lines = document_text(paper(lines=(line,)), columns=80).splitlines()
    assert title in lines
    assert " ".join(lines[lines.index(title) + 1].split()) == "2 x 5.00 10.00"


def test_amounts_are_written_as_the_documents_locale_does() -> None:
    assert "2.488,00" in document_text(paper(currency="EUR", locale="de_DE"))


@both_widths
def test_a_delivery_note_has_boxes_to_tick_and_no_amounts(columns: int) -> None:
    text = document_text(picking_list(), columns=columns)
    assert "[ ] 2  Cotton Shirt" in text
    assert "SHIRT-LB, L / Blue" in text
    assert "3  units in 2 lines" in text
    assert "BDT" not in text
    assert ".00" not in text


def test_tax_that_prices_hold_is_told_below_the_total() -> None:
    document = paper()
    assert document.totals is not None
    held = document.totals.model_copy(update={"tax_included": True})
    lines = document_text(paper(totals=held)).splitlines()
    total = next(at for at, line in enumerate(lines) if line.startswith("Total"))
    assert lines[total + 1].startswith("including VAT 15 %")


@pytest.mark.parametrize("kind", [DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE])
def test_an_invoice_says_of_each_line_what_it_is_without_the_tax_that_its_price_holds(
    kind: DocumentKind,
) -> None:
    quote = paper()
    assert quote.totals is not None
    held = quote.totals.model_copy(update={"tax_included": True})
    assert "without tax 2,000.00" in document_text(paper(kind=kind, totals=held), columns=80)
    assert "without tax" not in document_text(paper(kind=kind), columns=80)
    assert "without tax" not in document_text(paper(totals=held), columns=80)


def test_a_credit_note_names_its_invoice_and_why() -> None:
    text = document_text(
        paper(kind=DocumentKind.CREDIT_NOTE, number="CN-1", credits="INV-1", reason="returned")
    )
    assert "Credit note CN-1" in text
    assert "INV-1" in text
    assert "returned" in text
