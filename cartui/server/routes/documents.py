"""``/v1/documents``: invoices and credit notes."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.document import DocumentKind, IssuedDocument
from cartui.model.query import Page
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, ref_in
from cartui.wire.bodies import LARGEST, Crediting

router = new_router("documents")

OfKind = Annotated[
    str | None,
    Query(
        pattern=f"^({DocumentKind.INVOICE}|{DocumentKind.CREDIT_NOTE})$",
        description="Only those of this kind: `invoice` or `credit_note`.",
    ),
]
OfMarket = Annotated[str | None, Query(max_length=20_000, description="Only those of this market's code.")]
OfYear = Annotated[
    int | None, Query(ge=-LARGEST, le=LARGEST, description="Only those of this year of the market's days.")
]


@router.get("/documents", response_model=Page[IssuedDocument])
async def list_documents(
    call: CurrentCall,
    kind: OfKind = None,
    market: OfMarket = None,
    year: OfYear = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> Response:
    """Invoices and credit notes, the latest first."""
    page = await call.client.documents.list(
        kind=None if kind is None else DocumentKind(kind),
        market=market,
        year=year,
        limit=limit,
        after=after,
    )
    return call.answer(Page[IssuedDocument], page)


@router.get("/documents/{ref}", response_model=IssuedDocument)
async def get_document(call: CurrentCall, ref: Ref) -> Response:
    """An invoice or a credit note, with everything that it says."""
    return call.answer(IssuedDocument, await call.client.documents.get(ref_in(ref)))


@router.post(
    "/documents/{ref}/credit", response_model=IssuedDocument, openapi_extra=takes(Crediting, keyed=True)
)
async def credit_invoice(call: CurrentCall, ref: Ref) -> Response:
    """Take a whole invoice back: gives the credit note, and cancels the order."""
    why = await call.body(Crediting)
    credit = await call.client.documents.credit(ref_in(ref), why.reason, key=call.key)
    return call.answer(IssuedDocument, credit)


@router.post("/orders/{ref}/invoice", response_model=IssuedDocument, openapi_extra=KEYED)
async def issue_invoice(call: CurrentCall, ref: Ref) -> Response:
    """The invoice of an approved order: issued now, or the one that there is."""
    invoice = await call.client.documents.issue_invoice(ref_in(ref), key=call.key)
    return call.answer(IssuedDocument, invoice)


@router.get("/orders/{ref}/documents", response_model=tuple[IssuedDocument, ...])
async def documents_of_order(call: CurrentCall, ref: Ref) -> Response:
    """What was issued for an order, the oldest first."""
    issued = await call.client.documents.of_order(ref_in(ref))
    return call.answer(tuple[IssuedDocument, ...], issued)
