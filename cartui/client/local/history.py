"""``client.history`` on the local database."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.activity import Activity
from cartui.model.errors import Invalid, NotFound
from cartui.model.exported import MOST_ROWS, NewExport, NotedExport
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.query import Page
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalHistory:
    """What happened, by whom; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def of_cart(
        self,
        ref: str,
        *,
        kinds: Collection[EntryKind] = (),
        limit: int = 200,
        after: int | None = None,
    ) -> tuple[HistoryEntry, ...]:
        """The entries of one cart, latest first."""
        wanted = kinds or None

        def work(connection: "Connection") -> tuple[HistoryEntry, ...]:
            from cartui.client.local.cart_reading import require_cart
            from cartui.client.local.numbers import cart_numbers_meant
            from cartui.store.history import entries_of_cart, entries_of_purged

            try:
                cart = require_cart(connection, ref).id
            except NotFound:
                names = (ref, *cart_numbers_meant(connection, ref))
                kept = entries_of_purged(connection, *names, kinds=wanted, limit=limit, after=after)
                if not kept and not entries_of_purged(connection, *names, limit=1):
                    raise
                return kept
            return entries_of_cart(connection, cart, kinds=wanted, limit=limit, after=after)

        return await self._backend.read(work)

    async def recent(
        self,
        *,
        kinds: Collection[EntryKind] = (),
        agent: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Activity]:
        """What was done over all carts, latest first."""
        now = self._backend.clock()

        def work(connection: "Connection") -> Page[Activity]:
            from cartui.store.activity import activity_page

            return activity_page(connection, now, kinds=kinds, agent=agent, limit=limit, after=after)

        return await self._backend.read(work)

    async def comment(self, ref: str, text: str, *, key: str | None = None) -> HistoryEntry:
        """Write a comment."""
        backend = self._backend

        def work(connection: "Connection") -> HistoryEntry:
            from cartui.client.local.commenting import comment_on

            return comment_on(backend, connection, ref, text)

        call = ("history.comment", ref, text)
        return await write_once(backend, Operation.COMMENT, key, call, HistoryEntry, work)

    async def begin_export(self, export: NewExport, *, key: str | None = None) -> NotedExport:
        """Keep that it begins."""
        backend = self._backend

        def work(connection: "Connection") -> NotedExport:
            from cartui.client.local.noting_exports import begin_export

            return begin_export(backend, connection, export)

        call = ("history.begin_export", export.model_dump(mode="json"))
        return await write_once(backend, Operation.EXPORT, key, call, NotedExport, work)

    async def end_export(self, export: int, rows: int, *, key: str | None = None) -> NotedExport:
        """Keep how many rows it had."""
        backend = self._backend
        if not 0 <= rows <= MOST_ROWS:
            raise Invalid("an export has no fewer rows than none, and not more than can be counted")

        def work(connection: "Connection") -> NotedExport:
            from cartui.client.local.noting_exports import end_export

            return end_export(backend, connection, export, rows)

        call = ("history.end_export", export, rows)
        return await write_once(backend, Operation.EXPORT, key, call, NotedExport, work)
