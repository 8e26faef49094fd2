"""Several documents as one file: each is what it is alone, on pages of its own."""

from contextlib import closing

from cartui.documents.document_pile import NEW_PAGE, pile_of
from cartui.documents.pdf.layout import document_pdf
from cartui.documents.plain_text import document_text
from cartui.model.document import Document, DocumentLine, Party
from cartui.model.paper import DocumentFormat, PaperSize, Stationery
from tests.documents.papers import paper, picking_list
from tests.pdf_text import pages_of

LONG = paper(
    number="C-000124",
    lines=tuple(
        DocumentLine(title=f"Thing {number}", quantity=1, unit_price=1050, discount=0) for number in range(60)
    ),
)
IN_JAPANESE = paper(number="C-000125", buyer=Party(name="山田太郎"))
IN_BENGALI = picking_list(number="GI-7", receiver=Party(name="রহিম"))


def piled(form: DocumentFormat, *documents: Document, columns: int = 80) -> bytes:
    """All of them as one file."""
    with closing(pile_of(form, stationery=Stationery(paper=PaperSize.A4), columns=columns)) as pile:
        for document in documents:
            pile.add(document)
        return pile.content()


def test_each_document_has_the_very_pages_that_it_has_alone() -> None:
    each = (paper(), LONG, IN_JAPANESE, IN_BENGALI, paper())
    alone = [pages_of(document_pdf(document, paper=PaperSize.A4)) for document in each]
    assert len(alone[1]) > 1
    assert pages_of(piled(DocumentFormat.PDF, *each)) == [page for pages in alone for page in pages]


def test_the_same_documents_give_the_same_bytes() -> None:
    assert piled(DocumentFormat.PDF, paper(), LONG) == piled(DocumentFormat.PDF, paper(), LONG)


def test_text_begins_another_page_between_two() -> None:
    content = piled(DocumentFormat.TEXT, paper(), LONG, columns=40).decode()
    assert content.split(NEW_PAGE) == [document_text(each, columns=40) for each in (paper(), LONG)]


def test_a_title_cannot_turn_the_page() -> None:
    hostile = paper(buyer=Party(name="a\fb"))
    assert NEW_PAGE not in piled(DocumentFormat.TEXT, hostile).decode()
