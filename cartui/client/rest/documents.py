"""``client.documents`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.document import DocumentKind, IssuedDocument
from cartui.model.query import Page
from cartui.wire.bodies import Crediting


class RestDocuments:
    """Invoices and credit notes."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def issue_invoice(self, ref: str, *, key: str | None = None) -> IssuedDocument:
        """The invoice of an order."""
        path = path_of("orders", of=ref, then=("invoice",))
        return await self._backend.write(IssuedDocument, path, key=key)

    async def credit(self, number: str, reason: str, *, key: str | None = None) -> IssuedDocument:
        """Take an invoice back."""
        path = path_of("documents", of=number, then=("credit",))
        return await self._backend.write(IssuedDocument, path, Crediting(reason=reason), key=key)

    async def get(self, number: str) -> IssuedDocument:
        """One of them."""
        return await self._backend.read(IssuedDocument, path_of("documents", of=number))

    async def of_order(self, ref: str) -> tuple[IssuedDocument, ...]:
        """What was issued for an order."""
        path = path_of("orders", of=ref, then=("documents",))
        return await self._backend.read(tuple[IssuedDocument, ...], path)

    async def list(
        self,
        *,
        kind: DocumentKind | None = None,
        market: str | None = None,
        year: int | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[IssuedDocument]:
        """What was issued."""
        asked = path_of(
            "documents",
            kind=None if kind is None else kind.value,
            market=market,
            year=year,
            limit=limit,
            after=after,
        )
        return await self._backend.read(Page[IssuedDocument], asked)
