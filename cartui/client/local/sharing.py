"""``client.sharing`` on the local database, and what a page shows, which only a server asks."""

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.errors import ClientError
from cartui.rules.permissions import Operation, ensure_may_do

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.model.document import Document
    from cartui.model.sharing import SharedPage


class LocalSharing:
    """Links for customers; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def share(
        self, ref: str, *, lifetime: timedelta | None = None, key: str | None = None
    ) -> "SharedPage":
        """Make a link. What is secret in it is not kept: a repeat gets another one of the same page."""
        from cartui.client.local.shared_pages import new_token, page_address, share, with_another_token
        from cartui.model.sharing import SharedPage

        backend, token = self._backend, new_token()
        ensure_may_do(backend.actor.role, Operation.SHARE)
        address = page_address(backend, token)
        is_made = False

        def work(connection: "Connection") -> SharedPage:
            nonlocal is_made
            is_made = True
            return share(backend, connection, ref, token, lifetime)

        call = ("sharing.share", ref, lifetime)
        page = await write_once(backend, Operation.SHARE, key, call, SharedPage, work)
        if not is_made:

            def repeat(connection: "Connection") -> SharedPage:
                return with_another_token(connection, page.id, token)

            page = await backend.write(Operation.SHARE, repeat)
        return page.model_copy(update={"url": address})

    async def of_cart(self, ref: str) -> "tuple[SharedPage, ...]":
        """The links of a cart."""

        def work(connection: "Connection") -> "tuple[SharedPage, ...]":
            from cartui.client.local.cart_reading import require_cart
            from cartui.store.sharing import pages_of

            return pages_of(connection, require_cart(connection, ref).id)

        return await self._backend.read(work)

    async def revoke(self, page: int, *, key: str | None = None) -> "SharedPage":
        """Let it lead nowhere."""
        from cartui.model.sharing import SharedPage

        backend = self._backend

        def work(connection: "Connection") -> SharedPage:
            from cartui.client.local.shared_pages import revoke

            return revoke(backend, connection, page)

        call = ("sharing.revoke", page)
        return await write_once(backend, Operation.SHARE, key, call, SharedPage, work)

    async def shown_by(self, token: str, *, counts: bool) -> "Document | None":
        """What the link with that secret shows now; ``None`` where it leads nowhere, for whatever reason.

        With ``counts`` it is one more view; where that cannot be written, it is shown all the same.
        """
        from cartui.client.local.shared_pages import shown_by
        from cartui.store.sharing import count_view

        backend = self._backend
        now = backend.clock()
        found = await backend.read(lambda connection: shown_by(connection, token, now))
        if found is None:
            return None
        page, document = found
        if counts:
            with suppress(ClientError):
                await backend.write(Operation.SHARE, lambda connection: count_view(connection, page, now))
        return document
