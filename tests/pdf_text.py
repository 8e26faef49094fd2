"""What a PDF says to whoever opens it, read by PDFium as browsers do."""

import pypdfium2


def pages_of(content: bytes) -> list[str]:
    """The text of each page as a reader of PDFs finds it."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()


def words_of(content: bytes) -> str:
    """All of its text, with one blank between words."""
    return " ".join(" ".join(pages_of(content)).split())
