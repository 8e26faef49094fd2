"""``cartui orders invoice``, ``credit`` and ``invoices``: what is issued once and for good."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.invocation import invocation_of
from cartui.cli.option_words import issued_kinds
from cartui.cli.options import After, AsJson, Key, Limit
from cartui.cli.output import clean, narrate, put, put_json, table

if TYPE_CHECKING:
    from cartui.model.document import IssuedDocument

Columns = Annotated[
    int,
    typer.Option("--columns", metavar="N", min=40, max=200, help="How wide the text is; 40 for receipts."),
]
"""Width of a document as text."""


def invoice(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="The order's number, its digits or id, or the number of its cart or invoice."
        ),
    ],
    columns: Columns = 80,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Issue the invoice of an approved order, or print the one that there is."""
    issued = invocation_of(context).run(lambda client: client.documents.issue_invoice(ref, key=key))
    _put(issued, columns, as_json=as_json)


def credit(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it stands on the credit note.")],
    columns: Columns = 80,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take a whole invoice back by a credit note, which cancels its order. Leads and admins only."""
    issued = invocation_of(context).run(lambda client: client.documents.credit(number, reason, key=key))
    _put(issued, columns, as_json=as_json)


def list_invoices(
    context: typer.Context,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", autocompletion=issued_kinds, help="invoice or credit_note; else both."),
    ] = None,
    market: Annotated[str | None, typer.Option(metavar="CODE", help="Only those of this market.")] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YYYY", help="Only those of this year of the market's days.")
    ] = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List invoices and credit notes, the latest first."""
    from cartui.documents.issued_json import issued_page_json
    from cartui.model.document import DocumentKind
    from cartui.model.errors import Invalid

    kinds = {each.value: each for each in (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)}
    if kind is not None and kind not in kinds:
        raise Invalid(f"There is no kind {clean(kind)}: it is {' or '.join(kinds)}.")
    chosen = None if kind is None else kinds[kind]
    invocation = invocation_of(context)
    page = invocation.run(
        lambda client: client.documents.list(kind=chosen, market=market, year=year, limit=limit, after=after)
    )
    if as_json:
        put_json(issued_page_json(page))
        return
    headings = ("Number", "Order", "Cart", "Buyer", "Total", "Issued", "By", "Goes with")
    rows = [
        (
            issued.number,
            issued.order,
            issued.cart,
            issued.content.buyer.company or issued.content.buyer.name,
            Amounts(issued.currency)(issued.total),
            invocation.times(issued.issued_at),
            issued.issued_by,
            issued.credits or issued.credited_by,
        )
        for issued in page
    ]
    put(table(headings, rows, right=("Total",)))
    if page.next:
        narrate(f"go on with --after {page.next}")
    elif not page.items:
        narrate("No invoice was issued." if chosen is not DocumentKind.CREDIT_NOTE else "No credit note was.")


def _put(issued: "IssuedDocument", columns: int, *, as_json: bool) -> None:
    """Print a document: as JSON, or as it is read; what took it back is told beside it."""
    if as_json:
        from cartui.documents.issued_json import issued_json

        put_json(issued_json(issued))
        return
    from cartui.documents.plain_text import document_text

    put(document_text(issued.content, columns=columns))
    if issued.credited_by:
        narrate(f"{issued.number} was taken back by {issued.credited_by}")
