"""Names of documents' files: nothing of a number leads anywhere or does anything."""

import pytest

from cartui.documents.document_files import file_name
from cartui.model.paper import DocumentFormat
from tests.documents.papers import paper
from tests.hostile import HOSTILE


def test_it_says_what_is_in_the_file() -> None:
    assert file_name(paper(number="C-000123"), DocumentFormat.PDF) == "quote-C-000123.pdf"


@pytest.mark.parametrize("number", [*HOSTILE, "", "..", ".hidden", "-rf", "CON", "a/b\\c:d*e"], ids=ascii)
def test_a_number_of_elsewhere_is_a_name_and_nothing_more(number: str) -> None:
    document = paper().model_copy(update={"number": number})
    name = file_name(document, DocumentFormat.TEXT)
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert name.startswith("quote-")
    assert name.endswith(".txt")
    assert ".." not in name
    assert len(name) < 100
