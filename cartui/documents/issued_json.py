"""Invoices and credit notes as the JSON that scripts rely on; ``json_shapes`` says what holds for it."""

from typing import TYPE_CHECKING

from cartui.documents.json_shapes import Json

if TYPE_CHECKING:
    from cartui.model.document import IssuedDocument
    from cartui.model.query import Page


def issued_json(issued: "IssuedDocument") -> Json:
    """An invoice or a credit note, with everything that it says in ``content``."""
    return issued.model_dump(mode="json")


def issued_page_json(page: "Page[IssuedDocument]") -> Json:
    """A page of what was issued, and the cursor of the next one."""
    return {"items": [issued_json(each) for each in page], "next": page.next}
