"""``client.documents`` on the local database: each call one unit of work in a thread."""

from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.document import DocumentKind, IssuedDocument
from cartui.model.query import Page
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalDocuments:
    """Invoices and credit notes; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def issue_invoice(self, ref: str, *, key: str | None = None) -> IssuedDocument:
        """The invoice of an order."""
        backend = self._backend

        def work(connection: "Connection") -> IssuedDocument:
            from cartui.client.local.issuing import issue_invoice

            return issue_invoice(backend, connection, ref)

        call = ("documents.issue_invoice", ref)
        return await write_once(backend, Operation.ISSUE_INVOICE, key, call, IssuedDocument, work)

    async def credit(self, number: str, reason: str, *, key: str | None = None) -> IssuedDocument:
        """Take an invoice back."""
        backend = self._backend

        def work(connection: "Connection") -> IssuedDocument:
            from cartui.client.local.issuing import credit_invoice

            return credit_invoice(backend, connection, number, reason)

        call = ("documents.credit", number, reason)
        return await write_once(backend, Operation.CREDIT_INVOICE, key, call, IssuedDocument, work)

    async def get(self, number: str) -> IssuedDocument:
        """One of them."""

        def work(connection: "Connection") -> IssuedDocument:
            from cartui.client.local.issuing import require_issued

            return require_issued(connection, number)

        return await self._backend.read(work)

    async def of_order(self, ref: str) -> tuple[IssuedDocument, ...]:
        """What was issued for an order."""

        def work(connection: "Connection") -> tuple[IssuedDocument, ...]:
            from cartui.client.local.order_reading import require_order
            from cartui.store.issued_documents import issued_for_order

            return issued_for_order(connection, require_order(connection, ref).number)

        return await self._backend.read(work)

    async def list(
        self,
        *,
        kind: DocumentKind | None = None,
        market: str | None = None,
        year: int | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[IssuedDocument]:
        """What was issued, the latest first."""

        def work(connection: "Connection") -> Page[IssuedDocument]:
            from cartui.store.issued_documents import issued_page

            return issued_page(connection, kind=kind, market=market, year=year, limit=limit, after=after)

        return await self._backend.read(work)
