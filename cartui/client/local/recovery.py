"""``client.recovery`` on the local database: each call one unit of work in a thread."""

from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.found_carts import found_carts
from cartui.client.local.idempotent_replies import write_once
from cartui.model.history import HistoryEntry
from cartui.model.query import CartQuery, CartSort, Page
from cartui.model.recovery import CallOutcome, CartToCall
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalRecovery:
    """The call list; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(
        self,
        query: CartQuery,
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[CartToCall]:
        """A page in the given order."""
        backend = self._backend

        def work(connection: "Connection") -> Page[CartToCall]:
            from cartui.client.local.calling import call_page

            found = found_carts(backend, connection, query, sort)
            return call_page(connection, found.page(limit=limit, after=after, before=before))

        return await backend.read(work, ("page to call", query, sort, limit, after is None, before is None))

    async def note_call(
        self, ref: str, outcome: CallOutcome, text: str = "", *, key: str | None = None
    ) -> HistoryEntry:
        """Note what came of a call."""
        backend = self._backend

        def work(connection: "Connection") -> HistoryEntry:
            from cartui.client.local.calling import note_call

            return note_call(backend, connection, ref, outcome, text)

        call = ("recovery.note_call", ref, outcome.value, text)
        return await write_once(backend, Operation.COMMENT, key, call, HistoryEntry, work)
