"""Documents as PDF, read back and rendered: nothing lost, sums carried over, any name on any page."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from cartui.documents.document_words import amount_of, price_of
from cartui.documents.pdf import fonts
from cartui.documents.pdf.fonts import FACES, faces_for, file_of, folders_of_fonts, missing_scripts
from cartui.documents.pdf.layout import BROUGHT, CARRIED, document_pdf
from cartui.documents.pdf.sheet import SIZES
from cartui.model.document import Document, DocumentLine, Party
from cartui.model.errors import Invalid, Unsupported
from cartui.model.paper import PaperSize
from cartui.model.text import REPLACEMENT
from tests.documents.papers import paper, picking_list
from tests.hostile import HOSTILE, shared_out
from tests.pdf_text import pages_of, words_of

POINT = 72 / 25.4


def text_of(document: Document) -> str:
    """All text of a document on A4."""
    return words_of(document_pdf(document, paper=PaperSize.A4))


def a_line(number: int, title: str = "") -> DocumentLine:
    """A line of goods."""
    return DocumentLine(
        sku=f"SKU-{number}", title=title or f"Thing {number}", quantity=number, unit_price=1050, discount=0
    )


def of_lines(count: int) -> tuple[DocumentLine, ...]:
    """So many of them."""
    return tuple(a_line(number) for number in range(1, count + 1))


def test_words_and_figures_are_those_of_the_document() -> None:
    text = text_of(paper())
    for words in (
        "Quote C-000123",
        "2026-11-22",
        "Acme Ltd",
        "VAT id BIN 7",
        "Rahim Uddin",
        "12/A Motijheel",
        "Cotton Shirt",
        "SHIRT-LB, L / Blue, VAT 15 %",
        "less 400.00",
        "1,200.00 2,000.00",
        "Goods 2,050.00",
        "Delivery 120.00",
        "VAT 15 % of 2,120.00 318.00",
        "Total BDT 2,488.00",
        "1 / 1",
    ):
        assert words in text, words


def test_a_delivery_note_says_no_price() -> None:
    text = text_of(picking_list())
    assert "2 Cotton Shirt" in text
    assert "3 units in 2 lines" in text
    assert ".00" not in text


@pytest.mark.parametrize("size", PaperSize)
def test_pages_have_the_size_of_the_paper(size: PaperSize) -> None:
    pdf = pypdfium2.PdfDocument(document_pdf(paper(), paper=size))
    assert pdf[0].get_size() == pytest.approx([side * POINT for side in SIZES[size]], abs=0.1)
    pdf.close()


def test_lines_go_on_overleaf_with_the_sum_so_far_and_none_is_lost() -> None:
    document = paper(lines=of_lines(70))
    pages = pages_of(document_pdf(document, paper=PaperSize.A4))
    assert len(pages) > 2
    seen = 0
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        rows = [" ".join(row.split()) for row in page.splitlines()]
        squeezed = "".join(page.split())  # a reader sees line breaks where there are none
        so_far = amount_of(document, sum(map(price_of, document.lines[:seen])))
        if number > 1:
            assert "Quote C-000123" in rows
            assert f"{BROUGHT}{so_far}".replace(" ", "") in squeezed or seen == len(document.lines)
        while seen < len(document.lines) and f"SKU-{seen + 1}" in rows:
            seen += 1
        if seen < len(document.lines):
            carried = amount_of(document, sum(map(price_of, document.lines[:seen])))
            assert f"{CARRIED}{carried}".replace(" ", "") in squeezed
    assert seen == len(document.lines)


def test_a_title_longer_than_a_page_goes_on_and_loses_nothing() -> None:
    words = [f"word{at}" for at in range(1_200)]
    text = text_of(paper(lines=(a_line(1, " ".join(words)),)))
    assert [word for word in words if word not in text] == []


def test_the_same_document_is_the_same_file_and_tells_of_nobody_beside_its_title() -> None:
    first, second = (document_pdf(paper(), paper=PaperSize.A4) for _ in range(2))
    assert first == second
    pdf = pypdfium2.PdfDocument(first)
    told = {name: value for name, value in pdf.get_metadata_dict().items() if value}
    pdf.close()
    assert told.pop("Title") == "Quote C-000123"
    assert told.pop("CreationDate").startswith("D:20261121203000")
    assert set(told) <= {"Creator", "Producer"}


SCRIPTS = {
    "Bengali": "শার্ট",
    "Arabic": "قميص",
    "Hebrew": "חולצה",
    "Japanese": "日本茶",
    "Devanagari": "कमीज़",
    "Greek": "Ελληνικά",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_of_the_markets_is_drawn_with_a_font_of_its_own(script: str) -> None:
    assert script not in missing_scripts()
    written = SCRIPTS[script]
    drawn = inked(document_pdf(paper(lines=(a_line(1, written),)), paper=PaperSize.A4))
    marks = inked(document_pdf(paper(lines=(a_line(1, "\ue000" * len(written)),)), paper=PaperSize.A4))
    empty = inked(document_pdf(paper(lines=(a_line(1, "."),)), paper=PaperSize.A4))
    assert drawn not in (marks, empty)
    assert REPLACEMENT not in text_of(paper(lines=(a_line(1, written),)))


def inked(content: bytes) -> bytes:
    """The picture of the first page."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        return bytes(pdf[0].render(scale=0.5).buffer)
    finally:
        pdf.close()


def test_a_sign_that_no_font_has_is_marked() -> None:
    assert f"tea {REPLACEMENT}" in text_of(paper(lines=(a_line(1, "tea \ue000"),)))


@pytest.mark.parametrize("texts", shared_out(HOSTILE, 4), ids=lambda texts: repr(texts)[:30])
def test_any_name_goes_onto_paper(texts: Sequence[str]) -> None:
    buyer, title, option, note = texts
    line = DocumentLine(
        sku=option[:40], title=title, options=option[:99], quantity=2, unit_price=500, discount=0
    )
    document = paper(lines=(line,), buyer=Party(name=buyer, address=(buyer[:99],)), note=note)
    pages = pages_of(document_pdf(document, paper=PaperSize.A4))
    assert any("Total BDT" in page and "2,488.00" in page for page in pages)


def a_picture(path: Path) -> Path:
    """A red PNG of two by one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\xff\0\0" * 2)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
    return path


def test_a_logo_stands_at_the_top(tmp_path: Path) -> None:
    content = document_pdf(paper(), paper=PaperSize.A4, logo=a_picture(tmp_path / "logo.png"))
    pdf = pypdfium2.PdfDocument(content)
    picture = pdf[0].render(scale=1).to_pil().convert("RGB")
    pdf.close()
    reds = [
        (x, y)
        for y in range(0, picture.height, 4)
        for x in range(0, picture.width, 4)
        if picture.getpixel((x, y)) == (255, 0, 0)
    ]
    assert reds
    assert min(x for x, _ in reds) > picture.width / 2
    assert max(y for _, y in reds) < picture.height / 5


@pytest.mark.parametrize("content", [None, b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_logo_that_is_no_picture_is_said_by_its_name(tmp_path: Path, content: bytes | None) -> None:
    logo = tmp_path / "logo.png"
    if content is not None:
        logo.write_bytes(content)
    with pytest.raises(Invalid, match=r"logo\.png, the logo, is no PNG or JPEG picture"):
        document_pdf(paper(), paper=PaperSize.A4, logo=logo)


def test_fonts_of_the_system_do_where_there_are_no_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    beng = next(face for face in FACES if face.name == "Bengali")
    found = file_of(beng)
    assert found is not None
    (tmp_path / "truetype" / "noto").mkdir(parents=True)
    (tmp_path / "truetype" / "noto" / "NotoSansBengali-Regular.ttf").write_bytes(found.read_bytes())
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    monkeypatch.setattr(fonts, "folders_of_fonts", lambda *_: (tmp_path,))
    fonts._of_the_system.cache_clear()
    try:
        assert file_of(beng) == tmp_path / "truetype" / "noto" / "NotoSansBengali-Regular.ttf"
        assert "Bengali" not in missing_scripts()
        assert {"Latin", "Arabic", "Japanese"} < set(missing_scripts())
        assert faces_for("any") == (), "without a font for Latin there is none for a document"
        with pytest.raises(Unsupported, match=r"install `cartui\[pdf\]`"):
            document_pdf(paper(), paper=PaperSize.A4)
    finally:
        fonts._of_the_system.cache_clear()


@pytest.mark.parametrize(
    ("platform", "first"),
    [
        ("linux", "share/fonts"),
        ("darwin", "Library/Fonts"),
        ("win32", "AppData/Local/Microsoft/Windows/Fonts"),
    ],
)
def test_each_system_has_its_folders_of_fonts(platform: str, first: str, tmp_path: Path) -> None:
    folders = folders_of_fonts(platform, {}, tmp_path)
    assert folders[0].as_posix().endswith(first)
    assert len(folders) > 1
